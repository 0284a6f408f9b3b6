"""Names become path segments: each one is escaped by itself, and so can never become another route."""

from __future__ import annotations

from urllib.parse import quote

from .errors import not_sendable

DEFAULT_URL = "https://api.edgegap.com"


def route(template: str, **names: str) -> str:
    """Fill `/v1/app/{app}` with names; the slashes of `image` belong to the route and stay as they are.

    Raises:
        InvalidRequestError: A name that is no path segment: empty, `.`, `..`, or not text.
    """
    return template.format(
        **{
            field: "/".join(_segment(template, field, part) for part in name.split("/"))
            if field == "image" and isinstance(name, str)
            else _segment(template, field, name)
            for field, name in names.items()
        }
    )


def _segment(template: str, field: str, name: str) -> str:
    if not isinstance(name, str):
        raise not_sendable("", template, field, "must be text")
    # Clients and servers resolve these segments before routing, even written as %2E: they change the route.
    if name in ("", ".", ".."):
        raise not_sendable("", template, field, f"cannot be or hold the segment {name!r}")
    if not encodable(name):
        raise not_sendable("", template, field, "holds half a character (a lone surrogate)")
    return quote(name, safe="")


def encodable(text: str) -> bool:
    """Whether the text can be sent at all: JSON and URLs are UTF-8, which knows no lone surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
