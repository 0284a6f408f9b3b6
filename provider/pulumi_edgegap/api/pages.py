"""Lists are read page by page; a list is complete, or it is an error.

Its pages say whether it is complete: `has_next`, `next_page_number`, `num_pages`, `total_count` and `count`, which may
be the number of rows of all pages or of one, and so is a minimum. Where they say nothing about what follows, a list
ends with the first page without new rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from pydantic import StrictBool

from ._http import Http
from ._parsing import parse, parse_row
from ._secrets import presentable
from .errors import EdgegapError, InvalidResponseError, NotFoundError, invalid_response
from .models import Answer, Whole

LIMIT = 100
MAX_PAGES = 1000
"""The pages that a list may have, whatever they say."""
T = TypeVar("T", bound=Answer)
R = TypeVar("R")


class IncompleteListError(Exception):
    """A list lacks rows that its pages announce; the message describes the contradiction."""


class _Paginator(Answer):
    num_pages: Whole | None = None


class _Pagination(Answer):
    has_next: StrictBool | None = None
    next_page_number: Whole | None = None
    paginator: _Paginator | None = None


class PageFacts(Answer):
    """What a page says about its list."""

    total_count: Whole | None = None
    count: Whole | None = None
    pagination: _Pagination | None = None

    @property
    def last(self) -> int | None:
        """The number of the last page, if the service says so."""
        paginator = self.pagination.paginator if self.pagination else None
        return paginator.num_pages if paginator else None

    def say_more(self, number: int, count: int) -> bool:
        """Whether more rows must follow page `number`, after `count` rows in all."""
        pagination = self.pagination or _Pagination()
        least = max(self.total_count or 0, self.count or 0)
        follows = pagination.has_next is True or (pagination.next_page_number or 0) > number
        return follows or (self.last or 0) > number or least > count

    def say_end(self, number: int, count: int) -> bool:
        """Whether page `number` is the last to request, be the list complete or not."""
        total = self.total_count or count + 1
        is_last = self.pagination is not None and self.pagination.has_next is False
        is_counted = self.last is not None and number >= self.last
        return is_last or is_counted or count > total or (count == total and not self.say_more(number, count))

    def describe(self) -> str:
        """Return the facts in words."""
        pagination = self.pagination or _Pagination()
        facts = {
            "has_next": pagination.has_next,
            "next_page_number": pagination.next_page_number,
            "num_pages": self.last,
            "total_count": self.total_count,
            "count": self.count,
        }
        return ", ".join(f"{name} {value}" for name, value in facts.items() if value is not None)


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page: its objects by name, what it says about the list, and the errors of rows with invalid fields.

    A row with an invalid name is not among the objects, and is in `odd` under its position.
    """

    rows: dict[str, T]
    facts: PageFacts
    odd: dict[str, EdgegapError]

    @property
    def names(self) -> set[str]:
        """The names of all rows."""
        return {*self.rows, *self.odd}


