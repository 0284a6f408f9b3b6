"""The one place that speaks HTTP: sending, repeating, timeouts, decoding."""

from __future__ import annotations

import json
import math
import re
import ssl
from collections.abc import Mapping
from http import HTTPStatus

import httpx

from . import errors
from ._access import base_url, token_value, user_agent
from ._clock import ServerClock
from ._logs import answers_unlogged
from ._refusals import redirected, refused
from ._retries import Retries
from ._secrets import presentable, secrets_of

CONNECT_TIMEOUT = 10.0
KEPT_ALIVE = 30.0
"""The seconds for which an idle connection is kept: less than servers keep theirs, so that none breaks in use."""
_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
_QUOTED = re.compile(r":?\s*\b(bytearray\(|b['\"]).*", re.DOTALL)


class Http:
    """One pool of connections to one service, with one token. Threads may share it."""

    def __init__(
        self,
        token: str,
        url: str,
        timeout: float,
        transport: httpx.BaseTransport | None,
        insecure: bool,
        retries: Retries,
        server_clock: ServerClock,
    ) -> None:
        self.url = base_url(url, insecure)
        self._token = token_value(token)
        self._timeout, self._retries, self._server_clock = timeout, retries, server_clock
        if not (timeout > 0 and math.isfinite(timeout)):
            raise ValueError("The timeout must be a number of seconds greater than 0.")
        self._client = httpx.Client(
            headers={
                "Authorization": f"token {self._token}",
                "Accept": "application/json",
                "User-Agent": user_agent(),
            },
            follow_redirects=False,  # the token must not follow to another host
            limits=httpx.Limits(keepalive_expiry=KEPT_ALIVE),
            transport=transport,
        )
        self.close = self._client.close

    def request(
        self,
        method: str,
        path: str,
        body: Mapping[str, object] | None = None,
        query: Mapping[str, int] | None = None,
    ) -> object:
        """Ask the API, again where that helps, and return the JSON that it answers, None for no body.

        Raises:
            EdgegapError: One of its kinds for anything but a 2xx with JSON.
        """
        secrets = [self._token, *secrets_of(body or {})]
        result = self._retries.run(
            f"{method} {path}", lambda left: self._once(method, path, body, query, secrets, left)
        )
        if isinstance(result, errors.EdgegapError):
            raise result
        return result

    def _once(
        self,
        method: str,
        path: str,
        body: Mapping[str, object] | None,
        query: Mapping[str, int] | None,
        secrets: list[str],
        left: float,
    ) -> object:
        """Make one request and return what it answers, or its error."""
        response = self._send(method, path, body, query, secrets, min(self._timeout, left))
        if isinstance(response, errors.EdgegapError):
            return response
        answer, is_json = _decoded(response.content)
        if method == "GET" and response.is_success and not response.content.strip():
            is_json = False  # what was to be read was cut off
        if 300 <= response.status_code < 400:
            return redirected(method, path, response)
        if not is_json and (response.is_success or response.status_code == HTTPStatus.NOT_FOUND):
            # A 404 in HTML comes from a wrong address or a proxy: it does not say that the object is gone.
            excerpt = _excerpt(response.content, secrets)
            return errors.not_understood(
                method, path, "", f"it is not JSON{excerpt}; check the URL", response.status_code
            )
        fields = answer if isinstance(answer, dict) else {}
        if not response.is_success or fields.get("success") is False:
            return refused(method, path, response, fields.get("message"), secrets)
        return answer

    def _send(
        self,
        method: str,
        path: str,
        body: Mapping[str, object] | None,
        query: Mapping[str, int] | None,
        secrets: list[str],
        timeout: float,
    ) -> httpx.Response | errors.EdgegapError:
        limits = httpx.Timeout(timeout, connect=min(CONNECT_TIMEOUT, timeout))
        try:
            with answers_unlogged():
                response = self._client.request(
                    method, self.url + path, json=body, params=query, timeout=limits
                )
        except httpx.InvalidURL:
            return errors.not_sendable(method, path[:100], "path", "is longer than a URL can be")
        except httpx.DecodingError:
            return errors.not_understood(method, path, "", "its content encoding is broken")
        except httpx.HTTPError as cause:
            return self._unreachable(method, path, cause, secrets)
        self._server_clock.hear(response.headers.get("Date"))
        return response

    def _unreachable(
        self, method: str, path: str, cause: httpx.HTTPError, secrets: list[str]
    ) -> errors.UnavailableError:
        sent = not isinstance(cause, _NEVER_SENT)
        text = _QUOTED.sub("", str(cause))  # of an answer that is no HTTP, which may repeat secrets
        why = presentable(text, secrets) or type(cause).__name__
        if sent:
            text = f"Edgegap did not answer {method} {path} ({why}); it may still have been carried out."
        else:
            where = f"Edgegap could not be reached at {self.url} for {method} {path}"
            text = f"{where} ({why}); check the URL, the network and the proxy."
        error = errors.UnavailableError(text, method=method, path=path, message=why)
        error.sent = sent
        error.temporary = not _is_for_good(cause)
        return error


def _is_for_good(cause: httpx.HTTPError) -> bool:
    """Whether asking again must fail the same way: a certificate or a proxy that refuses, a protocol broken here."""
    reason: BaseException | None = cause
    while reason is not None and not isinstance(reason, ssl.SSLCertVerificationError):
        reason = reason.__cause__ or reason.__context__
    refused_by_proxy = isinstance(cause, httpx.ProxyError) and str(cause).startswith("4")
    broken_here = isinstance(cause, (httpx.UnsupportedProtocol, httpx.LocalProtocolError))
    return reason is not None or refused_by_proxy or broken_here


def _decoded(content: bytes) -> tuple[object, bool]:
    """Return the JSON value and whether there is one; nothing at all counts as null."""
    if not content.strip():
        return None, True
    try:
        return json.loads(content, parse_constant=_no_number), True
    except (ValueError, RecursionError):
        return None, False


def _no_number(constant: str) -> object:
    raise ValueError(f"{constant} is not JSON")


def _excerpt(content: bytes, secrets: list[str]) -> str:
    text = presentable(content.decode("utf-8", "replace"), secrets, longest=80)
    # What begins like JSON is a broken piece of it, and may show the values of fields.
    return f' but begins with "{text}"' if text and text[0] not in '{["' else ""
