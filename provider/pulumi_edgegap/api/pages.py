"""Lists are read page by page, whatever the service tells of its pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

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


class _Page(Answer):
    total_count: Whole | None = None
    pagination: _Pagination | None = None


def all_rows(http: Http, path: str, rows_name: str, model: type[T]) -> Iterator[T]:
    """Yield the objects of all pages, each name once, asking for a page when it is needed."""
    seen: set[object] = set()
    number: int | None = 1
    while number is not None:
        try:
            answer = http.request("GET", path, query={"page": number, "limit": LIMIT})
        except NotFoundError:
            if number == 1:
                raise
            return  # some services answer so behind the last page
        page = parse(_Page, answer, "GET", path)
        before = len(seen)
        for row in _rows(page, path, rows_name, model):
            key = getattr(row, model.KEY)
            if key not in seen:  # objects made meanwhile push others onto the next page
                seen.add(key)
                yield row
        if len(seen) == before:
            return  # behind the last page, or a service that knows no pages and repeats its whole list
        number = _following(page, number, len(seen))


def _rows(page: _Page, path: str, rows_name: str, model: type[T]) -> list[T]:
    rows = (page.model_extra or {}).get(rows_name)
    if rows is None and page.total_count == 0:
        return []
    if not isinstance(rows, list):
        raise not_understood("GET", path, rows_name, "a list was expected")
    return [parse(model, row, "GET", path, rows_name, index) for index, row in enumerate(rows)]


def _following(page: _Page, number: int, count: int) -> int | None:
    """Return the page to ask for next. It always grows; without any sign of an end, it is just the next."""
    pagination = page.pagination
    if pagination is None:
        return None if page.total_count and page.total_count <= count else number + 1
    if pagination.has_next is False:
        return None
    if (pagination.next_page_number or 0) > number:
        return pagination.next_page_number
    last = pagination.paginator.num_pages if pagination.paginator else None
    return number + 1 if last is None or number < last else None
