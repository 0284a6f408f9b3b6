"""Durations as Go and Pulumi write them: `90s`, `1h30m`, `250ms`."""

from __future__ import annotations

import re

from .errors import LocalEngineError

_UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_PIECE = re.compile(r"(\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h)")


def seconds(text: str) -> float:
    """Give a duration in seconds.

    Raises:
        LocalEngineError: It is none.
    """
    pieces = _PIECE.findall(text)
    if not pieces or "".join(number + unit for number, unit in pieces) != text:
        raise LocalEngineError(f"unable to parse customTimeout value {text}: write it as 90s or 1h30m.")
    return float(sum(float(number) * _UNITS[unit] for number, unit in pieces))
