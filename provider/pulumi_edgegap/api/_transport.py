"""The way to the service: straight, or through the proxy of the environment, and always within a deadline."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from ._access import is_loopback
from ._sockets import Backend

KEPT_ALIVE = 30.0
"""The seconds for which an idle connection is kept: less than servers keep theirs, so that none breaks in use."""
_ERRORS = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
)


class Transport(httpx.BaseTransport):
    """One pool of connections to one service.

    Raises:
        ValueError: The environment names a proxy that cannot be used.
    """

    def __init__(self, url: str) -> None:
        service = httpx.URL(url)
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context() if service.scheme == "https" else None,
            proxy=_proxy(service),
            max_connections=None,
            keepalive_expiry=KEPT_ALIVE,
            network_backend=Backend(),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, and give the head of its answer, whose body can be read."""
        with _in_httpx_s_terms():
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
        with _in_httpx_s_terms():
            yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


@contextmanager
def _in_httpx_s_terms() -> Iterator[None]:
    """Raise the error of httpx that has the name of httpcore's."""
    try:
        yield
    except _ERRORS as cause:
        raise getattr(httpx, type(cause).__name__)(str(cause)) from cause


def _url(url: httpx.URL) -> httpcore.URL:
    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


def _proxy(service: httpx.URL) -> httpcore.Proxy | None:
    """Give the proxy that the environment or the system names; plain http to this machine needs none."""
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
    if proxy is None or not proxy.url.host:  # whose URL, which may hold a password, is not shown
        raise ValueError("The proxy of the environment must be http://, https:// or socks5:// with a host.")
    if proxy.url.scheme.startswith("socks") and find_spec("socksio") is None:
        raise ValueError(
            "The proxy of the environment needs one more package: run `pip install 'httpx[socks]'`."
        )
    return httpcore.Proxy(_url(proxy.url), auth=proxy.raw_auth, headers=proxy.headers.raw)
