"""The events of an operation."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pulumi.automation import EngineEvent, OpType

from .diff import displayable
from .resource import Resource
from .steps import Step
from .values import Properties


@dataclass
class Message:
    """A diagnostic; severity is debug, info, info#err, warning or error."""

    severity: str
    text: str
    urn: str = ""


@dataclass
class Progress:
    """A step began, ended or failed; a message before it says why it failed.

    A component's step ends when its outputs are registered.
    """

    step: Step
    state: Literal["began", "ended", "failed"]
    seconds: float = 0.0


@dataclass
class Outcome:
    """The result of an operation, sent as its last event."""

    result: Literal["succeeded", "failed", "canceled"]
    changes: dict[OpType, int]
    seconds: float
    outputs: Properties = field(default_factory=dict)
    old_outputs: Properties = field(default_factory=dict)


Event = Message | Progress | Outcome
Listener = Callable[[Event], None]


class Events:
    """Sends events to listeners, one at a time, and counts changes."""

    def __init__(self, listeners: Sequence[Listener]) -> None:
        self._listeners = listeners
        self._lock = threading.RLock()
        self.changes: dict[OpType, int] = {}

    def send(self, event: Event) -> None:
        """Send an event to all listeners, except about default providers, which users do not see."""
        if isinstance(event, Progress) and event.step.resource.is_provider:
            return
        with self._lock:
            for listener in self._listeners:
                listener(event)

    def count(self, step: Step) -> None:
        """Add a step to the count of changes."""
        kind = step.counted_as
        if kind is not None:
            with self._lock:
                self.changes[kind] = self.changes.get(kind, 0) + 1


class EngineEvents:
    """Converts events to those of the Automation API.

    Args:
        on_event: Called with each event.
        kind: preview, update, refresh or destroy.
    """

    def __init__(self, on_event: Callable[[EngineEvent], Any], kind: str) -> None:
        self._on_event = on_event
        self._dry_run = kind == "preview"
        self._shows_found = kind == "refresh"
        self._number = 0

    def __call__(self, event: Event) -> None:
        """Convert and pass on an event; a preview has none for a failed step."""
        if self._dry_run and isinstance(event, Progress) and event.state == "failed":
            return
        self._number += 1
        start = {"sequence": self._number, "timestamp": int(time.time())}
        self._on_event(EngineEvent.from_json({**start, **self._document(event)}))

    def _document(self, event: Event) -> dict[str, Any]:
        if isinstance(event, Message):
            about = {"severity": event.severity, "urn": event.urn or None}
            return {"diagnosticEvent": {"message": event.text, "color": "never", **about}}
        if isinstance(event, Outcome):
            counts = {"durationSeconds": round(event.seconds), "resourceChanges": event.changes}
            return {"summaryEvent": {"maybeCorrupt": False, **counts}}
        if event.state == "began":
            metadata = _metadata(event.step, event.step.op)
            return {"resourcePreEvent": {"metadata": metadata, "planning": self._dry_run}}
        if event.state == "ended":
            metadata = _metadata(event.step, event.step.effect if self._shows_found else event.step.op)
            return {"resOutputsEvent": {"metadata": metadata, "planning": self._dry_run}}
        return {
            "resOpFailedEvent": {"metadata": _metadata(event.step, event.step.op), "status": 0, "steps": 0}
        }


def _metadata(step: Step, op: OpType) -> dict[str, Any]:
    return {
        "op": op.value,
        "urn": step.urn,
        "type": step.resource.type,
        "provider": step.resource.provider,
        "old": _state(step.old),
        "new": _state(step.new),
        "keys": step.replaces or None,
        "logical": not step.is_part,
    }


def _state(resource: Resource | None) -> dict[str, Any] | None:
    if resource is None:
        return None
    names = ("type", "urn", "id", "parent", "provider", "custom", "delete", "protect", "retainOnDelete")
    properties = {"inputs": displayable(resource.inputs), "outputs": displayable(resource.outputs)}
    return {name: getattr(resource, name) for name in names} | properties
