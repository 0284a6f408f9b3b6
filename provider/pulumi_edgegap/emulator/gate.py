"""Middleware that checks host, token and size of each request, applies faults, and records requests."""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
import struct
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pulumi_edgegap.emulator.errors import ApiError
from pulumi_edgegap.emulator.organization import Organization
from pulumi_edgegap.emulator.service import Drop, Fault, SeenRequest, Service

LARGEST_BODY = 32 * 1024 * 1024
_HOSTS = "This local API answers to the hosts 127.0.0.1 and localhost only"
# A web page could point its own domain here, and the browser would then allow its requests (DNS rebinding).
_OWN_HOST = re.compile(rb"(127\.0\.0\.1|localhost)(:\d*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Call:
    """The data that the gate passes to a handler."""

    organization: Organization
    body: Any


class Gate:
    """ASGI middleware around the routes."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or respond to it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if not _OWN_HOST.fullmatch(_header(scope, b"host")):
            await _error_response(421, f"{_HOSTS}; use one of them in its URL.")(scope, receive, send)
            return
        # Routes match the encoded path, so that %2F in a name is not a separator; handlers decode once.
        path = scope["raw_path"].decode("ascii", "replace") if scope.get("raw_path") else quote(scope["path"])
        scope = {**scope, "path": path}
        if not path.startswith(("/v1/", "/v2/")):
            await self._app(scope, receive, send)
            return
        call = await self._authorize(scope, receive)
        body, fault, noted = None, None, False
        if isinstance(call, Call):
            body, fault = call.body, self._service.fault_for(scope["method"], path)

        def note(status: int) -> None:
            nonlocal noted
            if not noted:
                noted = True
                self._service.note(SeenRequest(scope["method"], path, status, body, fault))

        async def note_and_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                # Recorded before the response is sent, so that a client that has it finds the request.
                note(message["status"])
            await send(message)

        if isinstance(call, Response):
            await call(scope, receive, note_and_send)
            return
        scope["edgegap.call"] = call
        if fault is None:
            await self._app(scope, receive, note_and_send)
            return
        answer = _BufferedResponse()
        if fault.carry_out or fault.status is None or fault.drop in ("after", "middle"):
            await self._app(scope, receive, answer)
        await asyncio.sleep(fault.delay)
        if fault.drop is not None:
            note(answer.status if fault.drop == "middle" else 0)
            await self._drop(scope, receive, note_and_send, fault.drop, answer)
        elif fault.status is None:
            await answer.release(note_and_send)
        else:
            await _fault_response(fault)(scope, receive, note_and_send)

    async def _authorize(self, scope: Scope, receive: Receive) -> Call | Response:
        """Return an authorized request's organization and body, or the response that refuses it."""
        try:
            organization = self._service.authenticate(_header(scope, b"authorization").decode("latin-1"))
        except ApiError as refusal:
            return _error_response(refusal.status, refusal.message)
        content = await _read(scope, receive)
        if content is None:
            return _error_response(413, f"The body is larger than {LARGEST_BODY // 1024**2} MB.")
        return Call(organization, _parsed(content))

    async def _drop(
        self, scope: Scope, receive: Receive, send: Send, drop: Drop, answer: _BufferedResponse
    ) -> None:
        if self._service.transport_of is None:
            raise RuntimeError("only the emulator's own server can close a connection")
        transport = self._service.transport_of(scope["client"])
        if transport is None:
            return  # the client has already closed it
        if drop == "middle":
            await answer.release_half(send)
            transport.close()
        else:
            _reset(transport)
        while (await receive())["type"] != "http.disconnect":
            pass


class _BufferedResponse:
    """A response of the application that is held back."""

    def __init__(self) -> None:
        self._messages: list[Message] = []

    async def __call__(self, message: Message) -> None:
        self._messages.append(message)

    @property
    def status(self) -> int:
        return int(self._messages[0]["status"]) if self._messages else 0

    async def release(self, send: Send) -> None:
        """Send the response."""
        for message in self._messages:
            await send(message)

    async def release_half(self, send: Send) -> None:
        """Send the headers and the first half of the body, or nothing if there is no body."""
        head, *parts = self._messages
        body = b"".join(part.get("body", b"") for part in parts)
        if body:
            await send(head)
            await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})


def _reset(transport: asyncio.Transport) -> None:
    if os.name == "posix":  # on Windows the peer sees the connection closed, not reset
        connection = transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def _error_response(status: int, message: str) -> Response:
    return JSONResponse({"message": message}, status)


def _fault_response(fault: Fault) -> Response:
    headers = dict(fault.headers)
    if isinstance(fault.body, str):
        return Response(fault.body, fault.status or 500, headers, media_type="text/html")
    body = {"message": "Made to fail."} if fault.body is None else fault.body
    return JSONResponse(body, fault.status or 500, headers)


def _header(scope: Scope, name: bytes) -> bytes:
    """Return the value of a header; empty if it is missing or repeated."""
    values = [value for each, value in scope["headers"] if each == name]
    return bytes(values[0]) if len(values) == 1 else b""


async def _read(scope: Scope, receive: Receive) -> bytes | None:
    """Return the body, or None if it is too large. The server discards what is not read."""
    if int(_header(scope, b"content-length") or 0) > LARGEST_BODY:
        return None
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > LARGEST_BODY:
            return None
        if not message.get("more_body"):
            return bytes(body)


def _parsed(raw: bytes) -> Any:
    """Return the parsed body, or None if it is empty, not JSON, or has text that a response cannot repeat."""
    try:
        body = json.loads(raw, parse_constant=_refuse)
        if b"\\u" in raw:
            json.dumps(body, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return body


def _refuse(constant: str) -> None:
    raise ValueError(constant)
