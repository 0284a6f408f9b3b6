"""Property paths, as `ignore_changes` takes them: `ports[0].name`, `envs[*]`, `["a.b"]`."""

from __future__ import annotations

import re
from typing import Any

from ._values import Properties

_PIECE = re.compile(r'\["((?:[^"\\]|\\.)*)"\]|\[(\*|\d+)\]|\.?([^.\[\]]+)')
_ABSENT = object()


def with_old_values(new: Properties, old: Properties, paths: list[str]) -> tuple[Properties, list[str]]:
    """Give `new` with the values that `old` has at some paths, and the paths that lead nowhere."""
    nowhere = []
    for path in paths:
        try:
            new = _kept(old, new, _parsed(path))
        except LookupError:
            nowhere.append(path)
    return new, nowhere


def _parsed(path: str) -> list[str | int]:
    """Split a path in keys and indices; `*` is any of both."""
    return [
        int(index) if index.isdigit() else index or quoted.replace('\\"', '"') or name
        for quoted, index, name in _PIECE.findall(path)
    ]


def _kept(old: Any, new: Any, path: list[str | int]) -> Any:
    """Give `new` with what `old` has at a path that can be followed in both."""
    if not path:
        return old
    key, *rest = path
    if isinstance(old, list) and isinstance(new, list):
        indices = range(max(len(old), len(new))) if key == "*" else [key]
        if not all(isinstance(at, int) and at < min(len(old), len(new)) for at in indices):
            raise LookupError
        return [_kept(old[at], item, rest) if at in indices else item for at, item in enumerate(new)]
    if isinstance(old, dict) and isinstance(new, dict):
        names = {**new, **old} if key == "*" else [str(key)]
        kept = {name: _kept(old.get(name, _ABSENT), new.get(name, _ABSENT), rest) for name in names}
        return {name: value for name, value in {**new, **kept}.items() if value is not _ABSENT}
    if old is new:
        return new
    raise LookupError
