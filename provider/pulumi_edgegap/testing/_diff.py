"""Old and new properties side by side, as text and as data; secrets are never shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ._values import REFERENCE, SIGNATURE, UNKNOWN, Properties, Secret

_ABSENT = object()


def one_line(value: Any) -> str:
    """Give a value on one line."""
    return json.dumps(shown(value), ensure_ascii=False) if not _is_mark(value) else repr(value)


def shown(value: Any) -> Any:
    """Give a value as JSON may show it."""
    if _is_mark(value):
        return repr(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [shown(item) for item in value]
    if isinstance(value, dict):
        if value.get(SIGNATURE) == REFERENCE:
            return shown(value.get("id", value["urn"]))
        return {name: shown(item) for name, item in value.items()}
    return value


def in_go(value: Any) -> str:
    """Give a value as Pulumi's engine prints it when it shows what a check refused."""
    if isinstance(value, Secret):
        return "{&{{[secret]}}}"
    if isinstance(value, list):
        return f"{{[{' '.join(in_go(item) for item in value)}]}}"
    if isinstance(value, dict):
        return f"{{map[{' '.join(f'{name}:{in_go(value[name])}' for name in sorted(value))}]}}"
    if value is None:
        return "{<nil>}"
    return f"{{{shown(value) if not isinstance(value, bool) else str(value).lower()}}}"


def changes(old: Properties, new: Properties) -> dict[str, dict[str, Any]]:
    """Give what differs, by property path: kind (add, update, delete), old and new."""
    return dict(_changes("", _public(old), _public(new)))


def _changes(path: str, old: Any, new: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(old, dict) and isinstance(new, dict):
        for name in sorted({*old, *new}):
            inner = f"{path}.{name}" if path else name
            yield from _changes(inner, old.get(name, _ABSENT), new.get(name, _ABSENT))
    elif isinstance(old, list) and isinstance(new, list):
        for index in range(max(len(old), len(new))):
            yield from _changes(f"{path}[{index}]", _at(old, index), _at(new, index))
    elif old is _ABSENT:
        yield path, {"kind": "add", "new": shown(new)}
    elif new is _ABSENT:
        yield path, {"kind": "delete", "old": shown(old)}
    elif old != new:
        yield path, {"kind": "update", "old": shown(old), "new": shown(new)}


def lines(old: Properties | None, new: Properties | None, indent: int) -> list[str]:
    """Give properties line by line: of what is made or goes, all; of what changes, with signs for the changes."""
    if old is None or new is None:
        return _plain_items(_named(new if old is None else old or {}), indent, "  ")
    return _compared_items(_named(old), _named(new), indent)


def output_lines(old: Properties, new: Properties, indent: int) -> list[str]:
    """Give the outputs of a stack, with signs for what changed since the last time."""
    return (
        _compared_items(_named(old), _named(new), indent) if old else _plain_items(_named(new), indent, "  ")
    )


def changed_lines(old: Properties, new: Properties, indent: int) -> list[str]:
    """Give only the properties that changed."""
    names = [name for name in {**old, **new} if old.get(name, _ABSENT) != new.get(name, _ABSENT)]
    return _compared_items(
        _named({name: old[name] for name in names if name in old}),
        _named({name: new[name] for name in names if name in new}),
        indent,
    )


def _compared_items(old: dict[str, Any], new: dict[str, Any], indent: int) -> list[str]:
    width = max((len(name) for name in {**old, **new}), default=0)
    found = []
    for name in sorted({*old, *new}, key=_order):
        before, after = old.get(name, _ABSENT), new.get(name, _ABSENT)
        label = f"{name:<{width}}: "
        if before is _ABSENT:
            found += _value(f"{' ' * indent}+ {label}", after, indent, "+ ")
        elif after is _ABSENT:
            found += _value(f"{' ' * indent}- {label}", before, indent, "- ")
        elif before == after:
            found += _value(f"{' ' * indent}  {label}", after, indent, "  ")
        elif _is_same_shape(before, after):
            opening, closing = "[]" if isinstance(after, list) else "{}"
            found.append(f"{' ' * indent}~ {label}{opening}")
            found += _compared_items(_named(before), _named(after), indent + 4)
            found.append(f"{' ' * indent}  {closing}")
        else:
            found.append(f"{' ' * indent}~ {label}{one_line(before)} => {one_line(after)}")
    return found


def _plain_items(values: dict[str, Any], indent: int, sign: str) -> list[str]:
    width = max((len(name) for name in values), default=0)
    return [
        line
        for name in sorted(values, key=_order)
        for line in _value(f"{' ' * indent}{sign}{name:<{width}}: ", values[name], indent, sign)
    ]


def _value(start: str, value: Any, indent: int, sign: str) -> list[str]:
    if not value or not isinstance(value, (list, dict)) or not isinstance(shown(value), (list, dict)):
        return [start + one_line(value)]
    opening, closing = "[]" if isinstance(value, list) else "{}"
    inner = _plain_items(_named(value), indent + 4, sign)
    return [start + opening, *inner, f"{' ' * indent}  {closing}"]


def _named(value: Any) -> dict[str, Any]:
    if isinstance(value, list):
        return {f"[{index}]": item for index, item in enumerate(value)}
    return _public(value)


def _order(name: str) -> tuple[int, str]:
    return (int(name[1:-1]), "") if name.startswith("[") and name[1:-1].isdigit() else (0, name)


def _public(properties: Properties) -> Properties:
    return {name: value for name, value in properties.items() if not name.startswith("__")}


def _is_same_shape(old: Any, new: Any) -> bool:
    return any(isinstance(old, kind) and isinstance(new, kind) for kind in (list, dict))


def _is_mark(value: Any) -> bool:
    return isinstance(value, Secret) or value is UNKNOWN


def _at(items: list[Any], index: int) -> Any:
    return items[index] if index < len(items) else _ABSENT
