"""The two spellings of property names: in Pulumi's schema (`isActive`) and in the declarations (`is_active`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from .values import Properties, Value

_CAPITAL = re.compile(r"(?<=[a-z0-9])[A-Z]")
_UNDERSCORE = re.compile(r"(?<=[a-z0-9])_([a-z0-9])")


@cache
def camel(name: str) -> str:
    """Return the name in the schema; a name with two leading underscores is private, and stays as it is."""
    return name if name.startswith("__") else _UNDERSCORE.sub(lambda match: match[1].upper(), name)


@cache
def snake(name: str) -> str:
    """Return the name in a declaration; a name in that spelling, as in states of the dynamic provider, stays."""
    return name if name.startswith("__") else _CAPITAL.sub(lambda match: f"_{match[0].lower()}", name)


def camel_path(path: str) -> str:
    """Return a path (`ports[0].to_check`) in the spelling of the schema."""
    return ".".join(camel(step) for step in path.split("."))


def in_snake_case(properties: Mapping[str, Value]) -> Properties:
    """Return properties under the names of the declarations, at any depth."""
    return {snake(name): _in_snake_case(value) for name, value in properties.items()}


def _in_snake_case(value: Value) -> Value:
    if isinstance(value, Mapping):
        return in_snake_case(value)
    return [_in_snake_case(item) for item in value] if isinstance(value, list) else value
