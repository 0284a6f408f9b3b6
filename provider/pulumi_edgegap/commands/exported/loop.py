"""Loops over versions of an app that differ in few settings, with those in a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .arguments import NAME, literal
from .plan import Planned
from .source import Code, Expression

COLUMNS = 4
"""The most settings that may differ besides the name: a wider table is hard to read."""
FEWEST = 3
"""The fewest versions for which a loop is shorter than separate declarations."""


@dataclass(frozen=True)
class Written:
    """A version with its code for a separate declaration and for a loop.

    Attributes:
        planned: The version.
        name: Its logical name in a loop.
        alone: Its arguments in a separate declaration.
        looped: Its arguments in a loop over names.
    """

    planned: Planned
    name: Expression
    alone: Mapping[str, Expression]
    looped: Mapping[str, Expression]


@dataclass(frozen=True)
class Loop:
    """Versions that are declared in a loop.

    Attributes:
        members: The versions.
        columns: The settings in which they differ, besides the name.
        arguments: The arguments of all versions, with the columns as variables.
    """

    members: Sequence[Written]
    columns: Sequence[str]
    arguments: Mapping[str, Expression]

    @property
    def rows(self) -> list[list[Code]]:
        """The rows of the table: the name, then the value in each column."""
        return [
            [
                Code(each.alone[name].flat() if name in each.alone else "None")
                for name in (NAME, *self.columns)
            ]
            for each in self.members
        ]

    def type_of(self, column: str) -> str:
        """The type of a column, for the table's annotation."""
        values = [each.planned.inputs[column] for each in self.members if column in each.alone]
        kind = type(values[0]).__name__
        return kind if len(values) == len(self.members) else f"{kind} | None"


def find_loop(versions: Sequence[Written]) -> Loop | None:
    """Return a loop over the versions that differ in few settings, or None if there are too few of them."""
    names = list(dict.fromkeys(name for each in versions for name in each.looped))
    usual = {name: Counter(_cell(each, name) for each in versions).most_common(1)[0][0] for name in names}
    differing = [{name for name in names if _cell(each, name) != usual[name]} for each in versions]
    counted = Counter(name for differs in differing for name in differs)
    fitting = [name for name, _ in counted.most_common() if all(_fits(each, name) for each in versions)]
    columns = set(fitting[:COLUMNS])
    found = [(each, differs) for each, differs in zip(versions, differing, strict=True) if differs <= columns]
    if len(found) < FEWEST:
        return None
    members = [each for each, _ in found]
    shown = [name for name in names if any(name in differs for _, differs in found)]
    given = {name: value for each in members for name, value in each.looped.items()}
    return Loop(members, shown, {name: Code(name) if name in shown else given[name] for name in given})


def _cell(version: Written, name: str) -> str:
    """Return a setting's code, for comparing versions; the setting `name` includes the logical name."""
    if name not in version.looped:
        return ""
    return version.looped[name].flat() + (version.name.flat() if name == NAME else "")


def _fits(version: Written, name: str) -> bool:
    """Return whether a table can contain a setting: not a list, a secret or a parent's variable."""
    value = version.planned.inputs.get(name)
    written = version.alone[name].flat() if name in version.alone else literal(value)
    return name != NAME and not isinstance(value, list | dict) and written == literal(value)
