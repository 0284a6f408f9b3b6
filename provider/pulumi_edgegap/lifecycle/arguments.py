"""The arguments of constructors, which have a signature for editors but no body: mistakes end with a sentence."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import TypeVar, cast

import pulumi
from pulumi import _types

from .suggestion import suggestion

Init = TypeVar("Init", bound=Callable[..., None])


def keep_arguments(init: Init) -> Init:
    """Make the constructor of an input type store its arguments, and refuse unknown ones."""
    names = [name for name in inspect.signature(init).parameters if name != "self"]

    @wraps(init)
    def keep(self: object, *positional: object, **given: object) -> None:
        if positional:
            kind = type(self).__name__
            raise pulumi.RunError(
                f"{kind} takes arguments by name: {kind}({', '.join(f'{n}=...' for n in names)})."
            )
        for name, value in given.items():
            if name not in names:
                raise pulumi.RunError(
                    f"{type(self).__name__}: unknown argument {name!r}: {suggestion(name, names)}"
                )
            if value is not None:
                pulumi.set(self, name, value)

    return cast(Init, keep)


class ResourceArgs:
    """The base class of the classes that hold all arguments of a resource."""


def read_arguments(
    kind: str,
    title: str,
    resource_name: object,
    positional: tuple[object, ...],
    named: Mapping[str, object],
    properties: Iterable[str],
) -> tuple[pulumi.ResourceOptions | None, dict[str, object]]:
    """Parse the arguments of a constructor, given by name, or all of them as one value before the options.

    Args:
        kind: The class of the resource.
        title: The class of this package that it is, or is a subclass of.
        resource_name: The first argument.
        positional: The positional arguments after it.
        named: The keyword arguments, perhaps with `args` and `opts` among them.
        properties: Properties of the resource, for the example in an error.

    Returns:
        The options, and the arguments by name.

    Raises:
        pulumi.RunError: An argument is in the wrong place.
    """
    given = dict(named)
    in_args, in_opts = given.pop("args", None), given.pop("opts", None)
    mistake = ""
    match positional:
        case ():
            pass
        case (pulumi.ResourceOptions() | None as opts,) if in_opts is None:
            in_opts = opts
        case (args,) if in_args is None and _is_args(args, title):
            in_args = args
        case (args, opts) if in_args is None and in_opts is None and (args is None or _is_args(args, title)):
            in_args, in_opts = args, opts
        case (other, *rest) if len(rest) < 2 and not isinstance(other, pulumi.ResourceOptions | None):
            mistake = f"the second argument must be {title}Args, a dict or pulumi.ResourceOptions, not {type(other).__name__}"
        case _:
            mistake = "pulumi.ResourceOptions must be the last argument, after the arguments of the resource"
    if not isinstance(resource_name, str):
        mistake = (
            f"the first argument must be the resource's logical name, not {type(resource_name).__name__}"
        )
    elif not mistake and not isinstance(in_opts, pulumi.ResourceOptions | None):
        mistake = f"opts must be pulumi.ResourceOptions, not {type(in_opts).__name__}"
    elif not mistake and in_args is not None and not _is_args(in_args, title):
        mistake = f"args must be {title}Args or a dict, not {type(in_args).__name__}"
    elif not mistake and in_args is not None and given:
        mistake = (
            f"{next(iter(given))} is a keyword argument, but others are in args: pass all of them one way"
        )
    if mistake:
        _refuse(kind, title, resource_name, mistake, properties)
    if in_args is not None:
        given = dict(in_args) if isinstance(in_args, Mapping) else {**_types.input_type_to_dict(in_args)}
    return cast("pulumi.ResourceOptions | None", in_opts), given


def _is_args(value: object, title: str) -> bool:
    return isinstance(value, Mapping) or (
        isinstance(value, ResourceArgs)
        and any(each.__name__ == f"{title}Args" for each in type(value).__mro__)
    )


def _refuse(kind: str, title: str, resource_name: object, mistake: str, properties: Iterable[str]) -> None:
    called, name = (f"{kind} {resource_name!r}", repr(resource_name))
    if not isinstance(resource_name, str):
        called, name = kind, "NAME"
    named = ", ".join(f"{each}=..." for each in [*properties][:2])
    raise pulumi.RunError(
        f"{called}: {mistake}; write {kind}({name}, {title}Args({named}), opts) or {kind}({name}, {named}, opts=opts)."
    )


def refuse_misplaced(
    kind: str, resource_name: object, opts: object, rest: tuple[object, ...], properties: Iterable[str]
) -> None:
    """Raise an error for positional arguments in the order of other packages' resources.

    Args:
        kind: The class of the resource.
        resource_name: The first argument.
        opts: The second argument.
        rest: The positional arguments after it.
        properties: Properties of the resource, for the example in an error.
    """
    name = repr(resource_name)
    called = f"{kind} {name}"
    if not isinstance(resource_name, str):
        called, name = kind, "NAME"
        mistake = (
            f"the first argument must be the resource's logical name, not {type(resource_name).__name__}"
        )
    elif not isinstance(opts, pulumi.ResourceOptions | None):
        mistake = f"opts, the second argument, must be pulumi.ResourceOptions, not {type(opts).__name__}"
    elif rest:
        mistake = "there can be no third argument"
    else:
        return
    given = next((each for each in (resource_name, opts, *rest) if isinstance(each, dict)), {})
    names = [each for each in given if isinstance(each, str) and each.isidentifier()] or [*properties]
    named = "".join(f", {each}=..." for each in names[:3])
    raise pulumi.RunError(
        f"{called}: {mistake}; properties are given by name: write {kind}({name}{named}, "
        "opts=pulumi.ResourceOptions(...))."
    )
