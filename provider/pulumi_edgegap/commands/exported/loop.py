"""Versions of an app that differ in few settings become a table of these, and one loop."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .arguments import NAME, literal
from .plan import Planned
from .source import Code, Expression

COLUMNS = 4
"""How many settings may differ beside the name: more would not be read."""
FEWEST = 3
"""A loop over fewer versions is longer than the versions."""


@dataclass(frozen=True)
class Written:
    """A version, written in two ways.

    Attributes:
        planned: The version.
        name: Its logical name in a loop.
        alone: Its arguments where it stands alone.
        looped: Its arguments in a loop over names.
    """

    planned: Planned
    name: Expression
    alone: Mapping[str, Expression]
    looped: Mapping[str, Expression]


@dataclass(frozen=True)
class Loop:
    """Versions that are written as a loop.

    Attributes:
        members: The versions.
        columns: The settings in which they differ, beside the name.
        arguments: The arguments of all of them, where a column stands for what differs.
    """

    members: Sequence[Written]
    columns: Sequence[str]
    arguments: Mapping[str, Expression]

    @property
    def rows(self) -> list[list[Code]]:
        """The cells of the table: the name, and what stands in each column."""
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


def loop_of(versions: Sequence[Written]) -> Loop | None:
    """Find the versions that differ in few settings from what most of them have; None if they are too few."""
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
    """What stands for a setting, as far as two versions have the same; the logical name counts as one."""
    if name not in version.looped:
        return ""
    return version.looped[name].flat() + (version.name.flat() if name == NAME else "")


def _fits(version: Written, name: str) -> bool:
    """Whether a setting can stand in a table: no list, no secret, no variable of a parent."""
    value = version.planned.inputs.get(name)
    written = version.alone[name].flat() if name in version.alone else literal(value)
    return name != NAME and not isinstance(value, list | dict) and written == literal(value)
