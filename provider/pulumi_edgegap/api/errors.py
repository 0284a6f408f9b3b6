"""The errors of the client.

    EdgegapError                     the base class, and the class for any other status
    ├── InvalidRequestError          not sent: a body or a name that no request can hold (also a ValueError)
    ├── BadRequestError              400, 422: the API refuses the request
    │   └── PlanLimitError           400 saying so: the plan of the organization allows no more
    ├── UnauthorizedError            401: the token is missing or malformed
    ├── ForbiddenError               403: the token was deleted, is of another kind, or does not allow this
    ├── NotFoundError                404: the object, or its parent, does not exist
    │   └── ImageNotFoundError       404: the registry has no such image, whatever its tags
    ├── ConflictError                409, or 400 saying so: the name is taken
    ├── ImageNotPullableError        424: `verify_image` was on and the image could not be pulled
    ├── RateLimitError               429: too many requests; see `retry_after`
    ├── UnavailableError             5xx, or no response at all; see `sent`
    │   └── TransportError           no response; these are named as in httpx
    │       ├── TimeoutException     it took too long to connect, to send or to answer
    │       ├── NetworkError         the connection broke
    │       │   └── ConnectError     there was no connection, so nothing was sent
    │       ├── ProtocolError        the response is not HTTP, or ended early
    │       └── ProxyError           the proxy refused, so nothing was sent
    └── InvalidResponseError         a response that is not what the API documents

`str(error)` is one sentence for the user, and never holds a secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from pulumi_safe_io.printable import printable

from .._lazy import renamed

RENAMED = {
    "AnswerNotUnderstoodError": "InvalidResponseError",
    "InvalidError": "BadRequestError",
    "RateLimitedError": "RateLimitError",
}
"""The current names of errors by their names in 0.1."""


class EdgegapError(Exception):
    """The base class of all errors of this client.

    Attributes:
        method: The HTTP method of the request, empty if there was no request.
        path: The path of the request, as sent.
        status: The HTTP status of the response, None if there was no response.
        message: The API's own message, cleaned of secrets; otherwise the status or the cause in words.
        fields: The API's messages by field (`ports[0].port`), cleaned of secrets as well.
        outcome_unknown: Whether the API may have carried out the write although the call failed, in this
            try or an earlier one. Check the object before sending it again. Always False for reads.
    """

    outcome_unknown: bool = False
    fields: Mapping[str, str] = MappingProxyType({})

    # Pickle calls this with `args` alone, so everything but the sentence has a default.
    def __init__(
        self, sentence: str, *, method: str = "", path: str = "", status: int | None = None, message: str = ""
    ) -> None:
        super().__init__(printable(sentence))
        self.method = method
        self.path = path
        self.status = status
        self.message = printable(message or sentence)


class InvalidRequestError(EdgegapError, ValueError):
    """The request was not sent, as it is invalid; `field` names the invalid field."""

    field: str = ""


class BadRequestError(EdgegapError):
    """The API refuses the request (400, 422, or `success` false in a response)."""


class PlanLimitError(BadRequestError):
    """The plan of the organization allows no more of them (400 with a message that says so)."""


class UnauthorizedError(EdgegapError):
    """The token is missing or malformed (401)."""


class ForbiddenError(EdgegapError):
    """The token was deleted, is of another kind, or does not allow this (403)."""


class NotFoundError(EdgegapError):
    """The object, or a parent of it, does not exist (404).

    `repeated` is whether an earlier try of the same call may have been carried out although its response was lost.
    A DELETE that fails so has succeeded.
    """

    repeated: bool = False


class ImageNotFoundError(NotFoundError):
    """The organization's registry has no image of that name (404), whatever its tags."""


class ConflictError(EdgegapError):
    """The name is taken (409, or 400 with a message that says so)."""


class ImageNotPullableError(EdgegapError):
    """The service could not pull the image that it was told to verify (424)."""


class RateLimitError(EdgegapError):
    """Too many requests (429).

    `retry_after` is the wait in seconds that the API asks for, if any; `temporary` is whether that is short enough for
    a retry.
    """

    temporary: bool = True
    retry_after: float | None = None


class UnavailableError(EdgegapError):
    """The service failed (5xx) or did not answer.

    `sent` is whether the request may have reached the service; `temporary` is whether a retry may help.
    """

    sent: bool = True
    temporary: bool = True
    retry_after: float | None = None


class TransportError(UnavailableError):
    """There was no response."""


class TimeoutException(TransportError):
    """It took too long to connect, to send or to answer."""


class NetworkError(TransportError):
    """The connection broke."""


class ConnectError(NetworkError):
    """There was no connection, so nothing was sent."""


class ProtocolError(TransportError):
    """The response is not HTTP, or ended early."""


class ProxyError(TransportError):
    """The proxy refused, so nothing was sent."""


class InvalidResponseError(EdgegapError):
    """The response is not what the API documents; `field` names where, empty for the whole response."""

    field: str = ""


def invalid_response(
    method: str, path: str, field: str, problem: str, status: int | None = 200
) -> EdgegapError:
    """Return an InvalidResponseError; `problem` says what is wrong (`is missing`), and must not quote a value."""
    where = f"field {field!r}" if field else "it"
    error = InvalidResponseError(
        f"Invalid response to {method} {path}: {where} {problem}.",
        method=method,
        path=path,
        status=status,
        message=f"{where} {problem}",
    )
    error.field = field
    # With a 2xx, even an unreadable one, the write was probably carried out.
    error.outcome_unknown = method != "GET" and status is not None and 200 <= status < 300
    return error


def not_sendable(method: str, path: str, field: str, problem: str) -> InvalidRequestError:
    """Return an InvalidRequestError; `problem` must not quote a value of the body."""
    request = f"{method} {path}".strip()
    error = InvalidRequestError(
        f"{request} was not sent: {field!r} {problem}.",
        method=method,
        path=path,
        message=f"{field!r} {problem}",
    )
    error.field = field
    return error


if TYPE_CHECKING:
    AnswerNotUnderstoodError = InvalidResponseError
    InvalidError = BadRequestError
    RateLimitedError = RateLimitError
else:
    __getattr__ = renamed(__name__, RENAMED)
