"""Lists are read page by page, whatever the service tells of its pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import StrictBool

from ._http import Http
from .errors import NotFoundError, not_understood
from .models import Answer, Whole, parse

LIMIT = 100
T = TypeVar("T", bound=Answer)


class _Paginator(Answer):
    num_pages: Whole | None = None


class _Pagination(Answer):
    has_next: StrictBool | None = None
    next_page_number: Whole | None = None
    paginator: _Paginator | None = None


class PageFacts(Answer):
    """What a page tells of its list."""

    total_count: Whole | None = None
    pagination: _Pagination | None = None

    @property
    def last(self) -> int | None:
        """The number of the last page, where the service tells it."""
        paginator = self.pagination.paginator if self.pagination else None
        return paginator.num_pages if paginator else None

    def following(self, number: int, count: int) -> int | None:
        """Give the page to ask for next. It always grows; without any sign of an end, it is just the next.

        Args:
            number: The number of this page.
            count: How many objects are known with this page.
        """
        pagination = self.pagination
        if pagination is None:
            return None if self.total_count and self.total_count <= count else number + 1
        if pagination.has_next is False:
            return None
        if (pagination.next_page_number or 0) > number:
            return pagination.next_page_number
        return number + 1 if self.last is None or number < self.last else None


@dataclass(frozen=True)
class Listing(Generic[T]):
    """One list of the API: where it is, under which name its rows stand, and what each of them is."""

    http: Http
    path: str
    rows_name: str
    model: type[T]

    def all_rows(self) -> Iterator[T]:
        """Yield the objects of all pages, each name once, asking for a page when it is needed."""
        seen: set[str] = set()
        number: int | None = 1
        while number is not None:
            try:
                rows, facts = self.page(number)
            except NotFoundError:
                if number == 1:
                    raise
                return  # some services answer so behind the last page
            before = len(seen)
            for row in rows:
                key = self.key(row)
                if key not in seen:  # objects made meanwhile push others onto the next page
                    seen.add(key)
                    yield row
            if len(seen) == before:
                return  # behind the last page, or a service that knows no pages and repeats its whole list
            number = facts.following(number, len(seen))

    def page(self, number: int) -> tuple[list[T], PageFacts]:
        """Ask for one page."""
        answer = self.http.request("GET", self.path, query={"page": number, "limit": LIMIT})
        facts = parse(PageFacts, answer, "GET", self.path)
        return self._rows(facts), facts

    def key(self, row: T) -> str:
        """Give what an object is called within the list."""
        return str(getattr(row, self.model.KEY))

    def _rows(self, page: PageFacts) -> list[T]:
        rows = (page.model_extra or {}).get(self.rows_name)
        if rows is None and page.total_count == 0:
            return []
        if not isinstance(rows, list):
            raise not_understood("GET", self.path, self.rows_name, "a list was expected")
        at = (self.path, self.rows_name)
        return [parse(self.model, row, "GET", *at, index) for index, row in enumerate(rows)]
