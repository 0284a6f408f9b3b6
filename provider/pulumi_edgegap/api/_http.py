"""The one place that speaks HTTP: sending, retries, timeouts, decoding."""

from __future__ import annotations

import json
import math
import re
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

import httpx

from . import errors
from ._access import base_url, token_value, user_agent
from ._clock import ServerClock
from ._refusals import redirect_error, response_error
from ._retries import Retries
from ._secrets import presentable, secrets_of
from ._transport import ENCODING, Transport, UnreadableError, exchange, read

CONNECT_TIMEOUT = 10.0
_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
_KINDS: Mapping[type[httpx.HTTPError], type[errors.TransportError]] = {
    httpx.TimeoutException: errors.TimeoutException,
    httpx.ConnectError: errors.ConnectError,
    httpx.NetworkError: errors.NetworkError,
    httpx.ProxyError: errors.ProxyError,
    httpx.ProtocolError: errors.ProtocolError,
    httpx.HTTPError: errors.TransportError,
}
"""The error raised for each error of the transport, subclasses first."""
_QUOTED = re.compile(r":?\s*\b(bytearray\(|b['\"]).*", re.DOTALL)


@dataclass(frozen=True, repr=False)  # it holds secrets
class _Call:
    """One call of the API, and the secrets that no error about it may show."""

    method: str
    path: str
    body: Mapping[str, object] | None
    query: Mapping[str, int | str] | None
    secrets: list[str]


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
        on_odd: Callable[[str], None] | None = None,
    ) -> None:
        self.url = base_url(url, insecure)
        self._prefix = httpx.URL(self.url).raw_path.decode("ascii").rstrip("/")
        self._origin = self.url.removesuffix(self._prefix)
        self._token = token_value(token)
        self._timeout, self._retries, self._server_clock = timeout, retries, server_clock
        if not (timeout > 0 and math.isfinite(timeout)):
            raise ValueError("The timeout must be a number of seconds greater than 0.")
        self._headers = {
            "Authorization": f"token {self._token}",
            "Accept": "application/json",
            "Accept-Encoding": ENCODING,
            "User-Agent": user_agent(),
        }
        # A transport follows no redirects, so the token never goes to another host.
        self._transport = transport or Transport(self.url)
        self._on_odd, self._reported_odd = on_odd, set[str]()
        self.close = self._transport.close

    def request(
        self,
        method: str,
        path: str,
        body: Mapping[str, object] | None = None,
        query: Mapping[str, int | str] | None = None,
    ) -> object:
        """Send a request, retry it where that may help, and return the JSON of the response, or None for no body.

        Raises:
            EdgegapError: The response is anything but a 2xx with JSON; the class says which.
        """
        path = self._prefix + path  # errors show the whole path, as the prefix may be wrong
        call = _Call(method, path, body, query, [self._token, *secrets_of(body or {})])
        result = self._retries.run(f"{method} {path}", lambda left: self._attempt(call, left))
        if isinstance(result, errors.EdgegapError):
            raise result
        return result

    def report_odd(self, what: str, sentence: str) -> None:
        """Report, once, a part of a response that is ignored."""
        if self._on_odd and what not in self._reported_odd:
            self._reported_odd.add(what)
            self._on_odd(sentence)

    def _attempt(self, call: _Call, left: float) -> object:
        """Send one request, and return its JSON or its error."""
        method, path, secrets = call.method, call.path, call.secrets
        answered = self._send(call, min(self._timeout, left))
        if isinstance(answered, errors.EdgegapError):
            return answered
        response, content, problem = answered
        if 300 <= response.status_code < 400:
            return redirect_error(method, path, response)
        answer: object = None
        if not problem and content.strip():
            answer, problem = _decode(content, secrets)
        elif not problem and method == "GET" and response.is_success:
            problem = "is empty; check the URL"  # a read always has a body
        if problem and (response.is_success or response.status_code == HTTPStatus.NOT_FOUND):
            # A 404 in HTML comes from a wrong URL or a proxy: it does not mean that the object is gone.
            return errors.invalid_response(method, path, "", problem, response.status_code)
        fields = answer if isinstance(answer, dict) else {}
        if not response.is_success or fields.get("success") is False:
            return response_error(method, path, response, fields, secrets)
        return answer

    def _send(self, call: _Call, timeout: float) -> tuple[httpx.Response, bytes, str] | errors.EdgegapError:
        """Return the response, its body, and what is wrong with the body."""
        limits = httpx.Timeout(timeout, connect=min(CONNECT_TIMEOUT, timeout)).as_dict()
        try:
            request = httpx.Request(
                call.method,
                self._origin + call.path,
                params=call.query,
                headers=self._headers,
                json=call.body,
                extensions={"timeout": limits},
            )
            with exchange(timeout):
                response = self._transport.handle_request(request)
                self._server_clock.update(response.headers.get("Date"))
                try:
                    return response, read(response), ""
                except UnreadableError as problem:
                    return response, b"", str(problem)
                finally:
                    response.close()
        except httpx.InvalidURL:
            return errors.not_sendable(call.method, call.path[:100], "path", "is longer than a URL can be")
        except (TypeError, ValueError):  # whose text may hold a value
            return errors.not_sendable(call.method, call.path, "body", "cannot be written as JSON")
        except httpx.HTTPError as cause:
            return self._transport_error(call, cause)

    def _transport_error(self, call: _Call, cause: httpx.HTTPError) -> errors.TransportError:
        method, path = call.method, call.path
        sent = not isinstance(cause, _NEVER_SENT)
        text = _QUOTED.sub(
            "", str(cause)
        )  # a response that is not HTTP is quoted there, perhaps with secrets
        why = presentable(text, call.secrets) or type(cause).__name__
        if sent:
            doubt = "" if method == "GET" else "; the request may still have been carried out"
            text = f"Edgegap did not respond to {method} {path} ({why}){doubt}."
        else:
            where = f"Edgegap could not be reached at {self.url} for {method} {path}"
            text = f"{where} ({why}): check the URL, the network and the proxy."
        kind = next(kind for caused_by, kind in _KINDS.items() if isinstance(cause, caused_by))
        error = kind(text, method=method, path=path, message=why)
        error.sent = sent
        error.temporary = not _is_permanent(cause)
        return error


def _is_permanent(cause: httpx.HTTPError) -> bool:
    """Whether a retry must fail the same way: an invalid certificate, a proxy that refuses, an invalid request."""
    reason: BaseException | None = cause
    while reason is not None and not isinstance(reason, ssl.SSLCertVerificationError):
        reason = reason.__cause__ or reason.__context__
    refused_by_proxy = isinstance(cause, httpx.ProxyError) and str(cause).startswith("4")
    invalid_request = isinstance(cause, (httpx.UnsupportedProtocol, httpx.LocalProtocolError))
    return reason is not None or refused_by_proxy or invalid_request


def _decode(content: bytes, secrets: list[str]) -> tuple[object, str]:
    """Return the JSON value, and what is wrong with the body."""
    try:
        return json.loads(content, parse_constant=_refuse_constant), ""
    except (ValueError, RecursionError):
        return None, f"is not JSON{_excerpt(content, secrets)}; check the URL"


def _refuse_constant(constant: str) -> object:
    raise ValueError(f"{constant} is not JSON")


def _excerpt(content: bytes, secrets: list[str]) -> str:
    text = presentable(content.decode("utf-8", "replace"), secrets, longest=80)
    # What begins like JSON is truncated JSON, and may show the values of fields.
    return f' but begins with "{text}"' if text and text[0] not in '{["' else ""
