"""Property paths, as `ignore_changes` takes them: `ports[0].name`, `envs[*]`, `["a.b"]`.

What is put where, and which paths lead nowhere, is as in Pulumi's engine, down to its odd cases.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from .values import Properties, Secret

_PIECE = re.compile(r'\["((?:[^"\\]|\\.)*)"\]|\[(\*|\d+)\]|\.?([^.\[\]]+)')
_ABSENT = object()
_Path: TypeAlias = "list[str | int]"
_Kept: TypeAlias = tuple[Any, bool]
"""A new value, and whether the path could be followed in both."""


def with_old_values(new: Properties, old: Properties, paths: list[str]) -> tuple[Properties, list[str]]:
    """Give `new` with the values that `old` has at some paths, and the paths that lead nowhere."""
    nowhere = []
    for path in paths:
        new, is_followed = _Walk().kept(old, new, _parsed(path))
        if not is_followed:
            nowhere.append(path)
    return new, nowhere


def _parsed(path: str) -> _Path:
    """Split a path in keys and indices; `*` is any of both."""
    return [
        int(index) if index.isdigit() else index or quoted.replace('\\"', '"') or name
        for quoted, index, name in _PIECE.findall(path)
    ]


@dataclass(frozen=True)
class _Walk:
    """A walk along a path; whether it is within a secret by now, of the old value and of the new one."""

    in_old_secret: bool = False
    in_new_secret: bool = False

    def kept(self, old: Any, new: Any, path: _Path) -> _Kept:
        """Give `new` with what `old` has at a path."""
        if not path:
            return new, False
        if isinstance(new, Secret):
            value, is_followed = replace(self, in_new_secret=True).kept(old, new.value, path)
            return Secret(value), is_followed
        if isinstance(old, Secret):
            return replace(self, in_old_secret=True).kept(old.value, new, path)
        key, *rest = path
        if key == "*":
            return self._kept_all(old, new, rest)
        if isinstance(key, int):
            return self._kept_item(old, new, key, rest)
        return self._kept_entry(old, new, key, rest)

    def _kept_item(self, old: Any, new: Any, at: int, rest: _Path) -> _Kept:
        if not isinstance(old, list) or not isinstance(new, list):
            return new, not isinstance(old, list) and not isinstance(new, list)
        if at >= len(old) or at >= len(new):
            return new, not rest and at >= max(len(old), len(new))
        item, is_followed = self._kept_part(old[at], new[at], rest)
        return [*new[:at], item, *new[at + 1 :]], is_followed

    def _kept_entry(self, old: Any, new: Any, name: str, rest: _Path) -> _Kept:
        before = old.get(name, _ABSENT) if isinstance(old, dict) else _ABSENT
        if not isinstance(new, dict):
            return new, before is _ABSENT if not rest else not isinstance(old, dict)
        if not rest and before is _ABSENT:
            return {each: value for each, value in new.items() if each != name}, True
        if rest and (not isinstance(old, dict) or name not in new):
            return new, isinstance(old, dict) and before is _ABSENT
        value, is_followed = self._kept_part(before, new.get(name), rest)
        return {**new, name: value}, is_followed

    def _kept_all(self, old: Any, new: Any, rest: _Path) -> _Kept:
        if isinstance(old, list) and isinstance(new, list):
            parts = [self._kept_part(*each, rest) for each in zip(old, new, strict=False)]
            items = [item for item, _ in parts] + new[len(parts) :]
            return items, len(old) == len(new) and all(followed for _, followed in parts)
        if isinstance(old, dict) and isinstance(new, dict):
            if rest and old.keys() - new.keys():
                return new, False
            parts_of = {name: self._kept_part(value, new.get(name), rest) for name, value in old.items()}
            entries = {name: value for name, (value, _) in parts_of.items()}
            return {**(new if rest else {}), **entries}, all(followed for _, followed in parts_of.values())
        return new, not rest and isinstance(new, list | dict)

    def _kept_part(self, old: Any, new: Any, rest: _Path) -> _Kept:
        if rest:
            return self.kept(old, new, rest)
        is_hidden = self.in_old_secret and not self.in_new_secret and not isinstance(old, Secret)
        return (Secret(old) if is_hidden else old), True
