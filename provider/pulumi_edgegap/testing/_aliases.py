"""Aliases: under which URNs a resource may have been known."""

from __future__ import annotations

from typing import Any

from ._goal import Goal
from ._urns import STACK_TYPE, make_urn, name_of, qualified_type, type_of


class Aliases:
    """The URNs that resources had before.

    Attributes:
        former: By the new URN, the old one that was found in the state.
        taken: By the old URN, the new one.
    """

    def __init__(self, stack: str, project: str) -> None:
        self._stack = stack
        self._project = project
        self.former: dict[str, str] = {}
        self.taken: dict[str, str] = {}

    def candidates(self, goal: Goal) -> list[str]:
        """Give the URNs to look for, from the options and from the parent's own past."""
        own = [self._urn(goal, alias) for alias in goal.aliases]
        found = list(own)
        if goal.parent in self.former:
            before = self.former[goal.parent]
            parent = name_of(goal.parent)
            found.append(self._inherited(goal.type, goal.name, parent, before))
            found += [self._inherited(type_of(urn), name_of(urn), parent, before) for urn in own]
        return list(dict.fromkeys(found))

    def current(self, urn: str) -> str:
        """Give the URN that a resource has now."""
        return self.taken.get(urn, urn)

    def _urn(self, goal: Goal, alias: Any) -> str:
        if alias.urn:
            return str(alias.urn)
        spec = alias.spec
        parent = self.former.get(spec.parentUrn, spec.parentUrn) or goal.parent
        if spec.noParent or (parent and qualified_type(parent) == STACK_TYPE):
            parent = ""
        return make_urn(
            spec.stack or self._stack,
            spec.project or self._project,
            parent,
            spec.type or goal.type,
            spec.name or goal.name,
        )

    def _inherited(self, type_: str, name: str, parent: str, parent_before: str) -> str:
        if name.startswith(parent):
            name = name_of(parent_before) + name[len(parent) :]
        return make_urn(self._stack, self._project, parent_before, type_, name)
