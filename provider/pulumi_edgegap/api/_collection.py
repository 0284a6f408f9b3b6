"""What the collections of a client share: routes, reading one object, and writes, which outdate the cached lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeAlias
from urllib.parse import quote

from ._http import Http
from ._lists import Lists
from ._parsing import parse
from .errors import EdgegapError, not_sendable
from .pages import Listing, T

Body: TypeAlias = Mapping[str, object]
"""The fields of a create or an update, by their names in the contract; the API validates them."""


class Collection:
    """The objects of one kind."""

    def __init__(self, http: Http, lists: Lists, reader: str) -> None:
        self._http, self._lists, self._reader = http, lists, reader

    def _read(self, listing: Listing[T], path: str, name: str, ask: Callable[[], T] | None = None) -> T:
        """Read one object, from its list for a client that is reading many."""
        ask = ask or (lambda: parse(listing.model, self._http.request("GET", path), "GET", path, name=name))
        return self._lists.read(listing, name, path, self._reader, ask) if self._reader else ask()

    def _create(self, model: type[T], path: str, body: Body) -> T:
        """Create an object."""
        return parse(model, self._write("POST", path, body), "POST", path, name=name_of(body))

    def _write(self, method: str, path: str, body: Body | None = None, at: str = "") -> object:
        """Send a write, and tell the lists which path it changed: its own, or that of the object it creates.

        Args:
            method: The method of the request.
            path: The path of the request.
            body: The body of the request.
            at: The path that the write changes, where it is another one.
        """
        try:
            return self._http.request(method, path, body)
        finally:
            created = f"/{quote(str((body or {}).get('name')), safe='')}" if method == "POST" else ""
            self._lists.note_write(at or path + created)


@contextmanager
def after_write() -> Iterator[None]:
    """Mark errors raised after a write that succeeded: their outcome is unknown."""
    try:
        yield
    except EdgegapError as error:
        error.outcome_unknown = True
        raise


def name_of(body: Body, default: str = "") -> str:
    """Return the name of an object after a write, or "" where the service chooses it."""
    return str(body.get("name", default))


def nameless(answer: object) -> bool:
    """Whether the response to an update leaves out the object, as every edition of the contract allows."""
    return isinstance(answer, dict) and answer.get("name") is None


def route(template: str, **names: str) -> str:
    """Fill `/v1/app/{app}` with names; slashes in `image` are part of the route and are not escaped.

    Raises:
        InvalidRequestError: A name cannot be a path segment: it is empty, `.`, `..`, or not a string.
    """
    segments = {}
    for field, name in names.items():
        if not isinstance(name, str):
            raise not_sendable("", template, field, "must be a string")
        parts = name.split("/") if field == "image" else [name]
        # Clients and servers resolve these segments before routing, even as %2E, which changes the route.
        for part in parts:
            if part in ("", ".", ".."):
                raise not_sendable("", template, field, f"must not contain the segment {part!r}")
        try:
            segments[field] = "/".join(quote(part, safe="") for part in parts)
        except UnicodeEncodeError:
            raise not_sendable("", template, field, "contains a lone surrogate") from None
    return template.format(**segments)
