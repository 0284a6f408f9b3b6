"""Property values: what travels between program, engine, provider and state.

Inside the engine a property is plain Python (None, bool, number, str, list, dict) plus two wrappers: `Secret`
and `UNKNOWN`. On the wire both are marked with signatures that Pulumi fixed once and for all.
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
    """A value that is encrypted in the state and never shown."""

    value: Any

    def __repr__(self) -> str:
        return "[secret]"


class Unknown:
    """The type of `UNKNOWN`, a value that only `up` will know."""

    def __repr__(self) -> str:
        return "[unknown]"


UNKNOWN: Final = Unknown()


def mapped(value: Any, leaf: Callable[[Any], Any]) -> Any:
    """Copy a value with `leaf(part)` in place of each part that is neither a list nor a dict.

    A reference to a resource is a dict with a signature, and counts as one part.
    """
    if isinstance(value, list):
        return [mapped(item, leaf) for item in value]
    if isinstance(value, dict) and not is_reference(value):
        return {name: mapped(item, leaf) for name, item in value.items()}
    return leaf(value)


def is_reference(value: Any) -> bool:
    """Tell whether a value is a reference to a resource."""
    return isinstance(value, dict) and value.get(SIGNATURE) == _REFERENCE


def referred(reference: Properties) -> Any:
    """Give what stands for a reference where only plain values are understood: the ID, or else the URN."""
    return reference.get("id", reference["urn"])


def plain(value: Any) -> Any:
    """Take the secret marks off."""
    return mapped(value, lambda part: plain(part.value) if isinstance(part, Secret) else part)


def without_unknowns(value: Any) -> Any:
    """Leave out of lists and dicts what is unknown."""
    if isinstance(value, list):
        return [without_unknowns(item) for item in value if not _is_unknown(item)]
    if isinstance(value, dict):
        return {name: without_unknowns(item) for name, item in value.items() if not _is_unknown(item)}
    return Secret(without_unknowns(value.value)) if isinstance(value, Secret) else value


def _is_unknown(value: Any) -> bool:
    return _is_unknown(value.value) if isinstance(value, Secret) else value is UNKNOWN


def has_secrets(value: Any) -> bool:
    """Tell whether a secret is anywhere in a value."""
    return bool(value != plain(value))


def received(struct: struct_pb2.Struct) -> Properties:
    """Read properties from the wire."""
    properties: Properties = json_format.MessageToDict(struct)
    return {name: _received(properties[name]) for name in sorted(properties)}


def _received(value: Any) -> Any:
    if isinstance(value, list):
        return [_received(item) for item in value]
    if isinstance(value, dict):
        return _without_signature({name: _received(value[name]) for name in sorted(value)})
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
        raise LocalEngineError("The local engine does not carry assets and archives.")
    return value


def sent(properties: Properties, *, secrets: bool = True, references: bool = True) -> struct_pb2.Struct:
    """Write properties for the wire.

    Args:
        properties: The properties.
        secrets: Keep secrets marked; otherwise they travel in clear.
        references: Keep references to resources; otherwise their ID (or URN) stands in their place.
    """

    def marked(part: Any) -> Any:
        if isinstance(part, Secret):
            value = mapped(part.value, marked)
            return {SIGNATURE: SECRET, "value": value} if secrets else value
        if is_reference(part):
            return part if references else referred(part)
        return rpc.UNKNOWN if part is UNKNOWN else part

    struct = struct_pb2.Struct()
    struct.update(mapped(properties, marked))
    return struct


def mark_secrets(answer: Properties, known: Properties) -> Properties:
    """Mark again as secret what was so when it was sent to a provider that takes no secrets.

    The only trace left is the name: a property that held a secret anywhere comes back secret as a whole.
    """
    for name in answer.keys() & known.keys():
        before, after = known[name], answer[name]
        if isinstance(before, dict) and isinstance(after, dict):
            mark_secrets(after, before)
        elif not isinstance(after, Secret) and has_secrets(before):
            answer[name] = Secret(after)
    return answer


def message(kind: Any, **fields: Any) -> Any:
    """Make a message of Pulumi's protocol, with those fields that it has in the installed SDK."""
    return kind(**{name: value for name, value in fields.items() if name in kind.DESCRIPTOR.fields_by_name})
