"""What each request passes before its handler: the token, the fault switch, the record of requests."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import struct
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pulumi_edgegap.emulator.organisation import Organisation
from pulumi_edgegap.emulator.service import Drop, Fault, SeenRequest, Service


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
        fault = self._service.fault_for(scope["method"], path)
        noted = False

        def note(status: int) -> None:
            nonlocal noted
            if not noted:
                noted = True
                self._service.note(SeenRequest(scope["method"], path, status, body, fault))

        async def note_and_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                # Before the answer leaves: whoever has the answer finds the request on record.
                note(message["status"])
            await send(message)

        if fault is None:
            await self._answer(scope, receive, note_and_send, body)
            return
        answer = _Held()
        if fault.carry_out or fault.status is None or fault.drop in ("after", "middle"):
            await self._answer(scope, receive, answer, body)
        await asyncio.sleep(fault.delay)
        if fault.drop is not None:
            note(answer.status if fault.drop == "middle" else 0)
            await self._drop(scope, receive, note_and_send, fault.drop, answer)
        elif fault.status is None or answer.status == 401:
            await answer.release(note_and_send)
        else:
            await _made_up(fault)(scope, receive, note_and_send)

    async def _drop(self, scope: Scope, receive: Receive, send: Send, drop: Drop, answer: _Held) -> None:
        if self._service.transport_of is None:
            raise RuntimeError("only the emulator's own server can close a connection")
        transport = self._service.transport_of(scope["client"])
        if transport is None:
            return  # the client was first
        if drop == "middle":
            await answer.release_half(send)
            transport.close()
        else:
            _reset(transport)
        while (await receive())["type"] != "http.disconnect":
            pass

    async def _answer(self, scope: Scope, receive: Receive, send: Send, body: Any) -> None:
        organisation = self._service.entered(_authorization(scope))
        if organisation is None:
            refusal = JSONResponse({"message": "The token is missing or not valid."}, 401)
            await refusal(scope, receive, send)
            return
        scope["edgegap.call"] = Call(organisation, body)
        await self._app(scope, receive, send)


class _Held:
    """An answer that is kept back: what an application sends."""

    def __init__(self) -> None:
        self._messages: list[Message] = []

    async def __call__(self, message: Message) -> None:
        self._messages.append(message)

    @property
    def status(self) -> int:
        return int(self._messages[0]["status"]) if self._messages else 0

    async def release(self, send: Send) -> None:
        """Send it."""
        for message in self._messages:
            await send(message)

    async def release_half(self, send: Send) -> None:
        """Send its head and the first half of its body; nothing at all where it has none."""
        head, *parts = self._messages
        body = b"".join(part.get("body", b"") for part in parts)
        if body:
            await send(head)
            await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})


def _reset(transport: asyncio.Transport) -> None:
    if os.name == "posix":  # elsewhere the peer sees an end in place of a reset
        connection = transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def _made_up(fault: Fault) -> Response:
    headers = dict(fault.headers)
    if isinstance(fault.body, str):
        return Response(fault.body, fault.status or 500, headers, media_type="text/html")
    body = {"message": "Made to fail."} if fault.body is None else fault.body
    return JSONResponse(body, fault.status or 500, headers)


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
