"""What each request passes before its handler: the token, the fault switch, the record of requests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pulumi_edgegap.emulator.organisation import Organisation
from pulumi_edgegap.emulator.service import Fault, SeenRequest, Service


@dataclass(frozen=True, slots=True)
class Call:
    """What the gate hands to a handler."""

    organisation: Organisation
    body: Any


class Gate:
    """ASGI middleware around the routes."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # Routes match the path as it was sent, so that %2F in a name is no separator; handlers decode once.
        path = scope["raw_path"].decode("ascii", "replace") if scope.get("raw_path") else quote(scope["path"])
        scope = {**scope, "path": path}
        if not path.startswith("/v1/"):
            await self._app(scope, receive, send)
            return
        body = _parsed(await _read(receive))
        noted = False

        async def note_and_send(message: Message) -> None:
            nonlocal noted
            if message["type"] == "http.response.start" and not noted:
                # Before the answer leaves: whoever has the answer finds the request on record.
                noted = True
                self._service.note(SeenRequest(scope["method"], path, message["status"], body))
            await send(message)

        await self._pass(scope, receive, note_and_send, body)

    async def _pass(self, scope: Scope, receive: Receive, send: Send, body: Any) -> None:
        fault = self._service.fault_for(scope["method"], scope["path"]) if self._service.faults else None
        if fault is not None and not fault.carry_out:
            await _made_up(fault)(scope, receive, send)
            return
        organisation = self._service.entered(_authorization(scope))
        if organisation is None:
            refusal = JSONResponse({"message": "The token is missing or not valid."}, 401)
            await refusal(scope, receive, send)
            return
        scope["edgegap.call"] = Call(organisation, body)
        if fault is None:
            await self._app(scope, receive, send)
        else:
            await self._app(scope, receive, _nowhere)
            await _made_up(fault)(scope, receive, send)


async def _nowhere(message: Message) -> None:
    del message


def _made_up(fault: Fault) -> Response:
    headers = dict(fault.headers)
    if isinstance(fault.body, str):
        return Response(fault.body, fault.status, headers, media_type="text/html")
    return JSONResponse(fault.body, fault.status, headers)


def _authorization(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"authorization":
            return str(value.decode("latin-1"))
    return ""


async def _read(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return bytes(body)


def _parsed(raw: bytes) -> Any:
    """Return what the body says, or None: nothing, not JSON, or text that no answer could repeat."""
    try:
        body = json.loads(raw, parse_constant=_refuse)
        if b"\\u" in raw:
            json.dumps(body, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return body


def _refuse(constant: str) -> None:
    raise ValueError(constant)
