"""Properties on the wire: protobuf structs with marked secrets, to and from plain values with separate marks.

A step of the lifecycle takes and returns plain values. A value that the engine sent as a secret is returned as one:
items of a list are matched by their identity (the key of a variable), whatever their order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from google.protobuf.struct_pb2 import ListValue, Struct
from google.protobuf.struct_pb2 import Value as WireValue
from pulumi.runtime import rpc

from ..lifecycle.cases import camel, snake
from ..lifecycle.declaration import Inputs
from ..lifecycle.secrecy import is_secret
from ..lifecycle.values import Properties, Value

Marks: TypeAlias = "bool | dict[Value, Marks]"
"""Whether a value is secret, or which of its parts are: fields by name, items of a list by identity."""

_SIGNATURE = rpc._special_sig_key
_SECRET = rpc._special_secret_sig


def from_wire(struct: Struct, model: type[Inputs]) -> tuple[Properties, dict[Value, Marks]]:
    """Return the properties of a message under their declared names, and the marks of those that are secret."""
    marks: dict[Value, Marks] = {}
    properties: Properties = {}
    for name, value in sorted(struct.fields.items(), key=_is_snake_case):
        _put(properties, marks, name, value, model)
    properties.pop("__provider", None)
    return properties, marks


def _is_snake_case(item: tuple[str, WireValue]) -> bool:
    """Whether a name is in snake case: `docker_tag` from a transform overrides `dockerTag` from the program."""
    return "_" in item[0]


def _put(
    properties: Properties, marks: dict[Value, Marks], name: str, value: WireValue, model: type[Inputs] | None
) -> None:
    name = snake(name)
    plain, mark = _plain(value, model.parts.get(name) if model else None)
    if plain is not None:
        properties[name] = plain
    if mark:
        marks[name] = mark


def _plain(value: WireValue, model: type[Inputs] | None) -> tuple[Value, Marks]:
    kind = value.WhichOneof("kind")
    if kind == "string_value":
        return value.string_value, False
    if kind == "number_value":
        number = value.number_value
        return int(number) if number.is_integer() else number, False
    if kind == "bool_value":
        return value.bool_value, False
    if kind == "struct_value":
        return _of_struct(value.struct_value, model)
    if kind == "list_value":
        return _of_list(value.list_value, model)
    return None, False


def _of_struct(struct: Struct, model: type[Inputs] | None) -> tuple[Value, Marks]:
    fields = struct.fields
    if _SIGNATURE in fields and fields[_SIGNATURE].string_value == _SECRET:
        return _plain(fields["value"], model)[0], True
    properties: Properties = {}
    marks: dict[Value, Marks] = {}
    for name, value in sorted(fields.items(), key=_is_snake_case):
        _put(properties, marks, name, value, model)
    return properties, marks or False


def _of_list(items: ListValue, model: type[Inputs] | None) -> tuple[Value, Marks]:
    values, marks = [], dict[Value, Marks]()
    for item in items.values:
        plain, mark = _plain(item, model)
        values.append(plain)
        if mark:
            marks[_identity(plain, model)] = mark
    return values, marks or False


def _identity(item: Value, model: type[Inputs] | None) -> Value:
    """Return what identifies an item of a list: its identity fields, or the whole item if it has none."""
    if model is None or not isinstance(item, Mapping):
        return repr(item)
    return tuple(str(item.get(name)) for name in model.identity)


def to_wire(properties: Mapping[str, Value], model: type[Inputs], *marks: dict[Value, Marks]) -> Struct:
    """Return properties as a message; a value is marked as secret by its declaration or by one of the marks."""
    struct = Struct()
    _fill(struct, properties, model, marks)
    return struct


def to_wire_without_marks(properties: Mapping[str, Value]) -> Struct:
    """Return properties without secrets as a message."""
    struct = Struct()
    _fill(struct, properties, None, ())
    return struct


def mark_secret(struct: Struct, name: str) -> None:
    """Mark a property of a message as secret."""
    value = struct.fields[name]
    if _SIGNATURE not in value.struct_value.fields:
        plain = WireValue()
        plain.CopyFrom(value)
        inner = value.struct_value.fields
        inner[_SIGNATURE].string_value = _SECRET
        inner["value"].CopyFrom(plain)


def _fill(
    struct: Struct, properties: Mapping[str, Value], model: type[Inputs] | None, marks: Sequence[Marks]
) -> None:
    declared = model.fields if model else {}
    for name, value in properties.items():
        if value is None:
            continue
        of_value = [each.get(name, False) for each in marks if isinstance(each, dict)]
        field = declared.get(name)
        target = struct.fields[camel(name)]
        if (field and is_secret(field, properties)) or any(each is True for each in of_value):
            inner = target.struct_value.fields
            inner[_SIGNATURE].string_value = _SECRET
            target = inner["value"]
            of_value = []
        _write(target, value, field.nested if field else None, of_value)


def _write(target: WireValue, value: Value, model: type[Inputs] | None, marks: list[Marks]) -> None:
    if isinstance(value, str):
        target.string_value = value
    elif isinstance(value, bool):
        target.bool_value = value
    elif isinstance(value, int | float):
        target.number_value = value
    elif isinstance(value, Mapping):
        target.struct_value.SetInParent()
        _fill(target.struct_value, value, model, marks)
    elif isinstance(value, list | tuple):
        target.list_value.SetInParent()
        for item in value:
            found = [each.get(_identity(item, model), False) for each in marks if isinstance(each, dict)]
            _write_item(target.list_value.values.add(), item, model, found)
    elif value is None:
        target.null_value = 0  # type: ignore[assignment]
    else:
        target.string_value = rpc.UNKNOWN


def _write_item(target: WireValue, item: Value, model: type[Inputs] | None, marks: list[Marks]) -> None:
    if any(each is True for each in marks):
        inner = target.struct_value.fields
        inner[_SIGNATURE].string_value = _SECRET
        target, marks = inner["value"], []
    _write(target, item, model, marks)
