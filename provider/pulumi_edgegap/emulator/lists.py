"""How lists are answered: pages, and the mask of fields that a client asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, TypeVar

from pulumi_edgegap.emulator.errors import ApiError
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


def masked(answer: Any, mask: str) -> Any:
    """Return what an `X-Fields` header lets through, for instance `{endpoints{name,bucket}}`.

    Raises:
        ApiError: 400, the mask cannot be read.
    """
    tokens = re.findall(r"[{},]|[^{},\s]+", mask)
    if tokens[:1] != ["{"]:
        tokens = ["{", *tokens, "}"]
    wanted = _group(tokens)
    if tokens:
        raise ApiError(400, "X-Fields: cannot be read.")
    return _through(answer, wanted)


def _group(tokens: list[str]) -> Record:
    """Take one `{...}` off the tokens: each field with the fields wanted of it, None for all."""
    fields: Record = {}
    tokens.pop(0)
    while tokens and tokens[0] != "}":
        name = tokens.pop(0)
        if name in "{,":
            raise ApiError(400, "X-Fields: cannot be read.")
        fields[name] = _group(tokens) if tokens[:1] == ["{"] else None
        if tokens[:1] == [","]:
            tokens.pop(0)
    if not tokens:
        raise ApiError(400, "X-Fields: a brace is missing.")
    tokens.pop(0)
    return fields


def _through(answer: Any, wanted: Record | None) -> Any:
    if wanted is None or "*" in wanted:
        return answer
    if isinstance(answer, list):
        return [_through(row, wanted) for row in answer]
    if isinstance(answer, dict):
        # Like the service's framework, a wanted field that does not exist is answered as null.
        return {name: _through(answer.get(name), inner) for name, inner in wanted.items()}
    return answer
