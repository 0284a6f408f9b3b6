"""Property paths, as `ignore_changes` takes them: `ports[0].name`, `envs[*]`, `["a.b"]`."""

from __future__ import annotations

import re
from typing import Any

from ._values import Properties

_PIECE = re.compile(r'\["((?:[^"\\]|\\.)*)"\]|\[(\*|\d+)\]|\.?([^.\[\]]+)')


def parsed(path: str) -> list[str | int]:
    """Split a path in keys and indices; `*` is any of both."""
    pieces: list[str | int] = []
    for quoted, index, name in _PIECE.findall(path):
        pieces.append(int(index) if index.isdigit() else index or quoted.replace('\\"', '"') or name)
    return pieces


def keep_old(path: list[str | int], old: Any, new: Any) -> bool:
    """Set what a path leads to in `new` to what it is in `old`.

    Returns:
        Whether the path could be followed in both.
    """
    piece, rest = path[0], path[1:]
    if isinstance(new, list) and isinstance(old, list):
        indices = range(max(len(old), len(new))) if piece == "*" else [piece]
        if not all(isinstance(at, int) and at < min(len(old), len(new)) for at in indices):
            return False
        followed = [_keep(at, rest, old, new) for at in indices]
        return all(followed)
    if isinstance(new, dict) and isinstance(old, dict):
        names = [*dict.fromkeys([*old, *new])] if piece == "*" else [str(piece)]
        followed = [_keep(name, rest, old, new) for name in names]
        return all(followed)
    return old is None and new is None


def _keep(key: Any, rest: list[str | int], old: Any, new: Any) -> bool:
    if rest:
        if isinstance(old, dict) and (key not in old or key not in new):
            return key not in old and key not in new
        return keep_old(rest, old[key], new[key])
    if isinstance(old, dict) and key not in old:
        new.pop(key, None)
    else:
        new[key] = old[key]
    return True


def with_old_values(new: Properties, old: Properties, paths: list[str]) -> tuple[Properties, list[str]]:
    """Give `new` with the values that `old` has at some paths, and the paths that lead nowhere."""
    result = _copied(new)
    return result, [path for path in paths if not keep_old(parsed(path), old, result)]


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copied(item) for name, item in value.items()}
    return [_copied(item) for item in value] if isinstance(value, list) else value
