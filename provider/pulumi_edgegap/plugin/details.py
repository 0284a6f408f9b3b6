"""The detailed diff: the paths of the properties that differ, such as `envs[1].value` and `ports[0].toCheck`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from pulumi.runtime.proto.provider_pb2 import PropertyDiff

from ..lifecycle.cases import camel
from ..lifecycle.declaration import Field, Inputs
from ..lifecycle.diff import Difference
from ..lifecycle.state import inputs_of, pair_items
from ..lifecycle.values import Value

_Kind: TypeAlias = "PropertyDiff.Kind.ValueType"
_REPLACING = {
    PropertyDiff.ADD: PropertyDiff.ADD_REPLACE,
    PropertyDiff.DELETE: PropertyDiff.DELETE_REPLACE,
    PropertyDiff.UPDATE: PropertyDiff.UPDATE_REPLACE,
}


def detailed_diff(
    model: type[Inputs],
    state: Mapping[str, Value],
    wanted: Mapping[str, Value],
    difference: Difference,
) -> dict[str, PropertyDiff]:
    """Return the kind of change of each property that changes, by its path.

    Args:
        model: The declaration of the object.
        state: The state.
        wanted: The inputs of the program.
        difference: The fields that change, and those among them that replace the object.
    """
    before, found = inputs_of(model, state), {}
    for name in difference.changed:
        for path, kind in _diff_field(model.fields[name], before.get(name), wanted.get(name), camel(name)):
            found[path] = PropertyDiff(
                kind=_REPLACING[kind] if name in difference.replaces else kind, inputDiff=True
            )
    return found


def _diff_field(field: Field, old: Value, new: Value, path: str) -> Iterator[tuple[str, _Kind]]:
    if old is None or new is None:
        yield path, _kind(old, new)
    elif field.nested and field.is_list and isinstance(new, list | tuple):
        found = [each for each in _diff_items(field.nested, old, new, path) if each]
        yield from found or [(path, PropertyDiff.UPDATE)]
    elif field.nested and not field.is_list and isinstance(new, Mapping):
        found = list(_diff_parts(field.nested, old, new, path))
        yield from found or [(path, PropertyDiff.UPDATE)]
    else:
        yield path, PropertyDiff.UPDATE


def _diff_items(
    model: type[Inputs], old: Value, new: Sequence[Value], path: str
) -> Iterator[tuple[str, _Kind]]:
    olds = old if isinstance(old, list | tuple) else ()
    for item, twin in pair_items(model, new, old):
        if item is None:
            yield f"{path}[{_index(olds, twin)}]", PropertyDiff.DELETE
        elif twin is None:
            yield f"{path}[{_index(new, item)}]", PropertyDiff.ADD
        elif item != twin:
            yield from _diff_parts(model, twin, item, f"{path}[{_index(new, item)}]")


def _index(items: Sequence[Value], item: Value) -> int:
    return next(index for index, each in enumerate(items) if each is item)


def _diff_parts(model: type[Inputs], old: Value, new: Value, path: str) -> Iterator[tuple[str, _Kind]]:
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        yield path, PropertyDiff.UPDATE
        return
    for name in model.fields:
        if old.get(name) != new.get(name):
            yield f"{path}.{camel(name)}", _kind(old.get(name), new.get(name))


def _kind(old: Value, new: Value) -> _Kind:
    if old is None:
        return PropertyDiff.ADD
    return PropertyDiff.DELETE if new is None else PropertyDiff.UPDATE