@dataclass(frozen=True)
class Listing(Generic[T]):
    """One list of the API: its path, the field that holds its rows, and their model."""

    http: Http
    path: str
    rows_name: str
    model: type[T]
    query: Mapping[str, str] = field(default_factory=dict)
    """Further query parameters of each page, such as a filter."""

    def all_rows(self) -> Iterator[T]:
        """Return the objects of all pages, each name once, after reading all of them.

        Raises:
            InvalidResponseError: The list is incomplete, in a second try as well.
        """
        # Objects created meanwhile push others onto the next page.
        yield from self._read_twice(
            lambda pages: {name: row for page in pages for name, row in page.rows.items()}
        ).values()

    def names(self) -> list[str]:
        """Return the names of all rows, each once; for a row with an invalid name, its position.

        Raises:
            InvalidResponseError: As for `all_rows`.
        """
        return self._read_twice(
            lambda pages: list({name: None for page in pages for name in (*page.rows, *page.odd)})
        )

    def find(self, name: str) -> T | None:
        """Return the object of that name, or None if the complete list does not hold it.

        Raises:
            InvalidResponseError: As for `all_rows`, or for an invalid field of that object.
        """
        return self._read_twice(
            lambda pages: next((_row(page, name) for page in pages if name in page.rows), None)
        )

    def pages(self, ask: Callable[[int], Page[T]]) -> Iterator[Page[T]]:
        """Yield the pages that bring new rows; if they end without an error, the list was complete.

        Args:
            ask: Returns the page with a number.

        Raises:
            IncompleteListError: The list is incomplete.
            InvalidResponseError: The list does not end.
        """
        names: set[str] = set()
        before = PageFacts()
        for number in range(1, MAX_PAGES + 1):
            try:
                page = ask(number)
            except NotFoundError:
                if number == 1:
                    raise
                _check_end(f"page {number} does not exist", before, number - 1, len(names))
                return  # some services answer so after the last page
            if page.names <= names:
                what = f"page {number} " + ("repeats earlier rows" if page.names else "is empty")
                _check_end(what, before, number - 1, len(names))
                _check_end(what, page.facts, number, len(names))
                return  # after the last page, or the service has no pages and repeats its whole list
            total = page.facts.total_count
            if total is not None and total < (before.total_count or 0):
                # A remaining row may have moved up to a page that was read before.
                raise IncompleteListError(
                    f"total_count fell from {before.total_count} to {total} on page {number}"
                )
            names |= page.names
            yield page
            before = page.facts
            if before.say_end(number, len(names)):
                _check_end(f"page {number} is the last", before, number, len(names))
                return
        problem = f"does not end: {MAX_PAGES} pages held {len(names)} objects, and there are more"
        raise invalid_response("GET", self.path, "", problem)

    def page(self, number: int) -> Page[T]:
        """Request one page, and report each row with an invalid field."""
        answer = self.http.request("GET", self.path, query={"page": number, "limit": LIMIT, **self.query})
        outer, rows = answer, None
        if isinstance(answer, dict):
            outer = {name: value for name, value in answer.items() if name != self.rows_name}
            rows = answer.get(self.rows_name)
        facts = parse(PageFacts, outer, "GET", self.path)
        if rows is None and facts.total_count == 0:
            rows = []
        if not isinstance(rows, list):
            raise invalid_response("GET", self.path, self.rows_name, "should be a list")
        page: Page[T] = Page({}, facts, {})
        for index, row in enumerate(rows):
            place = f"row {index + 1} of page {number}"
            try:
                read, odd = parse_row(self.model, row, "GET", self.path, self.rows_name, index)
                place = self.key(read)
                page.rows[place] = read
            except InvalidResponseError as error:
                odd = error
            if odd is not None:
                page.odd[place] = odd
                without = "is read without that field" if place in page.rows else "is skipped"
                self.http.report_odd(
                    f"{self.path} {place}", f"{odd} In this list, {presentable(place)} {without}."
                )
        return page

    def key(self, row: T) -> str:
        """Return the name of an object within the list."""
        return str(getattr(row, self.model.KEY))

    def _read_twice(self, use: Callable[[Iterator[Page[T]]], R]) -> R:
        """Read the list, and once more if it is incomplete: objects come and go while pages are read."""
        with suppress(IncompleteListError):
            return use(self.pages(self.page))
        try:
            return use(self.pages(self.page))
        except IncompleteListError as error:
            problem = f"is incomplete, as it was a moment ago: {error}; try again later"
        raise invalid_response("GET", self.path, "", problem)


def _row(page: Page[T], name: str) -> T:
    if name in page.odd:
        raise page.odd[name]
    return page.rows[name]


def _check_end(what: str, facts: PageFacts, number: int, count: int) -> None:
    """Raise an error if a list must not end yet, by the facts of its page `number`."""
    if facts.say_more(number, count):
        raise IncompleteListError(
            f"{what}, but page {number} says {facts.describe()}, and so far there are {count} objects"
        )
