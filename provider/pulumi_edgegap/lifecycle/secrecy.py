"""Which values are secret by declaration, and how they are marked for the engine.

The provider marks them in all inputs and outputs that it returns to the engine, whether a value came from the
constructor, a transform or the API.
"""

from __future__ import annotations

from collections.abc import Mapping

from pulumi.runtime import rpc

from .declaration import Field, Inputs
from .values import Properties, Value


def is_secret(field: Field, beside: Value) -> bool:
    """Whether a field is secret beside the other values of its object; an unknown flag counts as set."""
    if field.secret:
        return True
    return (
        bool(field.secret_if)
        and isinstance(beside, Mapping)
        and beside.get(field.secret_if) not in (None, False)
    )


def holds_secret(field: Field, value: Value) -> bool:
    """Whether a value is a secret, or a list that contains one, as Pulumi encrypts a list as a whole."""
    if field.secret:
        return True
    if not field.nested or not isinstance(value, list | tuple):
        return False
    return any(is_secret(part, item) for item in value for part in field.nested.fields.values())


def mark_secrets(model: type[Inputs], properties: Mapping[str, Value]) -> Properties:
    """Mark the secrets in properties for the engine, which encrypts and hides them."""
    secret = {
        field.name: rpc.wrap_rpc_secret(properties[field.name])
        for field in model.secrets
        if field.name in properties and holds_secret(field, properties[field.name])
    }
    return {**properties, **secret}


def unmark_secrets(properties: Mapping[str, Value] | None) -> Properties:
    """Return properties without the marks for the engine."""
    return {name: rpc.unwrap_rpc_secret(value) for name, value in (properties or {}).items()}
