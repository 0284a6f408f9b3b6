"""Property paths as in `ignore_changes`: `ports[0].name`, `envs[*]`, `["a.b"]`.

They behave as in Pulumi's engine, down to its odd cases.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from .values import Properties, Secret

_PIECE = re.compile(r'\["((?:[^"\\]|\\.)*)"\]|\[(\*|\d+)\]|\.?([^.\[\]]+)')
_ABSENT = object()
_Path: TypeAlias = "list[str | int]"
_Result: TypeAlias = tuple[Any, bool]
"""A new value, and whether the path was valid in both the old and the new one."""


def with_old_values(new: Properties, old: Properties, paths: list[str]) -> tuple[Properties, list[str]]:
    """Return `new` with the values that `old` has at the given paths, and the paths that are not valid."""
    nowhere = []
    for path in paths:
        new, is_followed = _Walk().keep(old, new, _parsed(path))
        if not is_followed:
            nowhere.append(path)
    return new, nowhere


def _parsed(path: str) -> _Path:
    """Split a path into keys and indices; `*` matches either."""
    return [
        int(index) if index.isdigit() else index or quoted.replace('\\"', '"') or name
        for quoted, index, name in _PIECE.findall(path)
    ]


@dataclass(frozen=True)
class _Walk:
    """A position on a path: whether it is inside a secret of the old and of the new value."""

    in_old_secret: bool = False
    in_new_secret: bool = False

    def keep(self, old: Any, new: Any, path: _Path) -> _Result:
        """Return `new` with what `old` has at a path."""
        if not path:
            return new, False
        if isinstance(new, Secret):
            value, is_followed = replace(self, in_new_secret=True).keep(old, new.value, path)
            return Secret(value), is_followed
        if isinstance(old, Secret):
            return replace(self, in_old_secret=True).keep(old.value, new, path)
        key, *rest = path
        if key == "*":
            return self._keep_all(old, new, rest)
        if isinstance(key, int):
            return self._keep_item(old, new, key, rest)
        return self._keep_entry(old, new, key, rest)

    def _keep_item(self, old: Any, new: Any, at: int, rest: _Path) -> _Result:
        if not isinstance(old, list) or not isinstance(new, list):
            return new, not isinstance(old, list) and not isinstance(new, list)
        if at >= len(old) or at >= len(new):
            return new, not rest and at >= max(len(old), len(new))
        item, is_followed = self._keep_part(old[at], new[at], rest)
        return [*new[:at], item, *new[at + 1 :]], is_followed

    def _keep_entry(self, old: Any, new: Any, name: str, rest: _Path) -> _Result:
        before = old.get(name, _ABSENT) if isinstance(old, dict) else _ABSENT
        if not isinstance(new, dict):
            return new, before is _ABSENT if not rest else not isinstance(old, dict)
        if not rest and before is _ABSENT:
            return {each: value for each, value in new.items() if each != name}, True
        if rest and (not isinstance(old, dict) or name not in new):
            return new, isinstance(old, dict) and before is _ABSENT
        value, is_followed = self._keep_part(before, new.get(name), rest)
        return {**new, name: value}, is_followed

    def _keep_all(self, old: Any, new: Any, rest: _Path) -> _Result:
        if isinstance(old, list) and isinstance(new, list):
            parts = [self._keep_part(*each, rest) for each in zip(old, new, strict=False)]
            items = [item for item, _ in parts] + new[len(parts) :]
            return items, len(old) == len(new) and all(followed for _, followed in parts)
        if isinstance(old, dict) and isinstance(new, dict):
            if rest and old.keys() - new.keys():
                return new, False
            parts_of = {name: self._keep_part(value, new.get(name), rest) for name, value in old.items()}
            entries = {name: value for name, (value, _) in parts_of.items()}
            return {**(new if rest else {}), **entries}, all(followed for _, followed in parts_of.values())
        return new, not rest and isinstance(new, list | dict)

    def _keep_part(self, old: Any, new: Any, rest: _Path) -> _Result:
        if rest:
            return self.keep(old, new, rest)
        is_hidden = self.in_old_secret and not self.in_new_secret and not isinstance(old, Secret)
        return (Secret(old) if is_hidden else old), True
