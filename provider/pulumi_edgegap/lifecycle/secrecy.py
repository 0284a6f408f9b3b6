"""Which values are secret by declaration, and how the engine is told.

The provider marks them in all that it gives to the engine, inputs and outputs. So it does not matter by which way a
value came: from the constructor, from a transform, or from the API.
"""

from __future__ import annotations

from collections.abc import Mapping

from pulumi.runtime import rpc

from .declaration import Field, Inputs
from .values import Properties, Value


def is_secret(field: Field, beside: Value) -> bool:
    """Tell whether a field is secret among the values of its object; a flag that is unknown counts as set."""
    if field.secret:
        return True
    return (
        bool(field.secret_if)
        and isinstance(beside, Mapping)
        and beside.get(field.secret_if) not in (None, False)
    )


def holds_secret(field: Field, value: Value) -> bool:
    """Tell whether a value is a secret, or a list that holds one: Pulumi encrypts a list as one."""
    if field.secret:
        return True
    if not field.nested or not isinstance(value, list | tuple):
        return False
    return any(is_secret(part, item) for item in value for part in field.nested.fields.values())


def sealed(model: type[Inputs], properties: Mapping[str, Value]) -> Properties:
    """Mark the secrets among properties that go to the engine: it encrypts them, and shows none."""
    secret = {
        field.name: rpc.wrap_rpc_secret(properties[field.name])
        for field in model.secrets
        if field.name in properties and holds_secret(field, properties[field.name])
    }
    return {**properties, **secret}


def unsealed(properties: Mapping[str, Value] | None) -> Properties:
    """Give properties that were to go to the engine without its marks."""
    return {name: rpc.unwrap_rpc_secret(value) for name, value in (properties or {}).items()}
