"""The gate of an object: the fields that a write holds back at first, and what it waits for before setting them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .values import Properties, Value


class Gate:
    """The gate of most objects, which is always open: a write is one step."""

    def held_back(self, wanted: Mapping[str, Value], changed: Sequence[str] | None = None) -> Properties:
        """Return the fields to set to a temporary value first, with that value; empty for a write in one step.

        Args:
            wanted: The inputs of the program.
            changed: The fields that an update changes; None for a create.
        """
        return {}

    def is_open(self, wanted: Mapping[str, Value], answer: Mapping[str, Value]) -> bool:
        """Whether the object, as just read, is ready for the second step."""
        return True

    def timeout(self, wanted: Mapping[str, Value]) -> int:
        """Return the most seconds to wait."""
        return 0

    def describe_wait(self, wanted: Mapping[str, Value]) -> str:
        """Describe what the write will wait for, as a predicate."""
        return ""

    def describe_progress(self, wanted: Mapping[str, Value], answer: Mapping[str, Value]) -> str:
        """Describe how ready the object is, and how ready it has to be, as a clause."""
        return ""
