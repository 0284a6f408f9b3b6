"""What the collections of a client share: reading one object, and writing with a note for the lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeAlias
from urllib.parse import quote

from ._http import Http
from ._lists import Lists
from .errors import EdgegapError
from .models import parse
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

    def _create(self, path: str, body: Body) -> object:
        return self._write("POST", path, body, at=f"{path}/{quote(str(body.get('name')), safe='')}")

    def _update(self, path: str, body: Body) -> object:
        return self._write("PATCH", path, body)

    def _write(self, method: str, path: str, body: Body | None = None, at: str = "") -> object:
        try:
            return self._http.request(method, path, body)
        finally:
            self._lists.wrote(at or path)


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
