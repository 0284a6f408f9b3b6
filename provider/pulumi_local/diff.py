"""Differences between old and new properties, with secrets hidden."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .values import UNKNOWN, Properties, Secret, id_or_urn, is_reference, map_leaves

SIGNS = {"add": "+", "update": "~", "delete": "-"}
_ABSENT = object()


def displayable(value: Any) -> Any:
    """Return a value in a form that JSON can show, with secrets hidden."""

    def displayable_part(part: Any) -> Any:
        if is_reference(part):
            return id_or_urn(part)
        return repr(part) if isinstance(part, Secret) or part is UNKNOWN else part

    return map_leaves(value, displayable_part)


def changes(old: Properties, new: Properties) -> dict[str, dict[str, Any]]:
    """Return the differences by property path: kind (add, update, delete), old and new.

    As with the CLI, all secrets compare equal.
    """
    return dict(_changes("", displayable(_public(old)), displayable(_public(new))))


def _changes(path: str, old: Any, new: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(old, dict) and isinstance(new, dict):
        for name in sorted({*old, *new}):
            inner = f"{path}.{name}" if path else name
            yield from _changes(inner, old.get(name, _ABSENT), new.get(name, _ABSENT))
    elif isinstance(old, list) and isinstance(new, list):
        for index in range(max(len(old), len(new))):
            yield from _changes(f"{path}[{index}]", _at(old, index), _at(new, index))
    elif old is _ABSENT:
        yield path, {"kind": "add", "new": new}
    elif new is _ABSENT:
        yield path, {"kind": "delete", "old": old}
    elif old != new:
        yield path, {"kind": "update", "old": old, "new": new}


def lines(properties: Properties, indent: str) -> list[str]:
    """Return one line for each property."""
    return _aligned({name: one_line(properties[name]) for name in sorted(_public(properties))}, f"{indent}  ")


def changed_lines(old: Properties, new: Properties, indent: str) -> list[str]:
    """Return one line for each difference, by property path."""
    found = {}
    for path, change in changes(old, new).items():
        values = [one_line(change[side]) for side in ("old", "new") if side in change]
        found[f"{SIGNS[change['kind']]} {path}"] = " => ".join(values)
    return _aligned(found, indent)


def one_line(value: Any) -> str:
    """Return a value on one line."""
    value = displayable(value)
    return value if value in ("[secret]", "[unknown]") else json.dumps(value, ensure_ascii=False)


def as_go_prints(value: Any) -> str:
    """Return a value as Pulumi's engine prints it in an error of check."""
    if isinstance(value, Secret):
        return "{&{{[secret]}}}"
    if value is UNKNOWN:
        return "output<string>{}"
    if isinstance(value, list):
        return f"{{[{' '.join(as_go_prints(item) for item in value)}]}}"
    if isinstance(value, dict):
        return f"{{map[{' '.join(f'{name}:{as_go_prints(value[name])}' for name in sorted(value))}]}}"
    return f"{{{'<nil>' if value is None else str(value).lower() if isinstance(value, bool) else value}}}"


def _aligned(values: dict[str, str], indent: str) -> list[str]:
    width = max(map(len, values), default=0)
    return [f"{indent}{name:<{width}}: {value}" for name, value in values.items()]


def _public(properties: Properties) -> Properties:
    return {name: value for name, value in properties.items() if not name.startswith("__")}


def _at(items: list[Any], index: int) -> Any:
    return items[index] if index < len(items) else _ABSENT
