"""The names of the secrets that change, which a preview cannot show, as Pulumi hides the values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pulumi_safe_io.printable import printable

from .declaration import Field, Inputs
from .state import inputs_of, is_same, pair_items
from .values import Value, is_unknown


def describe_secret_changes(
    model: type[Inputs], state: Mapping[str, Value], wanted: Mapping[str, Value], changed: list[str]
) -> str:
    """Name the secret fields, and the items of lists with secrets, that are changed, added or removed.

    Values are never shown. A secret field that the program drops is not named: the API cannot unset it, which is
    reported separately.

    Args:
        model: The declaration of the object.
        state: The state.
        wanted: The inputs of the program.
        changed: The fields that change.
    """
    parts = []
    for name in changed:
        field = model.fields[name]
        if field.secret and name in wanted:
            parts.append(f"{name} {'changes' if name in inputs_of(model, state) else 'is added'}")
        elif field.nested and field.holds_secrets:
            items = ", ".join(_items(field, state.get(name), wanted.get(name, [])))
            parts += [f"{name} {items}"] if items else []
    return "; ".join(parts)


def _items(field: Field, before: Value, wanted: Value) -> Iterator[str]:
    assert field.nested
    (identity,) = field.nested.identity
    if not isinstance(wanted, list) or any(_unknown_item(item, identity) for item in wanted):
        return
    found: dict[str, list[str]] = {"changes": [], "adds": [], "removes": []}
    for item, twin in pair_items(field.nested, wanted, before):
        verb = "adds" if twin is None else "removes" if item is None else "changes"
        if verb != "changes" or not is_same(field, [item], [twin], [twin]):
            found[verb].append(_name(item or twin, identity))
    yield from (f"{verb} {', '.join(names)}" for verb, names in found.items() if names)


def _unknown_item(item: Value, identity: str) -> bool:
    return not isinstance(item, dict) or is_unknown(item.get(identity))


def _name(item: Value, identity: str) -> str:
    return printable(str(item.get(identity))) if isinstance(item, dict) else ""
