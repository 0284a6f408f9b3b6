"""The values exchanged by program, engine and API: unknown values, numbers, input types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from inspect import isawaitable
from typing import TypeAlias

import pulumi
from pulumi import _types
from pulumi.output import Unknown
from pulumi.runtime import rpc

Value: TypeAlias = object
Properties: TypeAlias = dict[str, Value]
_WITHOUT_NUMBERS = frozenset((str, bool, type(None)))
_PLAIN = frozenset((str, int, float, bool, dict, list, type(None)))


def is_unknown(value: Value) -> bool:
    """Whether a value is not known yet: the engine's placeholder, or an output of the program."""
    kind = type(value)
    if kind in _PLAIN:
        return kind is str and value == rpc.UNKNOWN
    return isinstance(value, Unknown | pulumi.Output) or isawaitable(value)


def has_unknown(value: Value) -> bool:
    """Whether a value is unknown or contains an unknown value."""
    if not isinstance(value, dict | list | tuple):
        return is_unknown(value)
    for part in value.values() if isinstance(value, dict) else value:
        # Most parts are plain strings, and a call for each would take most of the time.
        if part == rpc.UNKNOWN if type(part) is str else has_unknown(part):
            return True
    return False


def from_engine(properties: Mapping[str, Value]) -> Properties:
    """Return properties from the engine, without ``__provider`` and with integral floats as ints."""
    return {key: _whole(value) for key, value in properties.items() if key != "__provider"}


def _whole(value: Value) -> Value:
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, dict):
        # Most values contain no numbers, and a call for each would take most of the time.
        return {key: item if type(item) in _WITHOUT_NUMBERS else _whole(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_whole(item) for item in value]
    return value


def plain(value: Value) -> Value:
    """Convert ``PortArgs`` and the like to dicts, at any depth; outputs stay as they are."""
    if _types.is_input_type(type(value)):
        value = _types.input_type_to_dict(value)
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items() if item is not None}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [plain(item) for item in value]
    return value
