"""URNs: `urn:pulumi:STACK::PROJECT::PARENT_TYPE$TYPE::NAME`."""

from __future__ import annotations

import re
from collections.abc import Iterable

STACK_TYPE = "pulumi:pulumi:Stack"
STACK_REFERENCE = "pulumi:pulumi:StackReference"


def qualified_type(urn: str) -> str:
    """Return the types of the resource and of its parents, joined by `$`."""
    return urn.split("::", 3)[2]


def type_of(urn: str) -> str:
    """Return the type token of a URN."""
    return qualified_type(urn).rsplit("$", 1)[-1]


def name_of(urn: str) -> str:
    """Return the logical name in a URN."""
    return urn.split("::", 3)[3]


def make_urn(stack: str, project: str, parent: str, type_: str, name: str) -> str:
    """Build a URN; the root stack does not count as a parent."""
    above = qualified_type(parent) if parent else ""
    kind = type_ if above in ("", STACK_TYPE) else f"{above}${type_}"
    return f"urn:pulumi:{stack}::{project}::{kind}::{name}"


def stack_urn(stack: str, project: str) -> str:
    """Return the URN of the root stack."""
    return make_urn(stack, project, "", STACK_TYPE, f"{project}-{stack}")


class Targets:
    """The URNs that an operation is limited to; `*` matches anything but `:`, and `**` anything."""

    def __init__(self, urns: Iterable[str]) -> None:
        urns = list(urns)
        self.literals = {urn for urn in urns if "*" not in urn}
        self._patterns = [_compiled(urn) for urn in urns if "*" in urn]

    def __bool__(self) -> bool:
        return bool(self.literals or self._patterns)

    def names(self, urn: str) -> bool:
        """Return whether a URN is among the targets."""
        return urn in self.literals or any(pattern.fullmatch(urn) for pattern in self._patterns)

    def allows(self, urn: str) -> bool:
        """Return whether the operation includes a resource; without targets, it includes all."""
        return not self or self.names(urn)


def _compiled(pattern: str) -> re.Pattern[str]:
    pieces = re.split(r"(\*\*|\*)", pattern)
    return re.compile("".join({"**": ".*", "*": "[^:]*"}.get(piece, re.escape(piece)) for piece in pieces))
