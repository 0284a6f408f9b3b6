"""Which values are secret by declaration, and how the engine is told.

The provider marks them in all that it gives to the engine, inputs and outputs. So it does not matter by which way a
value came: from the constructor, from a transform, or from the API.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pulumi.runtime import rpc

from ._declaration import SECRET, SECRET_ITEMS, Declared, Inputs, SecretIf, fields
from ._values import Properties, Value


@cache
def secret_fields(model: type[Inputs]) -> list[Declared]:
    """Give the fields that are secret, or can hold a secret."""
    return [field for field in fields(model).values() if {SECRET, SECRET_ITEMS} & set(field.marks)]


def is_secret(field: Declared, beside: Value) -> bool:
    """Tell whether a field is secret among the values of its object; a flag that is unknown counts as set."""
    if SECRET in field.marks:
        return True
    flags = [mark.flag for mark in field.marks if isinstance(mark, SecretIf)]
    return isinstance(beside, Mapping) and any(beside.get(flag) not in (None, False) for flag in flags)


def holds_secret(field: Declared, value: Value) -> bool:
    """Tell whether a value is a secret, or a list that holds one: Pulumi encrypts a list as one."""
    if SECRET in field.marks:
        return True
    items = value if isinstance(value, list | tuple) and field.nested else ()
    return any(is_secret(part, item) for item in items for part in fields(field.nested).values())


def sealed(model: type[Inputs], properties: Mapping[str, Value]) -> Properties:
    """Mark the secrets among properties that go to the engine: it encrypts them, and shows none."""
    secret = {
        field.name: rpc.wrap_rpc_secret(properties[field.name])
        for field in secret_fields(model)
        if field.name in properties and holds_secret(field, properties[field.name])
    }
    return {**properties, **secret}


def unsealed(properties: Mapping[str, Value] | None) -> Properties:
    """Give properties that were to go to the engine without its marks."""
    return {name: rpc.unwrap_rpc_secret(value) for name, value in (properties or {}).items()}
