"""What a write of an object holds back at first, and what it waits for before it takes the second step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .values import Properties, Value


class Gate:
    """The gate of most objects: it is open, and a write is one step."""

    def held_back(self, wanted: Mapping[str, Value], changed: Sequence[str] | None = None) -> Properties:
        """Give fields that a write gives another value at first, with that value; nothing where it is one step.

        Args:
            wanted: What the program asks for.
            changed: The fields that an update changes; None says that the object is to be created.
        """
        return {}

    def is_open(self, wanted: Mapping[str, Value], answer: Mapping[str, Value]) -> bool:
        """Tell from a look at the object whether the second step may be taken, or was by somebody else."""
        return True

    def timeout(self, wanted: Mapping[str, Value]) -> int:
        """Give the seconds to wait at most."""
        return 0

    def foretold(self, wanted: Mapping[str, Value]) -> str:
        """Say what the write will wait for, a sentence without its subject."""
        return ""

    def how_far(self, wanted: Mapping[str, Value], answer: Mapping[str, Value]) -> str:
        """Say how far the object is, and how far it has to be, a half sentence."""
        return ""
