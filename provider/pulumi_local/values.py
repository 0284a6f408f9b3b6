"""Property values, as exchanged between program, engine, provider and state.

Inside the engine a property is plain Python (None, bool, number, str, list, dict), `Secret` or `UNKNOWN`. On
the wire the latter two are marked with Pulumi's signatures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from google.protobuf import json_format, struct_pb2
from pulumi.runtime import rpc

from .errors import LocalEngineError

Properties = dict[str, Any]

SIGNATURE: Final = rpc._special_sig_key
SECRET: Final = rpc._special_secret_sig
_REFERENCE: Final = rpc._special_resource_sig


@dataclass(frozen=True)
class Secret:
    """A value that is encrypted in the state and hidden in output."""

    value: Any

    def __repr__(self) -> str:
        return "[secret]"


class Unknown:
    """The type of `UNKNOWN`, a value that is known only in an `up`."""

    def __repr__(self) -> str:
        return "[unknown]"


UNKNOWN: Final = Unknown()


def map_leaves(value: Any, leaf: Callable[[Any], Any]) -> Any:
    """Copy a value, replacing each part that is neither a list nor a dict with `leaf(part)`.

    A reference to a resource is a dict with a signature, and is treated as one part.
    """
    if isinstance(value, list):
        return [map_leaves(item, leaf) for item in value]
    if isinstance(value, dict) and not is_reference(value):
        return {name: map_leaves(item, leaf) for name, item in value.items()}
    return leaf(value)


def is_reference(value: Any) -> bool:
    """Return whether a value is a reference to a resource."""
    return isinstance(value, dict) and value.get(SIGNATURE) == _REFERENCE


def id_or_urn(reference: Properties) -> Any:
    """Return the plain value for a reference to a resource: its ID or, without one, its URN."""
    return reference.get("id", reference["urn"])


def plain(value: Any) -> Any:
    """Return a value with its secrets unwrapped."""
    return map_leaves(value, lambda part: plain(part.value) if isinstance(part, Secret) else part)


def without_unknowns(value: Any) -> Any:
    """Return a value without the unknown parts of its lists and dicts."""
    if isinstance(value, list):
        return [without_unknowns(item) for item in value if not _is_unknown(item)]
    if isinstance(value, dict):
        return {name: without_unknowns(item) for name, item in value.items() if not _is_unknown(item)}
    return Secret(without_unknowns(value.value)) if isinstance(value, Secret) else value


def _is_unknown(value: Any) -> bool:
    return _is_unknown(value.value) if isinstance(value, Secret) else value is UNKNOWN


def has_secrets(value: Any) -> bool:
    """Return whether a value contains a secret."""
    return bool(value != plain(value))


def from_wire(struct: struct_pb2.Struct) -> Properties:
    """Convert properties from their wire format."""
    properties: Properties = json_format.MessageToDict(struct)
    return {name: _value_from_wire(properties[name]) for name in sorted(properties)}


def _value_from_wire(value: Any) -> Any:
    if isinstance(value, list):
        return [_value_from_wire(item) for item in value]
    if isinstance(value, dict):
        return _without_signature({name: _value_from_wire(value[name]) for name in sorted(value)})
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return UNKNOWN if value == rpc.UNKNOWN else value


def _without_signature(value: Properties) -> Any:
    signature = value.get(SIGNATURE)
    if signature == SECRET:
        return Secret(value.get("value"))
    if signature == rpc._special_output_value_sig:
        known = value.get("value", UNKNOWN)
        return Secret(known) if value.get("secret") else known
    if signature in (rpc._special_asset_sig, rpc._special_archive_sig):
        raise LocalEngineError("The local engine does not support assets and archives.")
    return value


def to_wire(properties: Properties, *, secrets: bool = True, references: bool = True) -> struct_pb2.Struct:
    """Convert properties to their wire format.

    Args:
        properties: The properties.
        secrets: Mark secrets; otherwise they are sent in plain text.
        references: Keep references to resources; otherwise they are replaced with the ID or URN.
    """

    def marked(part: Any) -> Any:
        if isinstance(part, Secret):
            value = map_leaves(part.value, marked)
            return {SIGNATURE: SECRET, "value": value} if secrets else value
        if is_reference(part):
            return part if references else id_or_urn(part)
        return rpc.UNKNOWN if part is UNKNOWN else part

    struct = struct_pb2.Struct()
    struct.update(map_leaves(properties, marked))
    return struct


def mark_secrets(answer: Properties, known: Properties) -> Properties:
    """Mark values as secret that were secret when sent to a provider that does not accept secrets.

    They are matched by name only, so a property that contained a secret becomes secret as a whole.
    """
    for name in answer.keys() & known.keys():
        before, after = known[name], answer[name]
        if isinstance(before, dict) and isinstance(after, dict):
            mark_secrets(after, before)
        elif not isinstance(after, Secret) and has_secrets(before):
            answer[name] = Secret(after)
    return answer


def message(kind: Any, **fields: Any) -> Any:
    """Build a protocol message, without the fields that the installed SDK does not have."""
    return kind(**{name: value for name, value in fields.items() if name in kind.DESCRIPTOR.fields_by_name})
