"""How lists are answered: in pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from pulumi_edgegap.emulator.fields import Edition, Record

MOST_ROWS = 100

K = TypeVar("K")


def page_of(keys: Sequence[K], page: int, limit: int | None, edition: Edition) -> tuple[list[K], Record]:
    """Return the keys of one page, and what the answer's `pagination` says about it.

    Args:
        keys: All keys, in order.
        page: The page, from 1.
        limit: Rows on a page; the edition's own number when None, and never more than `MOST_ROWS`.
        edition: Whose form to answer in.
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
    if edition == "2024":  # whose contract has no null here
        pagination = {name: value for name, value in pagination.items() if value is not None}
    return list(keys[(page - 1) * size : page * size]), pagination
