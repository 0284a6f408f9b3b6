"""The emulator as a server: uvicorn in a thread of its own, on 127.0.0.1."""

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
    """A local Edgegap API, served from entering the `with` block until its end.

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
        """Prepare an emulator; nothing is served yet.

        Args:
            tokens: The tokens it knows. Each opens an organization of its own.
            edition: `2024`, `2026`, or `2025`, which has the fields of both.
            strict: Whether to refuse what the service may only ignore: unknown arguments (400), icons that are none
                (400), an empty `endpoint_storage` (500).
            plan: `free` has room for two apps and two versions (400 for more).
            credentials: Whether answers show a version's `private_username` and `private_token`, in `clear` or
                `masked`.
            sizes: Whether the 2026 edition updates `req_cpu` and `req_memory`: `updated`, or not, as in its `contract`.
            data: A file to keep the state in; it is lost with the process, when None.
            port: The port to listen on; a free one, when 0.
            pullable: Tells from registry, image and tag whether `verify_image` finds the image. By default
                each image is there whose name and tag do not hold the word `missing`.
            on_request: Called with each request just before it is answered, in the server's thread.

        Raises:
            ValueError: A token, the edition, the plan, the credentials or the sizes cannot be used.
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
        """Return the organization of a token; of the first one, when None."""
        return self._service.organizations[self.token if token is None else token]

    def organisation(self, token: str | None = None) -> Organization:
        """Return the same, by the name that 0.1 has for it."""
        warnings.warn("organisation is deprecated: use organization.", DeprecationWarning, stacklevel=2)
        return self.organization(token)

    @property
    def faults(self) -> deque[Fault]:
        """What `fail_next` asked for and no request has met yet."""
        return self._service.faults

    @property
    def choose_fault(self) -> Callable[[str, str], Fault | None] | None:
        """Asked with method and path of each request that `fail_next` leaves alone; None spares it."""
        return self._service.choose_fault

    @choose_fault.setter
    def choose_fault(self, choice: Callable[[str, str], Fault | None] | None) -> None:
        self._service.choose_fault = choice

    @property
    def on_request(self) -> Callable[[SeenRequest], None] | None:
        """What is called with each request just before it is answered, in the server's thread."""
        return self._service.on_request

    @on_request.setter
    def on_request(self, listener: Callable[[SeenRequest], None] | None) -> None:
        self._service.on_request = listener

    @property
    def requests(self) -> deque[SeenRequest]:
        """The last requests, oldest first; requests for the documentation pages are not among them."""
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
        """Answer the next matching requests with something else, or not at all.

        Args:
            method: The method to wait for, in capitals; `*` is any.
            path: The path to wait for, as it is sent (percent-encoded); `*` stands for any text.
            status: The status to answer; None carries the request out and gives the true answer.
            body: The body to answer: a text is sent as HTML, anything else as JSON. A message, when None.
            headers: Further headers of the answer, such as `Retry-After`.
            times: How many requests to answer so.
            carry_out: Do what the request asks all the same, as when the service's answer is lost.
            drop: Close the connection in place of answering: `before` the request is carried out, `after`
                that, or in the `middle` of the true answer: half of its body is sent, nothing if it has none.
            delay: The seconds from the work, if it is done at all, to the answer or the end of the connection.
        """
        self._service.faults.append(
            Fault(method, path, status, body, headers or {}, times, carry_out, drop, delay)
        )

    def push_tag(self, image: str, tag: str, *, size_mb: float = 100.0, image_hash: str = "") -> None:
        """Push a tag to the first organization's registry, as docker does; the image is `project/image`."""
        self.organization().registry.push(image, tag, size_mb=size_mb, image_hash=image_hash)

    def start(self) -> None:
        """Listen and serve, once; returns when requests are answered.

        Raises:
            OSError: The port is taken.
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
            proxy_headers=False,  # the peer's own address tells its connection
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
        """Stop serving, and close the data file."""
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
    """Return the open connection from an address; None when it is closed already."""
    for connection in list(server.server_state.connections):
        if connection.transport.get_extra_info("peername") == peer:
            return connection.transport
    return None


def _listener(port: int) -> socket.socket:
    """Bind the port, so that one that is taken fails in the caller and a free one is known at once."""
    # Only a socket that names its protocol gets TCP_NODELAY from asyncio; without it an answer takes 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere the option would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise OSError(f"port {port} cannot be used: {error.strerror}") from error
    return listener
