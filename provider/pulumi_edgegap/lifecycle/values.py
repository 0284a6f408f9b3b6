"""The values that cross between program, engine and API: unknown ones, numbers, input types."""

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
_NO_NUMBER = frozenset((str, bool, type(None)))
_PLAIN = frozenset((str, int, float, bool, dict, list, type(None)))


def is_unknown(value: Value) -> bool:
    """Tell whether a value is not known yet: the engine's placeholder, or an output of the program."""
    kind = type(value)
    if kind in _PLAIN:
        return kind is str and value == rpc.UNKNOWN
    return isinstance(value, Unknown | pulumi.Output) or isawaitable(value)


def has_unknown(value: Value) -> bool:
    """Tell whether a value is unknown or holds an unknown one."""
    if not isinstance(value, dict | list | tuple):
        return is_unknown(value)
    for part in value.values() if isinstance(value, dict) else value:
        # Most parts are plain texts: a call for each would take most of the time.
        if part == rpc.UNKNOWN if type(part) is str else has_unknown(part):
            return True
    return False


def received(properties: Mapping[str, Value]) -> Properties:
    """Give properties as the engine sent them, less its own ``__provider``, with whole numbers as ints."""
    return {key: _whole(value) for key, value in properties.items() if key != "__provider"}


def _whole(value: Value) -> Value:
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, dict):
        # Most values are neither numbers nor hold any: a call for each would take most of the time.
        return {key: item if type(item) in _NO_NUMBER else _whole(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_whole(item) for item in value]
    return value


def plain(value: Value) -> Value:
    """Turn ``PortArgs`` and the like into dicts, at any depth; outputs stay as they are."""
    if _types.is_input_type(type(value)):
        value = _types.input_type_to_dict(value)
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items() if item is not None}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [plain(item) for item in value]
    return value
