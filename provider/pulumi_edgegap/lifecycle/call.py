"""The context of a step besides its properties: the resource it is for, and where messages go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


class Log(Protocol):
    """A log with the interface of `pulumi.log`."""

    def info(self, msg: str) -> None:
        """Report progress."""

    def warn(self, msg: str) -> None:
        """Report a problem that does not stop the step."""


@dataclass(frozen=True)
class Call:
    """One call of the engine for one resource."""

    urn: str
    """The resource; empty if unknown."""
    info: Callable[[str], None]
    warn: Callable[[str], None]
    is_awaited: Callable[[], bool]
    """Returns whether the engine still waits for the response; a killed engine will never record it."""
