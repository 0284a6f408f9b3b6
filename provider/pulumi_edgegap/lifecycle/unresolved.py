"""Arguments that are unknown in an `up`, as they come from a resource that failed.

With `--continue-on-error` the engine still calls check for the resource, without these arguments. So the program
passes their names to check, which then does not report them as missing.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from typing import Any

import pulumi
from pulumi.runtime import is_dry_run

from .declaration import Inputs
from .values import Properties, Value, from_engine

UNRESOLVED = "__unresolved"


def unresolved_input(model: type[Inputs], given: Mapping[str, Value]) -> Properties:
    """Return the private input with the names; empty in a preview, where unknown values are marked."""
    outputs = {name: found for name, value in given.items() if (found := list(_outputs_in(value)))}
    return {UNRESOLVED: _Names(model, given, outputs)} if outputs and not is_dry_run() else {}


def take_unresolved(given: Properties) -> list[str]:
    """Replace the private input by an unknown value for each argument that it names; return the names."""
    names = given.pop(UNRESOLVED, None)
    found = [str(name) for name in names] if isinstance(names, list | tuple) else []
    given |= dict.fromkeys(found, pulumi.UNKNOWN)
    return found


def with_state_values(inputs: Properties, names: list[str], before: Mapping[str, Value]) -> Properties:
    """Return inputs with values of the state for unknown arguments, as the engine refuses unknown values in an `up`."""
    known = {name: value for name, value in inputs.items() if name not in names}
    return known | from_engine({name: before[name] for name in names if name in before})


class _Names:
    """An awaitable of the names of unresolved arguments, or of None, which the SDK does not send."""

    def __init__(
        self,
        model: type[Inputs],
        given: Mapping[str, Value],
        outputs: Mapping[str, list[pulumi.Output[Any]]],
    ) -> None:
        self._required = {name for name, field in model.fields.items() if field.required}
        self._given, self._outputs = given, outputs

    def __await__(self) -> Generator[Any, None, list[str] | None]:
        return self._find().__await__()

    async def _find(self) -> list[str] | None:
        return [name for name in self._outputs if await self._is_unresolved(name)] or None

    async def _is_unresolved(self, name: str) -> bool:
        if not all([await output.is_known() for output in self._outputs[name]]):
            return True
        value = self._given[name]
        # In an SDK before 3.249, the missing outputs of a failed resource are known to be None.
        return isinstance(value, pulumi.Output) and name in self._required and await value.future() is None


def _outputs_in(value: Value) -> Iterator[pulumi.Output[Any]]:
    if isinstance(value, pulumi.Output):
        yield value
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _outputs_in(part)
