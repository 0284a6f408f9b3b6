"""Lists are read page by page; a list is whole, or it is an error.

Whether it is whole, its pages tell: `has_next`, `next_page_number`, `num_pages`, `total_count` and `count`, which may
be the rows of all pages or of one, so there are at least as many. Where they tell
nothing of what follows, a list ends with the first page that brings nothing new.
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
MOST_PAGES = 1000
"""The pages that a list may have, whatever they tell."""
T = TypeVar("T", bound=Answer)
R = TypeVar("R")


class NotWholeError(Exception):
    """A list lacks what its pages tell of; the message says what contradicts what."""


class _Paginator(Answer):
    num_pages: Whole | None = None


class _Pagination(Answer):
    has_next: StrictBool | None = None
    next_page_number: Whole | None = None
    paginator: _Paginator | None = None


class PageFacts(Answer):
    """What a page tells of its list."""

    total_count: Whole | None = None
    count: Whole | None = None
    pagination: _Pagination | None = None

    @property
    def last(self) -> int | None:
        """The number of the last page, where the service tells it."""
        paginator = self.pagination.paginator if self.pagination else None
        return paginator.num_pages if paginator else None

    def say_more(self, number: int, count: int) -> bool:
        """Tell whether more must follow page `number`, with which `count` objects are known."""
        pagination = self.pagination or _Pagination()
        least = max(self.total_count or 0, self.count or 0)
        follows = pagination.has_next is True or (pagination.next_page_number or 0) > number
        return follows or (self.last or 0) > number or least > count

    def say_end(self, number: int, count: int) -> bool:
        """Tell whether no page is to be asked for after page `number`, be the list whole or not."""
        total = self.total_count or count + 1
        is_last = self.pagination is not None and self.pagination.has_next is False
        is_counted = self.last is not None and number >= self.last
        return is_last or is_counted or count > total or (count == total and not self.say_more(number, count))

    def describe(self) -> str:
        """Say it in words."""
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
    """One page: its objects by their names, what it tells, and what of which row is not understood.

    A row whose name is not understood either is none of the objects, and has its place in `odd` for a name.
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
    """One list of the API: where it is, under which name its rows stand, and what each of them is."""

    http: Http
    path: str
    rows_name: str
    model: type[T]
    query: Mapping[str, str] = field(default_factory=dict)
    """What else is asked at each page, such as a filter."""

    def all_rows(self) -> Iterator[T]:
        """Give the objects of all pages, each name once, when all of them are read.

        Raises:
            InvalidResponseError: The list is not whole, at a second try either.
        """
        # Objects made meanwhile push others onto the next page.
        yield from self._tried(
            lambda pages: {name: row for page in pages for name, row in page.rows.items()}
        ).values()

    def names(self) -> list[str]:
        """Read the names of all rows, each once; for one whose name is not understood, its place.

        Raises:
            InvalidResponseError: As for `all_rows`.
        """
        return self._tried(
            lambda pages: list({name: None for page in pages for name in (*page.rows, *page.odd)})
        )

    def find(self, name: str) -> T | None:
        """Read up to the object of that name; None says that the whole list does not hold it.

        Raises:
            InvalidResponseError: As for `all_rows`, or for what is not understood of that object.
        """
        return self._tried(
            lambda pages: next((_whole(page, name) for page in pages if name in page.rows), None)
        )

    def pages(self, ask: Callable[[int], Page[T]]) -> Iterator[Page[T]]:
        """Give page after page that brings something new; when they end without an error, the list was whole.

        Args:
            ask: Gives the page of a number.

        Raises:
            NotWholeError: The list is not whole.
            InvalidResponseError: It has no end.
        """
        names: set[str] = set()
        before = PageFacts()
        for number in range(1, MOST_PAGES + 1):
            try:
                page = ask(number)
            except NotFoundError:
                if number == 1:
                    raise
                _see_to_end(f"page {number} does not exist", before, number - 1, len(names))
                return  # some services answer so behind the last page
            if page.names <= names:
                what = f"page {number} " + ("repeats earlier rows" if page.names else "is empty")
                _see_to_end(what, before, number - 1, len(names))
                _see_to_end(what, page.facts, number, len(names))
                return  # behind the last page, or a service that knows no pages and repeats its whole list
            total = page.facts.total_count
            if total is not None and total < (before.total_count or 0):
                # Of what is left, something may have moved up to a page that was read before.
                raise NotWholeError(f"total_count fell from {before.total_count} to {total} on page {number}")
            names |= page.names
            yield page
            before = page.facts
            if before.say_end(number, len(names)):
                _see_to_end(f"page {number} is the last", before, number, len(names))
                return
        problem = f"does not end: {MOST_PAGES} pages held {len(names)} objects, and there are more"
        raise invalid_response("GET", self.path, "", problem)

    def page(self, number: int) -> Page[T]:
        """Ask for one page; tell of each row that is not understood."""
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
        """Give what an object is called within the list."""
        return str(getattr(row, self.model.KEY))

    def _tried(self, use: Callable[[Iterator[Page[T]]], R]) -> R:
        """Read the list, and once more if it is not whole: objects come and go while pages are read."""
        with suppress(NotWholeError):
            return use(self.pages(self.page))
        try:
            return use(self.pages(self.page))
        except NotWholeError as error:
            problem = f"is incomplete, as it was a moment ago: {error}; try again later"
        raise invalid_response("GET", self.path, "", problem)


def _whole(page: Page[T], name: str) -> T:
    if name in page.odd:
        raise page.odd[name]
    return page.rows[name]


def _see_to_end(what: str, facts: PageFacts, number: int, count: int) -> None:
    """Let a list end only where the facts of its page `number` allow it."""
    if facts.say_more(number, count):
        raise NotWholeError(
            f"{what}, but page {number} says {facts.describe()}, and so far there are {count} objects"
        )
