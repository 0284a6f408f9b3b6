"""Requests and responses on the wire: directly or through the proxy of the environment, limited in time and size.

A response is read within one deadline, however slowly it arrives: the timeouts of httpx and httpcore apply to each
read. A body has a maximum size, counted after decompression. httpcore's logs show only the status of a response, as
it can repeat secrets of the request in a header or reason phrase, in more spellings than can be searched for.
httpcore does not log what it sends.
"""

from __future__ import annotations

import logging
import math
import re
import ssl
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.util import find_spec
from typing import Any, cast
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from ._access import is_loopback

KEPT_ALIVE = 30.0
"""The seconds for which an idle connection is kept: fewer than on servers, so that none is closed during use."""
MAX_BODY = 32 * 2**20
"""The bytes that a body may have, decompressed."""
ENCODING = "gzip"
"""The one content encoding that is accepted."""
_CHUNK = 2**16
_BROKEN = "has a broken content encoding"
_ERRORS = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
)
_LOGGERS = ("httpcore.connection", "httpcore.http11", "httpcore.proxy", "httpcore.socks")
_ANSWERED = re.compile(
    r"(receive_response_\w+\.\w+ (?:return_value=(?:\(b'HTTP/[\d.]+', \d+)?|exception=\w*)).*", re.DOTALL
)
_end: ContextVar[float] = ContextVar("end", default=math.inf)
"""The deadline of the exchange under way."""


@contextmanager
def exchange(seconds: float) -> Iterator[None]:
    """Give a request and its whole response so many seconds together.

    Raises:
        httpx.HTTPError: The class with the name of httpcore's error.
    """
    before = _end.set(time.monotonic() + seconds)
    try:
        yield
    except _ERRORS as cause:
        raise getattr(httpx, type(cause).__name__)(str(cause)) from cause
    finally:
        _end.reset(before)


def _shorten(record: logging.LogRecord) -> bool:
    if _end.get() < math.inf:  # requests of other clients in the same program are left alone
        record.msg, record.args = _ANSWERED.sub(r"\1 …", record.getMessage()), ()
    return True


for _name in _LOGGERS:
    logging.getLogger(_name).addFilter(_shorten)


class Transport(httpx.BaseTransport):
    """A pool of connections to one service; its errors are those of httpcore, see `exchange`.

    Raises:
        ValueError: The proxy in the environment cannot be used.
    """

    def __init__(self, url: str) -> None:
        service = httpx.URL(url)
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context() if service.scheme == "https" else None,
            proxy=_proxy(service),
            max_connections=None,
            keepalive_expiry=KEPT_ALIVE,
            network_backend=_Backend(),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, and return the response with its body unread."""
        answer = self._pool.handle_request(
            httpcore.Request(
                request.method,
                _url(request.url),
                headers=request.headers.raw,
                content=request.read(),
                extensions=request.extensions,
            )
        )
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer))

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        return self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


def _url(url: httpx.URL) -> httpcore.URL:
    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


def _proxy(service: httpx.URL) -> httpcore.Proxy | None:
    """Return the proxy that the environment or the system names; plain http to this machine needs none."""
    named = getproxies()
    url = named.get(service.scheme) or named.get("all")
    if not url or (service.scheme == "http" and is_loopback(service.host)):
        return None
    if proxy_bypass(service.netloc.decode("ascii")):
        return None
    try:
        proxy = httpx.Proxy(url if "://" in url else f"http://{url}")
    except (ValueError, httpx.InvalidURL):
        proxy = None
    if proxy is None or not proxy.url.host:  # its URL may hold a password, and is not shown
        raise ValueError("The proxy in the environment must be http://, https:// or socks5:// with a host.")
    if proxy.url.scheme.startswith("socks") and find_spec("socksio") is None:
        raise ValueError(
            "The proxy in the environment needs another package: run `pip install 'httpx[socks]'`."
        )
    return httpcore.Proxy(_url(proxy.url), auth=proxy.raw_auth, headers=proxy.headers.raw)


class _Backend(httpcore.SyncBackend):
    """Connects as httpcore does, with sockets that keep to the deadline."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to a host."""
        left = _left(timeout, httpcore.ConnectTimeout)
        return _Stream(super().connect_tcp(host, port, left, local_address, socket_options))


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(timeout, httpcore.WriteTimeout))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = _left(timeout, httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left))

    def close(self) -> None:
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(timeout: float | None, late: type[httpcore.TimeoutException]) -> float | None:
    """Return the seconds that a step may take."""
    left = _end.get() - time.monotonic()
    if left <= 0:
        raise late("timed out")
    if left < math.inf:
        return left if timeout is None else min(left, timeout)
    return timeout


class UnreadableError(Exception):
    """A body that is not read to its end; the message says why, as a predicate: `is larger than 32 MB`."""


def read(response: httpx.Response) -> bytes:
    """Read the body of a response.

    Raises:
        UnreadableError: It is too large, or has another content encoding.
    """
    parts = cast("Iterable[bytes]", response.stream)  # undecoded: httpx would decompress it whole
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding == ENCODING:
        parts = _decompress(parts)
    elif encoding != "identity":
        raise UnreadableError("has an unsupported content encoding")
    body = bytearray()
    for part in parts:
        body += part
        if len(body) > MAX_BODY:
            raise UnreadableError(f"is larger than {MAX_BODY // 2**20} MB")
    return bytes(body)


def _decompress(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Decompress a body in chunks of a bounded size."""
    decompressor = zlib.decompressobj(zlib.MAX_WBITS | 16)
    is_empty = True
    for part in filter(None, parts):
        is_empty = False
        chunk = None
        while not decompressor.eof and (chunk is None or len(chunk) == _CHUNK):
            try:
                chunk = decompressor.decompress(part, _CHUNK)
            except zlib.error:
                raise UnreadableError(_BROKEN) from None
            part = decompressor.unconsumed_tail
            yield chunk
    if not (is_empty or decompressor.eof):
        raise UnreadableError(_BROKEN)
