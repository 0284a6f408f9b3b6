"""Property values: what travels between program, engine, provider and state.

Inside the engine a property is plain Python (None, bool, float, str, list, dict) plus two wrappers: `Secret`
and `UNKNOWN`. On the wire both are marked with signatures that Pulumi fixed once and for all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from google.protobuf import struct_pb2
from pulumi.runtime import rpc

from .errors import LocalEngineError

Properties = dict[str, Any]

SIGNATURE: Final = rpc._special_sig_key
SECRET: Final = rpc._special_secret_sig
REFERENCE: Final = rpc._special_resource_sig
OUTPUT_VALUE: Final = rpc._special_output_value_sig
ASSETS: Final = (rpc._special_asset_sig, rpc._special_archive_sig)


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


def received(struct: struct_pb2.Struct) -> Properties:
    """Read properties from the wire."""
    return {name: received_value(value) for name, value in struct.fields.items()}


def received_value(value: struct_pb2.Value) -> Any:
    """Read one value from the wire."""
    kind = value.WhichOneof("kind")
    if kind == "string_value":
        return UNKNOWN if value.string_value == rpc.UNKNOWN else value.string_value
    if kind == "struct_value":
        return _without_signature(received(value.struct_value))
    if kind == "list_value":
        return [received_value(item) for item in value.list_value.values]
    return getattr(value, kind) if kind and kind != "null_value" else None


def _without_signature(value: Properties) -> Any:
    signature = value.get(SIGNATURE)
    if signature == SECRET:
        return Secret(value.get("value"))
    if signature == OUTPUT_VALUE:
        known = value.get("value", UNKNOWN)
        return Secret(known) if value.get("secret") else known
    if signature in ASSETS:
        raise LocalEngineError("The local engine does not carry assets and archives.")
    return value


def sent(
    properties: Properties, *, secrets: bool, references: bool, unknowns: bool = True
) -> struct_pb2.Struct:
    """Write properties for the wire.

    Args:
        properties: The properties.
        secrets: Keep secrets marked; otherwise they travel in clear.
        references: Keep references to resources; otherwise their ID (or URN) stands in their place.
        unknowns: Keep unknown values; otherwise properties and items that are unknown are left out.
    """
    struct = struct_pb2.Struct()
    for name, value in (properties if unknowns else known_part(properties)).items():
        _send(struct.fields[name], value, secrets, references)
    return struct


def _send(target: struct_pb2.Value, value: Any, secrets: bool, references: bool) -> None:
    if isinstance(value, Secret):
        value = {SIGNATURE: SECRET, "value": value.value} if secrets else value.value
        _send(target, value, secrets, references)
    elif value is UNKNOWN:
        target.string_value = rpc.UNKNOWN
    elif value is None:
        target.null_value = struct_pb2.NULL_VALUE
    elif isinstance(value, bool):
        target.bool_value = value
    elif isinstance(value, (int, float)):
        target.number_value = value
    elif isinstance(value, str):
        target.string_value = value
    elif isinstance(value, list):
        target.list_value.SetInParent()
        for item in value:
            _send(target.list_value.values.add(), item, secrets, references)
    elif not references and value.get(SIGNATURE) == REFERENCE:
        _send(target, value.get("id", value["urn"]), secrets, references)
    else:
        target.struct_value.SetInParent()
        for name, item in value.items():
            _send(target.struct_value.fields[name], item, secrets, references)


def known_part(value: Any) -> Any:
    """Leave out what is unknown."""
    if isinstance(value, Secret):
        return Secret(known_part(value.value))
    if isinstance(value, list):
        return [known_part(item) for item in value if not _is_unknown(item)]
    if isinstance(value, dict):
        return {name: known_part(item) for name, item in value.items() if not _is_unknown(item)}
    return value


def _is_unknown(value: Any) -> bool:
    return value is UNKNOWN or (isinstance(value, Secret) and _is_unknown(value.value))


def parts(value: Any) -> Iterator[Any]:
    """Walk through a value and all that is in it."""
    yield value
    if isinstance(value, Secret):
        yield from parts(value.value)
    elif isinstance(value, list):
        for item in value:
            yield from parts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from parts(item)


def has_secrets(value: Any) -> bool:
    """Tell whether a secret is anywhere in a value."""
    return any(isinstance(part, Secret) for part in parts(value))


def plain(value: Any) -> Any:
    """Take the secret marks off."""
    if isinstance(value, Secret):
        return plain(value.value)
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    return value


def mark_secrets(answer: Properties, known: Properties) -> None:
    """Mark again as secret what was so when it was sent to a provider that takes no secrets.

    The only trace left is the name: a property that held a secret anywhere comes back secret as a whole.
    """
    for name, before in known.items():
        after = answer.get(name)
        if name not in answer:
            continue
        if isinstance(before, dict) and isinstance(after, dict):
            mark_secrets(after, before)
        elif not isinstance(after, Secret) and has_secrets(before):
            answer[name] = Secret(after)
