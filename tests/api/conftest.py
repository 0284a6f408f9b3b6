"""A small service on a real socket that returns scripted responses and records requests."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from pulumi_edgegap.api import Client
from pulumi_edgegap.api._clock import Clock

TOKEN = "0123-secret-token"


@dataclass(frozen=True)
class FakeClock(Clock):
    """A clock on which sleeping takes no time; `slept` has the waits."""

    slept: list[float] = field(default_factory=list)
    now: Callable[[], float] = field(init=False)
    sleep: Callable[[float], None] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "now", lambda: sum(self.slept, 1000.0))
        object.__setattr__(self, "sleep", self.slept.append)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@dataclass
class Wire:
    """The responses to return (the last one repeatedly), and the request lines, headers and bodies received."""

    url: str = ""
    answers: list[bytes] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    connections: int = 0

    @property
    def target(self) -> str:
        """The target of the latest request, exactly as received."""
        return self.lines[-1].split(" ")[1]


def raw(status: int, body: object = None, *headers: str) -> bytes:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    head = [f"HTTP/1.1 {status} whatever", f"Content-Length: {len(content)}", *headers]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + content


@pytest.fixture(scope="module")
def _server() -> Iterator[tuple[Wire, ThreadingHTTPServer]]:
    wire = Wire()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            wire.connections += 1

        def log_message(self, *_: Any) -> None:
            """Log nothing."""

        def _play(self) -> None:
            wire.lines.append(self.raw_requestline.decode("ascii").rstrip())
            wire.headers.append({name.lower(): value for name, value in self.headers.items()})
            wire.bodies.append(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            answer = wire.answers.pop(0) if len(wire.answers) > 1 else wire.answers[0]
            if answer == b"reset":
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
            elif answer == b"silence":
                threading.Event().wait(0.5)
                self.close_connection = True
            else:
                try:
                    self.wfile.write(answer)
                    self.close_connection = b"Connection: close" in answer
                except ConnectionError:  # the client has seen enough
                    self.close_connection = True

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = do_CONNECT = _play

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    wire.url = f"http://127.0.0.1:{server.server_port}"
    yield wire, server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def wire(_server: tuple[Wire, ThreadingHTTPServer]) -> Wire:
    wire = _server[0]
    wire.answers[:] = [raw(200, {"name": "a"})]
    wire.lines.clear()
    wire.headers.clear()
    wire.bodies.clear()
    wire.connections = 0
    return wire


@pytest.fixture
def client(wire: Wire, clock: FakeClock) -> Iterator[Client]:
    with Client(TOKEN, wire.url, timeout=5, clock=clock) as client:
        yield client


def answering(
    *answers: httpx.Response | Callable[[httpx.Request], httpx.Response], max_retries: int = 0, **options: Any
) -> Client:
    """A client whose service returns these responses in order, without a socket. It retries if told to."""
    script = iter(answers)

    def play(request: httpx.Request) -> httpx.Response:
        answer = next(script)
        return answer(request) if callable(answer) else answer

    options = {"clock": FakeClock(), "max_retries": max_retries, **options}
    return Client(TOKEN, transport=httpx.MockTransport(play), **options)


@pytest.fixture(scope="session", name="answering")
def _answering() -> Callable[..., Client]:
    return answering


@pytest.fixture(scope="session", name="raw")
def _raw() -> Callable[..., bytes]:
    return raw
