"""Which resources an operation is limited to."""

from __future__ import annotations

import re


class Targets:
    """URNs, in which `*` stands for anything but `:`, and `**` for anything. None given: everything."""

    def __init__(self, urns: list[str]) -> None:
        self.literals = {urn for urn in urns if "*" not in urn}
        self._patterns = [_compiled(urn) for urn in urns if "*" in urn]

    def __bool__(self) -> bool:
        return bool(self.literals or self._patterns)

    def names(self, urn: str) -> bool:
        """Tell whether a URN was given."""
        return urn in self.literals or any(pattern.fullmatch(urn) for pattern in self._patterns)

    def allows(self, urn: str) -> bool:
        """Tell whether a resource is part of the operation."""
        return not self or self.names(urn)

    def add(self, urn: str) -> None:
        """Take in a resource that depends on a target."""
        self.literals.add(urn)


def _compiled(pattern: str) -> re.Pattern[str]:
    pieces = re.split(r"(\*\*|\*)", pattern)
    return re.compile("".join({"**": ".*", "*": "[^:]*"}.get(piece, re.escape(piece)) for piece in pieces))
