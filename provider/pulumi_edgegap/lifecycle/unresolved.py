"""Arguments that an `up` cannot know, as they come from a resource that failed.

With `--continue-on-error` the engine has the resource checked all the same, and leaves out what is not known. So the
program tells check which arguments these are: one that is given is never called missing.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from typing import Any

import pulumi
from pulumi.runtime import is_dry_run

from .declaration import Inputs
from .values import Properties, Value, received

UNRESOLVED = "__unresolved"


def unresolved(model: type[Inputs], given: Mapping[str, Value]) -> Properties:
    """Give the private input that tells check; none in a preview, which marks what is unknown."""
    outputs = {name: found for name, value in given.items() if (found := list(_outputs_in(value)))}
    return {UNRESOLVED: _Names(model, given, outputs)} if outputs and not is_dry_run() else {}


def left_out(given: Properties) -> list[str]:
    """Take the private input out of the inputs, and put an unknown value in for each argument that it names."""
    names = given.pop(UNRESOLVED, None)
    found = [str(name) for name in names] if isinstance(names, list | tuple) else []
    given |= dict.fromkeys(found, pulumi.UNKNOWN)
    return found


def kept(inputs: Properties, names: list[str], before: Mapping[str, Value]) -> Properties:
    """Give inputs with the state's values of what is not known: the engine takes no unknown ones in an `up`."""
    known = {name: value for name, value in inputs.items() if name not in names}
    return known | received({name: before[name] for name in names if name in before})


class _Names:
    """The names of the arguments, to be awaited; None, which the SDK does not send, where there are none."""

    def __init__(
        self,
        model: type[Inputs],
        given: Mapping[str, Value],
        outputs: Mapping[str, list[pulumi.Output[Any]]],
    ) -> None:
        self._required = {name for name, field in model.fields.items() if field.required}
        self._given, self._outputs = given, outputs

    def __await__(self) -> Generator[Any, None, list[str] | None]:
        return self._found().__await__()

    async def _found(self) -> list[str] | None:
        return [name for name in self._outputs if await self._is_unresolved(name)] or None

    async def _is_unresolved(self, name: str) -> bool:
        if not all([await output.is_known() for output in self._outputs[name]]):
            return True
        value = self._given[name]
        # To an SDK before 3.249, what a resource that failed does not have is known to be None.
        return isinstance(value, pulumi.Output) and name in self._required and await value.future() is None


def _outputs_in(value: Value) -> Iterator[pulumi.Output[Any]]:
    if isinstance(value, pulumi.Output):
        yield value
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _outputs_in(part)
