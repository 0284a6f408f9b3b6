"""The report of an operation as one JSON object."""

from __future__ import annotations

from typing import Any

from pulumi.automation import OpType

from .diff import changes, displayable
from .events import Event, Message, Outcome, Progress
from .steps import Step


class Report:
    """Collects events into the document that `--json` prints."""

    def __init__(self) -> None:
        self._steps: dict[Step, dict[str, Any]] = {}
        self._diagnostics: list[dict[str, str]] = []
        self._errors: dict[str, str] = {}
        self._outcome = Outcome("failed", {}, 0.0)

    def __call__(self, event: Event) -> None:
        """Record an event."""
        if isinstance(event, Outcome):
            self._outcome = event
        elif isinstance(event, Progress):
            if event.state != "began" and event.step.effect != OpType.SAME:
                error = self._errors.get(event.step.urn) if event.state == "failed" else None
                self._steps[event.step] = _described(event.step, error)
        elif event.severity != "debug":
            if event.severity == "error":
                self._errors[event.urn] = event.text
            self._diagnostics.append({"severity": event.severity, "message": event.text, "urn": event.urn})

    def refuse(self, message: str) -> None:
        """Record why the operation could not start."""
        self(Message("error", message))

    def document(self) -> dict[str, Any]:
        """Return the document."""
        return {
            "result": "succeeded" if self._outcome.result == "succeeded" else "failed",
            "summary": self._outcome.changes,
            "steps": list(self._steps.values()),
            "outputs": displayable(self._outcome.outputs),
            "diagnostics": self._diagnostics,
        }


def _described(step: Step, error: str | None) -> dict[str, Any]:
    old, new = step.old, step.new
    inputs = (old.inputs if old else {}, new.inputs if new else {})
    return {
        "op": step.effect,
        "urn": step.urn,
        "type": step.resource.type,
        "id": (new.id if new else "") or (old.id if old else ""),
        "diff": changes(*inputs) if step.op != OpType.DELETE else {},
        "error": error,
    }
