"""`pulumi.require_pulumi_version`: the local engine counts as the version of the SDK that it runs."""

from __future__ import annotations

import operator
import re
from importlib.metadata import version

from .errors import LocalEngineError

_COMPARE = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
    "==": operator.eq,
    "": operator.eq,
    "!": operator.ne,
    "!=": operator.ne,
}
_TERM = re.compile(r"(>=|<=|!=|==|>|<|=|!|)(\d+)(?:\.(\d+|x))?(?:\.(\d+|x))?")


def require_version(wanted: str) -> None:
    """Hold the version against a range such as `>=3.1.0 <4 || 5.0.0`.

    Raises:
        LocalEngineError: It is outside, or the range cannot be read.
    """
    own = version("pulumi")
    if not any(all(_holds(own, term, wanted) for term in group.split()) for group in wanted.split("||")):
        raise LocalEngineError(
            f"Pulumi CLI version {own} does not satisfy the version range {wanted!r}: the local engine goes by the "
            f"version of the SDK."
        )


def _holds(own: str, term: str, wanted: str) -> bool:
    match = _TERM.fullmatch(term)
    if match is None:
        raise LocalEngineError(f"The version range {wanted!r} cannot be read.")
    sign, *numbers = match.groups()
    asked = [int(number) for number in numbers if number not in (None, "x")]
    have = [int(number) for number in re.findall(r"\d+", own)[: len(asked)]]
    return bool(_COMPARE[sign](have, asked))
