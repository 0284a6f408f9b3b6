"""GameServer in a component provider: the types from which Pulumi's analyzer makes the schema.

The analyzer requires a typed argument `args`, annotations that are not postponed, and no unions. So each argument has
the one form that fits a schema: a plain dict where a program may also give an `Args` class, and a name where it may
also give a resource. The analyzer does not support dynamic resources either, so the children are not outputs.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import cache
from inspect import get_annotations, signature
from types import UnionType
from typing import Any, TypedDict, Union, cast, get_args, get_origin, is_typeddict

import pulumi
from typing_extensions import Required

OUTPUTS: dict[str, Any] = {
    "app_name": pulumi.Output[str],
    "active_version": pulumi.Output[str],
    "versions": pulumi.Output[dict[str, str]],
    # Not typed as ports: the host returns the parts of a map under their Python names, not those of the schema.
    "ports": pulumi.Output[dict[str, Any]],
}

# Untyped, as the types are built at runtime.
_INPUT: Any = pulumi.Input
_SEQUENCE: Any = Sequence
_MAPPING: Any = Mapping


def arguments_type(init: Callable[..., None]) -> type:
    """Return the type of the keyword arguments of a constructor."""
    named = [each for each in signature(init).parameters.values() if each.kind is each.KEYWORD_ONLY]
    return _typed_dict(
        "GameServerArgs", {each.name: (each.annotation, each.default is each.empty) for each in named}
    )


def _typed_dict(name: str, fields: Mapping[str, tuple[Any, bool]]) -> type:
    forms = {key: (_schema_form(hint), required) for key, (hint, required) in fields.items()}
    # An optional argument may be None instead of missing, which all versions of the analyzer support.
    make: Any = TypedDict
    return cast(
        type, make(name, {key: form if needed else form | None for key, (form, needed) in forms.items()})
    )


@cache
def _arguments_type(arguments: Any) -> type:
    """Return the type for a dict of arguments: `GameServerPort` for `PortArgsDict`."""
    return _typed_dict(
        f"GameServer{arguments.__name__.removeprefix('GameServer').removesuffix('ArgsDict')}",
        {
            key: (hint, _is_required(hint) or key in arguments.__required_keys__)
            for key, hint in get_annotations(arguments).items()
        },
    )


def _is_required(hint: Any) -> bool:
    origin: Any = get_origin(hint)
    return origin is Required


def _schema_form(hint: Any) -> Any:
    origin, parts = get_origin(hint), get_args(hint)
    if _is_required(hint):
        return _schema_form(parts[0])
    if origin in (Union, UnionType):
        awaited = [get_args(each)[0] for each in parts if get_origin(each) is Awaitable]
        if awaited:
            return _INPUT[_schema_form(awaited[0])]
        dicts = [each for each in parts if is_typeddict(each)]
        return _schema_form(dicts[0] if dicts else parts[0])
    if origin is Sequence:
        return _SEQUENCE[_schema_form(parts[0])]
    if origin is Mapping:
        return _MAPPING[str, _schema_form(parts[1])]
    return _arguments_type(hint) if is_typeddict(hint) else hint
