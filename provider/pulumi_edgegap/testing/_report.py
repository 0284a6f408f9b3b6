"""An operation as one JSON object."""

from __future__ import annotations

from typing import Any

from . import _steps as ops
from ._diff import changes, shown
from ._events import Ended, Event, Failed, Message, Outcome
from ._steps import Step


class Report:
    """Collects events; `document` gives what `--json` prints."""

    def __init__(self) -> None:
        self._steps: dict[Step, dict[str, Any]] = {}
        self._diagnostics: list[dict[str, str]] = []
        self._errors: dict[str, str] = {}
        self._outcome: Outcome | None = None

    def __call__(self, event: Event) -> None:
        """Take an event."""
        if isinstance(event, Message):
            if event.severity == "error":
                self._errors[event.urn] = event.text
            if event.severity != "debug":
                self._diagnostics.append(
                    {"severity": event.severity, "message": event.text, "urn": event.urn}
                )
        elif isinstance(event, Ended):
            self._steps[event.step] = _described(event.step, None)
        elif isinstance(event, Failed):
            self._steps[event.step] = _described(event.step, self._errors.get(event.step.urn))
        elif isinstance(event, Outcome):
            self._outcome = event

    def refuse(self, message: str) -> None:
        """Take the reason for which the operation could not begin."""
        self._diagnostics.append({"severity": "error", "message": message, "urn": ""})

    def document(self) -> dict[str, Any]:
        """Give the object."""
        outcome = self._outcome
        return {
            "result": "succeeded" if outcome and outcome.result == "succeeded" else "failed",
            "summary": outcome.changes if outcome else {},
            "steps": [step for step in self._steps.values() if step["op"] != ops.SAME],
            "outputs": shown(outcome.outputs) if outcome else {},
            "diagnostics": self._diagnostics,
        }


def _described(step: Step, error: str | None) -> dict[str, Any]:
    old, new = step.old, step.new
    return {
        "op": step.found if step.op == ops.REFRESH else step.op,
        "urn": step.urn,
        "type": step.resource.type,
        "id": (new.id if new else "") or (old.id if old else ""),
        "diff": changes(old.inputs if old else {}, new.inputs if new else {})
        if step.op != ops.DELETE
        else {},
        "error": error,
    }
