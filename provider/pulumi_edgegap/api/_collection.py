"""What the collections of a client share: routes, reading one object, and writing with a note for the lists."""

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
"""The fields of a create or an update, by the names of the contract; the API judges them."""


class Collection:
    """The objects of one kind."""

    def __init__(self, http: Http, lists: Lists, reader: str) -> None:
        self._http, self._lists, self._reader = http, lists, reader

    def _one(self, listing: Listing[T], path: str, name: str, ask: Callable[[], T] | None = None) -> T:
        """Read one object; from its list, where a reader of many asks."""
        ask = ask or (lambda: parse(listing.model, self._http.request("GET", path), "GET", path, name=name))
        return self._lists.read(listing, name, path, self._reader, ask) if self._reader else ask()

    def _made(self, model: type[T], path: str, body: Body) -> T:
        """Create an object."""
        return parse(model, self._write("POST", path, body), "POST", path, name=name_of(body))

    def _write(self, method: str, path: str, body: Body | None = None, at: str = "") -> object:
        """Ask for a write of what stands at a path: that of the request, or below it what it makes."""
        try:
            return self._http.request(method, path, body)
        finally:
            made = f"/{quote(str((body or {}).get('name')), safe='')}" if method == "POST" else ""
            self._lists.wrote(at or path + made)


@contextmanager
def written() -> Iterator[None]:
    """Mark what fails after a write: the write itself stands."""
    try:
        yield
    except EdgegapError as error:
        error.outcome_unknown = True
        raise


def name_of(body: Body, default: str = "") -> str:
    """Give the name that an object has after a write; empty for one that the service chooses."""
    return str(body.get("name", default))


def nameless(answer: object) -> bool:
    """Whether an update's answer leaves out the object, as no edition of the contract forbids."""
    return isinstance(answer, dict) and answer.get("name") is None


def route(template: str, **names: str) -> str:
    """Fill `/v1/app/{app}` with names; the slashes of `image` belong to the route and stay as they are.

    Raises:
        InvalidRequestError: A name that is no path segment: empty, `.`, `..`, or not text.
    """
    segments = {}
    for field, name in names.items():
        if not isinstance(name, str):
            raise not_sendable("", template, field, "must be a string")
        parts = name.split("/") if field == "image" else [name]
        # Clients and servers resolve these segments before routing, even written as %2E: they change the route.
        for part in parts:
            if part in ("", ".", ".."):
                raise not_sendable("", template, field, f"must not contain the segment {part!r}")
        try:
            segments[field] = "/".join(quote(part, safe="") for part in parts)
        except UnicodeEncodeError:
            raise not_sendable("", template, field, "contains a lone surrogate") from None
    return template.format(**segments)
