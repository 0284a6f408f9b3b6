"""Constructors that have a signature and a docstring, for editors: what is wrong in their arguments is a sentence."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from typing import TypeVar, cast

import pulumi

from .suggestion import suggestion

Init = TypeVar("Init", bound=Callable[..., None])


def arguments(init: Init) -> Init:
    """Make the constructor of an input type keep its arguments; one that is misspelt ends the program."""
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
                    f"{type(self).__name__} has no argument {name!r}; {suggestion(name, names)}"
                )
            if value is not None:
                pulumi.set(self, name, value)

    return cast(Init, keep)


def refuse_misplaced(
    kind: str, resource_name: object, opts: object, rest: tuple[object, ...], properties: Iterable[str]
) -> None:
    """End a program that gives a resource by position what stands there for resources of other packages.

    Args:
        kind: The class of the resource.
        resource_name: The first argument.
        opts: The second one.
        rest: Those that follow by position.
        properties: Some that the resource takes, to be shown where the program names none.
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
