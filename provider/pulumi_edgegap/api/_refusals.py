"""The error for a response that refuses a request: its class and its message."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timezone
from http import HTTPStatus
from urllib.parse import urlsplit

import httpx

from . import errors
from ._clock import http_date
from ._secrets import SCANNED, presentable

_KINDS: dict[int, type[errors.EdgegapError]] = {
    400: errors.BadRequestError,
    401: errors.UnauthorizedError,
    403: errors.ForbiddenError,
    404: errors.NotFoundError,
    409: errors.ConflictError,
    422: errors.BadRequestError,
    424: errors.ImageNotPullableError,
    429: errors.RateLimitError,
}
_HINTS = {
    401: ": check that the API token is complete, valid, and meant for this service",
    403: ": check that the API token still exists and is meant for this service, since a deleted token and one of another "
    "kind are refused like this; otherwise its organization or plan does not allow this",
}
_TAKEN = re.compile(r"\balready\s+(been\s+)?(exist\w*|taken|used|in\s+use)\b|\bmust be unique\b", re.I)
_LIMIT = re.compile(
    r"\b(free|your|this|current)\s+(tier|plan|subscription)\b|\bupgrade\b.*\b(tier|plan|subscription|account)\b"
    r"|\b(tier|plan|subscription|account|organi[sz]ation)\b.*\b(limit|quota|maximum)\b",
    re.I,
)
MAX_FIELDS = 8
"""The fields that an error mentions at most."""
_MAX_LENGTH = 200
_MAX_DEPTH = 4
_NAMES = ("field", "property", "loc", "path")
_TEXTS = ("message", "msg", "error", "reason")


def response_error(
    method: str, path: str, response: httpx.Response, answer: Mapping[str, object], secrets: list[str]
) -> errors.EdgegapError:
    """Return the error for a status, or for a 2xx whose body says that the request failed."""
    said = answer.get("message")
    message = presentable(said, secrets) if isinstance(said, str) else ""
    fields = _field_messages(answer, secrets)
    all_text = " ".join([str(said)[:SCANNED], *fields.values()])
    status = response.status_code
    kind = errors.UnavailableError if status >= 500 else _KINDS.get(status, errors.EdgegapError)
    if response.is_success:
        kind = errors.BadRequestError
    if kind is errors.BadRequestError and method == "POST" and _TAKEN.search(all_text):
        kind = errors.ConflictError
    elif kind is errors.BadRequestError and _LIMIT.search(all_text):
        kind = errors.PlanLimitError
    in_words = "success: false" if response.is_success else f"{status} {_phrase(status)}".strip()
    why = f'"{message}" ({status})' if message else in_words
    verb = "failed at" if status >= 500 else "refused"
    why += "".join(f'; property {name} "{text}"' if name else f'; "{text}"' for name, text in fields.items())
    sentence = f"Edgegap {verb} {method} {path}: {why}{_HINTS.get(status, '')}."
    error = kind(sentence, method=method, path=path, status=status, message=message or in_words)
    error.fields = fields
    if isinstance(error, (errors.RateLimitError, errors.UnavailableError)):
        error.retry_after = retry_after(response.headers.get("Retry-After"))
    return error


def redirect_error(method: str, path: str, response: httpx.Response) -> errors.EdgegapError:
    """Return the error for a redirect; of its target, it shows the host only."""
    try:
        target = urlsplit(response.headers.get("Location", ""))
        host = f"{target.scheme or 'https'}://{target.hostname}" if target.hostname else "another path"
        port = f":{target.port}" if target.port else ""
    except ValueError:
        host, port = "an invalid address", ""
    message = f"redirect to {presentable(host + port)}"
    return errors.EdgegapError(
        f"Edgegap responded to {method} {path} with a {message} ({response.status_code}), which is not followed,"
        " because that would send the token along: use the URL of the API itself.",
        method=method,
        path=path,
        status=response.status_code,
        message=message,
    )


def retry_after(header: str | None, now: datetime | None = None) -> float | None:
    """Parse a Retry-After header, a number of seconds or a date, as seconds from now."""
    if header is None:
        return None
    try:
        seconds = float(header)
    except ValueError:
        date = http_date(header)
        if date is None:
            return None
        seconds = (date - (now or datetime.now(timezone.utc))).total_seconds()
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _field_messages(answer: Mapping[str, object], secrets: Iterable[str]) -> dict[str, str]:
    """Return the messages in `errors` and `details` by the path of the field (`ports[0].port`), "" for no field.

    Field names in a response can be trusted as little as its texts: both are cleaned of secrets, and bounded.
    """
    hidden = list(secrets)
    found: dict[str, str] = {}
    for name in ("errors", "details"):
        for path, text in _texts(answer.get(name), ""):
            path, text = presentable(path, hidden, longest=80), presentable(text, hidden, longest=_MAX_LENGTH)
            if text and text not in found.get(path, ""):
                found[path] = f"{found[path]}; {text}" if path in found else text
            if len(found) == MAX_FIELDS:
                return found
    return found


def _texts(said: object, path: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    if isinstance(said, str):
        yield path, said
    if depth == _MAX_DEPTH:
        return
    if isinstance(said, Mapping):
        named = next((said[name] for name in _NAMES if name in said), None)
        text = next((said[name] for name in _TEXTS if isinstance(said.get(name), str)), None)
        if named is not None and text is not None:  # an object that describes one mistake
            yield _join("" if isinstance(named, list) else path, named), str(text)
            return
        for name, part in said.items():
            yield from _texts(part, _join(path, name), depth + 1)
    elif isinstance(said, list):
        for part in said:
            yield from _texts(part, path, depth + 1)


def _join(path: str, name: object) -> str:
    """Append a name to a path; `ports.0.port` and `["ports", 0, "port"]` become `ports[0].port`."""
    steps = [str(step) for step in name] if isinstance(name, list) else str(name).split(".")
    for step in steps:
        path += f"[{step}]" if step.isdigit() else f".{step}"
    return path.lstrip(".")
