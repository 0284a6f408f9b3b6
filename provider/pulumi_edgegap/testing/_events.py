"""What an operation tells whoever follows it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from ._steps import Step
from ._values import Properties


@dataclass
class Message:
    """Something to read: severity is debug, info, info#err, warning or error."""

    severity: str
    text: str
    urn: str = ""


@dataclass
class Began:
    """A step began."""

    step: Step


@dataclass
class Ended:
    """A step succeeded, or a component registered its outputs."""

    step: Step
    seconds: float = 0.0


@dataclass
class Failed:
    """A step failed; the message came before."""

    step: Step
    seconds: float = 0.0


@dataclass
class Outcome:
    """How an operation went; its last event."""

    result: str
    """succeeded, failed or canceled."""
    changes: dict[str, int]
    seconds: float
    outputs: Properties = field(default_factory=dict)
    old_outputs: Properties = field(default_factory=dict)


Event = Message | Began | Ended | Failed | Outcome
Listener = Callable[[Event], None]


class Events:
    """Hands events to listeners, one after the other, and counts."""

    def __init__(self, listeners: list[Listener]) -> None:
        self._listeners = listeners
        self._lock = threading.RLock()
        self.changes: dict[str, int] = {}
        self.errors = 0

    def send(self, event: Event) -> None:
        """Hand an event on."""
        with self._lock:
            if isinstance(event, Message) and event.severity == "error":
                self.errors += 1
            for listener in self._listeners:
                listener(event)

    def count(self, step: Step) -> None:
        """Count a step among the changes."""
        kind = step.counted_as
        if kind is not None:
            with self._lock:
                self.changes[kind] = self.changes.get(kind, 0) + 1
