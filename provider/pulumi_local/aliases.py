"""Aliases: under which URNs a resource may have been known."""

from __future__ import annotations

from typing import Any

from .registration import Registration
from .urns import STACK_TYPE, make_urn, name_of, qualified_type, type_of


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

    def candidates(self, wanted: Registration) -> list[str]:
        """Give the URNs to look for, from the options and from the parent's own past."""
        parent = wanted.new.parent
        own = [self._urn(wanted, alias) for alias in wanted.aliases]
        found = list(own)
        if parent in self.former:
            known = [(wanted.new.type, wanted.name), *((type_of(urn), name_of(urn)) for urn in own)]
            found += [self._inherited(type_, name, parent) for type_, name in known]
        return list(dict.fromkeys(found))

    def take(self, old: str, new: str) -> None:
        """Note that a resource of the state goes on under another URN."""
        self.taken[old], self.former[new] = new, old

    def current(self, urn: str) -> str:
        """Give the URN that a resource has now."""
        return self.taken.get(urn, urn)

    def _urn(self, wanted: Registration, alias: Any) -> str:
        if alias.urn:
            return str(alias.urn)
        spec = alias.spec
        parent = self.former.get(spec.parentUrn, spec.parentUrn) or wanted.new.parent
        if spec.noParent or (parent and qualified_type(parent) == STACK_TYPE):
            parent = ""
        stack, project = spec.stack or self._stack, spec.project or self._project
        return make_urn(stack, project, parent, spec.type or wanted.new.type, spec.name or wanted.name)

    def _inherited(self, type_: str, name: str, parent: str) -> str:
        """Give the URN under the parent's former one; a name that begins with the parent's follows it."""
        before = self.former[parent]
        if name.startswith(name_of(parent)):
            name = name_of(before) + name[len(name_of(parent)) :]
        return make_urn(self._stack, self._project, before, type_, name)
