"""What a step knows of its call beside the properties: which resource it is for, and how that one's user is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


class Log(Protocol):
    """Where messages go, as `pulumi.log` takes them."""

    def info(self, msg: str) -> None:
        """Say what is going on."""

    def warn(self, msg: str) -> None:
        """Say what a user has to know, though the step goes on."""


@dataclass(frozen=True)
class Call:
    """One call of the engine for one resource."""

    urn: str
    """The resource; empty where that is not known."""
    info: Callable[[str], None]
    warn: Callable[[str], None]
    is_awaited: Callable[[], bool]
    """Tells whether the engine still waits for the answer: what a killed one leaves behind, nobody records."""
