"""What an answer may hold: texts that are UTF-8 and numbers that are doubles, as Pulumi keeps no others."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TypeAlias

from ._paths import encodable

Place: TypeAlias = "tuple[int | str, ...]"
_DEEPEST = 50
_EXACT = 2**53
"""Up to here each integer is a double."""
_HALF = "holds half a character (a lone surrogate)"


def misfit(whole: dict[str, object] | list[object], depth: int = 0) -> tuple[Place, str] | None:
    """Find what cannot be kept in parsed JSON; say where it stands, and what is wrong with it."""
    if depth > _DEEPEST:
        return (), "it is nested too deeply"
    parts: Iterable[tuple[int | str, object]]
    if isinstance(whole, dict):
        parts = whole.items()
        if not "".join(whole).isascii():
            for name in whole:
                if not encodable(name):
                    return (name,), f"its name {_HALF}"
    else:
        parts = enumerate(whole)
    for step, part in parts:  # thousands on a page: `isinstance` takes twice as long
        if type(part) is str:
            if not (part.isascii() or encodable(part)):
                return (step,), f"it {_HALF}"
        elif type(part) is dict or type(part) is list:
            found = misfit(part, depth + 1)
            if found is not None:
                return (step, *found[0]), found[1]
        elif (type(part) is int or type(part) is float) and not _is_double(part):
            return (step,), "it is a number that no double holds"
    return None


def _is_double(number: float) -> bool:
    if -_EXACT <= number <= _EXACT:
        return True
    try:
        return math.isfinite(number) and int(float(number)) == number
    except OverflowError:
        return False
