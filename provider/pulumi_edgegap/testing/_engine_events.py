"""The events of an operation as the Automation API gives them to `on_event`."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from pulumi.automation import EngineEvent

from . import _steps as ops
from ._diff import shown
from ._events import Began, Ended, Event, Failed, Message
from ._resource import Resource
from ._steps import Step


class EngineEvents:
    """Turns events into `EngineEvent`."""

    def __init__(self, on_event: Callable[[EngineEvent], Any], *, dry_run: bool) -> None:
        self._on_event = on_event
        self._dry_run = dry_run
        self._number = 0

    def __call__(self, event: Event) -> None:
        """Hand an event on."""
        if isinstance(event, Message):
            self._send(
                "diagnosticEvent",
                {
                    "message": event.text,
                    "severity": event.severity,
                    "urn": event.urn or None,
                    "color": "never",
                },
            )
        elif isinstance(event, Began):
            metadata = _metadata(event.step, event.step.op)
            self._send("resourcePreEvent", {"metadata": metadata, "planning": self._dry_run})
        elif isinstance(event, Ended):
            op = event.step.found if event.step.op == ops.REFRESH else event.step.op
            self._send("resOutputsEvent", {"metadata": _metadata(event.step, op), "planning": self._dry_run})
        elif isinstance(event, Failed):
            metadata = _metadata(event.step, event.step.op)
            self._send("resOpFailedEvent", {"metadata": metadata, "status": 0, "steps": 0})
        else:
            self._send(
                "summaryEvent",
                {
                    "durationSeconds": round(event.seconds),
                    "resourceChanges": event.changes,
                    "maybeCorrupt": False,
                },
            )

    def _send(self, kind: str, data: dict[str, Any]) -> None:
        self._number += 1
        document = {"sequence": self._number, "timestamp": int(time.time()), kind: data}
        self._on_event(EngineEvent.from_json(document))


def _metadata(step: Step, op: str) -> dict[str, Any]:
    return {
        "op": op,
        "urn": step.urn,
        "type": step.resource.type,
        "provider": step.resource.provider,
        "old": _state(step.old),
        "new": _state(step.new),
        "keys": step.replaces or None,
        "logical": step.op not in (ops.CREATE_REPLACEMENT, ops.DELETE_REPLACED),
    }


def _state(resource: Resource | None) -> dict[str, Any] | None:
    if resource is None:
        return None
    names = ("type", "urn", "id", "parent", "provider", "custom", "delete", "protect", "retainOnDelete")
    return {
        **{name: getattr(resource, name) for name in names},
        "inputs": shown(resource.inputs),
        "outputs": shown(resource.outputs),
    }
