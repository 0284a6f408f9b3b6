"""Checks of a version against the range that a program requires."""

from __future__ import annotations

import operator
import re

_COMPARE = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "!": operator.ne,
    "!=": operator.ne,
}
_TERM = re.compile(r"(>=|<=|!=|==|>|<|=|!|)(\d+)(?:\.(\d+|x))?(?:\.(\d+|x))?")


def satisfies(own: str, wanted: str) -> bool:
    """Return whether a version is in a range such as `>=3.1.0 <4 || 5.0.0`; an invalid one has none."""

    def holds(term: str) -> bool:
        match = _TERM.fullmatch(term)
        if match is None:
            return False
        sign, *numbers = match.groups()
        asked = [int(number) for number in numbers if number not in (None, "x")]
        have = [int(number) for number in re.findall(r"\d+", own)[: len(asked)]]
        return bool(_COMPARE.get(sign, operator.eq)(have, asked))

    return any(all(map(holds, group.split())) for group in wanted.split("||"))
