"""Constructors that have a signature and a docstring, for editors, and no body."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from difflib import get_close_matches
from functools import wraps
from typing import TypeVar, cast

import pulumi

Init = TypeVar("Init", bound=Callable[..., None])


def arguments(init: Init) -> Init:
    """Make the constructor of an input type keep its arguments; one that is misspelt ends the program."""
    names = [name for name in inspect.signature(init).parameters if name != "self"]

    @wraps(init)
    def keep(self: object, **given: object) -> None:
        for name, value in given.items():
            if name not in names:
                close = get_close_matches(name, names, n=1)
                advice = f"did you mean {close[0]!r}?" if close else f"it takes: {', '.join(names)}"
                raise pulumi.RunError(f"{type(self).__name__} has no argument {name!r}; {advice}")
            if value is not None:
                pulumi.set(self, name, value)

    return cast(Init, keep)
