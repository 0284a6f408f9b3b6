"""Pagination of lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from pulumi_edgegap.emulator.fields import Edition, Record

MOST_ROWS = 100

K = TypeVar("K")


def page_of(keys: Sequence[K], page: int, limit: int | None, edition: Edition) -> tuple[list[K], Record]:
    """Return the keys of one page, and the response's `pagination`.

    Args:
        keys: All keys, in order.
        page: The page, from 1.
        limit: The page size, at most `MOST_ROWS`; None for the edition's default.
        edition: The edition of the response.
    """
    size = min(limit or (10 if edition == "2024" else 20), MOST_ROWS)
    pages = max(1, -(-len(keys) // size))
    pagination: Record = {
        "number": page,
        "next_page_number": page + 1 if page < pages else None,
        "previous_page_number": page - 1 if page > 1 else None,
        "paginator": {"num_pages": pages},
        "has_next": page < pages,
        "has_previous": page > 1,
    }
    if edition == "2024":  # its contract does not allow null here
        pagination = {name: value for name, value in pagination.items() if value is not None}
    return list(keys[(page - 1) * size : page * size]), pagination
