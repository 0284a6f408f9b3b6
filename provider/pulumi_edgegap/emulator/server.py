"""The emulator's HTTP server: uvicorn on 127.0.0.1 in a separate thread."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
import time
import warnings
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import uvicorn

from pulumi_edgegap.emulator.application import application
from pulumi_edgegap.emulator.fields import Edition
from pulumi_edgegap.emulator.organization import Organization, image_is_there
from pulumi_edgegap.emulator.readings import Credentials, Plan, Reading, Sizes
from pulumi_edgegap.emulator.service import DEFAULT_TOKEN, Drop, Fault, SeenRequest, Service


class Emulator:
    """A local Edgegap API, which serves during a `with` block.

    ```python
    with Emulator() as emulator:
        client = Client(url=emulator.url, token=emulator.token)
        ...
        assert "my-app" in emulator.organization().apps
    ```
    """

    def __init__(
        self,
        tokens: Sequence[str] = (DEFAULT_TOKEN,),
        *,
        edition: Edition = "2025",
        strict: bool = False,
        plan: Plan = "paid",
        credentials: Credentials = "masked",
        sizes: Sizes = "contract",
        data: str | Path | None = None,
        port: int = 0,
        pullable: Callable[[str, str, str], bool] = image_is_there,
        on_request: Callable[[SeenRequest], None] | None = None,
    ) -> None:
        """Create an emulator, which does not serve yet.

        Args:
            tokens: The valid tokens, each for a separate organization.
            edition: `2024`, `2026`, or `2025`, which has the fields of both.
            strict: Refuse what the service may only ignore: unknown arguments (400), invalid icons (400), an empty
                `endpoint_storage` (500).
            plan: `free` allows two apps and two versions (400 for more).
            credentials: How responses show a version's `private_username` and `private_token`: `clear` or `masked`.
            sizes: Whether the 2026 edition updates `req_cpu` and `req_memory`: `updated`, or not, as in its
                `contract`.
            data: A file to keep the state in; None for memory only.
            port: The port to listen on; 0 for a free one.
            pullable: Returns whether `verify_image` finds an image, from registry, image and tag. By default it
                finds images unless their name or tag contains the word `missing`.
            on_request: Called with each request just before the response, in the server's thread.

        Raises:
            ValueError: A token, the edition, the plan, the credentials or the sizes are invalid.
            OSError: The data file cannot be used.
        """
        self._service = Service(tokens, edition, data, pullable, Reading(strict, plan, credentials, sizes))
        self._service.on_request = on_request
        self.token = tokens[0]
        self.url = ""
        self.app = application(self._service)
        self._port = port
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def organization(self, token: str | None = None) -> Organization:
        """Return the organization of a token, by default the first one."""
        return self._service.organizations[self.token if token is None else token]

    def organisation(self, token: str | None = None) -> Organization:
        """Return the same, under its name in 0.1."""
        warnings.warn("organisation is deprecated: use organization.", DeprecationWarning, stacklevel=2)
        return self.organization(token)

    @property
    def faults(self) -> deque[Fault]:
        """The faults from `fail_next` that no request has met yet."""
        return self._service.faults

    @property
    def choose_fault(self) -> Callable[[str, str], Fault | None] | None:
        """Called with method and path of requests that `fail_next` does not match; returns a fault or None."""
        return self._service.choose_fault

    @choose_fault.setter
    def choose_fault(self, choice: Callable[[str, str], Fault | None] | None) -> None:
        self._service.choose_fault = choice

    @property
    def on_request(self) -> Callable[[SeenRequest], None] | None:
        """Called with each request just before the response, in the server's thread."""
        return self._service.on_request

    @on_request.setter
    def on_request(self, listener: Callable[[SeenRequest], None] | None) -> None:
        self._service.on_request = listener

    @property
    def requests(self) -> deque[SeenRequest]:
        """The last requests, oldest first, without those for the documentation pages."""
        return self._service.requests

    def fail_next(
        self,
        *,
        method: str = "*",
        path: str = "*",
        status: int | None = 500,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        times: int = 1,
        carry_out: bool = False,
        drop: Drop | None = None,
        delay: float = 0.0,
    ) -> None:
        """Respond to the next matching requests with something else, or not at all.

        Args:
            method: The method to match, in capitals; `*` matches any.
            path: The path to match, percent-encoded; `*` matches any text.
            status: The status to return; None carries the request out and returns the real response.
            body: The body to return: a string is sent as HTML, anything else as JSON. None for a message.
            headers: Additional headers of the response, such as `Retry-After`.
            times: The number of requests to fail.
            carry_out: Carry the request out all the same, as when the service's response is lost.
            drop: Close the connection instead of responding: `before` the request is carried out, `after`
                that, or in the `middle` of the real response: half of its body is sent, or nothing if it has none.
            delay: The seconds between carrying the request out, if at all, and the response or disconnection.
        """
        self._service.faults.append(
            Fault(method, path, status, body, headers or {}, times, carry_out, drop, delay)
        )

    def push_tag(self, image: str, tag: str, *, size_mb: float = 100.0, image_hash: str = "") -> None:
        """Push a tag to the first organization's registry, like docker; the image is `project/image`."""
        self.organization().registry.push(image, tag, size_mb=size_mb, image_hash=image_hash)

    def start(self) -> None:
        """Start serving, once; returns when the server is ready.

        Raises:
            OSError: The port is in use.
        """
        try:
            listener = _listener(self._port)
        except OSError:
            self.stop()
            raise
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        config = uvicorn.Config(
            self.app,
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="error",
            access_log=False,
            proxy_headers=False,  # the connection is found by the peer's own address
            timeout_keep_alive=60,
            timeout_graceful_shutdown=1,
        )
        self._server = server = uvicorn.Server(config)
        self._service.transport_of = lambda peer: _transport(server, peer)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [listener]}, name="edgegap-emulator", daemon=True
        )
        self._thread.start()
        while not self._server.started:
            if not self._thread.is_alive():
                raise RuntimeError("the emulator's server did not start")
            time.sleep(0.002)

    def stop(self) -> None:
        """Stop serving and close the data file."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join()
            self._server = self._thread = None
        if self._service.disk is not None:
            self._service.disk.close()

    def __enter__(self) -> Emulator:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _transport(server: uvicorn.Server, peer: object) -> asyncio.Transport | None:
    """Return the open connection from an address, or None if it is closed."""
    for connection in list(server.server_state.connections):
        if connection.transport.get_extra_info("peername") == peer:
            return connection.transport
    return None


def _listener(port: int) -> socket.socket:
    """Bind the port, so that a port in use raises in the caller and a free one is known at once."""
    # asyncio sets TCP_NODELAY only on sockets with an explicit protocol; without it a response takes 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # on Windows the option would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise OSError(f"port {port} cannot be used: {error.strerror}") from error
    return listener
