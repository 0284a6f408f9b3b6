"""Aliases: the URNs that a resource may have had before."""

from __future__ import annotations

from typing import Any

from .registration import Registration
from .urns import STACK_TYPE, make_urn, name_of, qualified_type, type_of


class Aliases:
    """The resources that were found in the state by an alias.

    Attributes:
        old_urns: Old URNs by new ones.
        new_urns: New URNs by old ones.
    """

    def __init__(self, stack: str, project: str) -> None:
        self._stack = stack
        self._project = project
        self.old_urns: dict[str, str] = {}
        self.new_urns: dict[str, str] = {}

    def candidates(self, wanted: Registration) -> list[str]:
        """Return the URNs to look for, from the resource's aliases and its parent's old_urns URN."""
        parent = wanted.new.parent
        own = [self._urn(wanted, alias) for alias in wanted.aliases]
        found = list(own)
        if parent in self.old_urns:
            known = [(wanted.new.type, wanted.name), *((type_of(urn), name_of(urn)) for urn in own)]
            found += [self._inherited(type_, name, parent) for type_, name in known]
        return list(dict.fromkeys(found))

    def add(self, old: str, new: str) -> None:
        """Record that a resource in the state has a new URN."""
        self.new_urns[old], self.old_urns[new] = new, old

    def current(self, urn: str) -> str:
        """Return the current URN of a resource."""
        return self.new_urns.get(urn, urn)

    def _urn(self, wanted: Registration, alias: Any) -> str:
        if alias.urn:
            return str(alias.urn)
        spec = alias.spec
        parent = self.old_urns.get(spec.parentUrn, spec.parentUrn) or wanted.new.parent
        if spec.noParent or (parent and qualified_type(parent) == STACK_TYPE):
            parent = ""
        stack, project = spec.stack or self._stack, spec.project or self._project
        return make_urn(stack, project, parent, spec.type or wanted.new.type, spec.name or wanted.name)

    def _inherited(self, type_: str, name: str, parent: str) -> str:
        """Return the URN under the parent's old one; a name that starts with the parent's changes with it."""
        before = self.old_urns[parent]
        if name.startswith(name_of(parent)):
            name = name_of(before) + name[len(name_of(parent)) :]
        return make_urn(self._stack, self._project, before, type_, name)
