"""What the history of a stack keeps of an operation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from pulumi.automation import UpdateSummary

from .events import Outcome
from .values import Properties, Secret

_TIME = "%Y-%m-%dT%H:%M:%S.%fZ"


def entry_of(
    kind: str, message: str | None, config: Properties, outcome: Outcome, started: datetime
) -> dict[str, Any]:
    """Give what the history keeps of an operation; the names are those of `UpdateSummary`."""
    return {
        "kind": kind,
        "start_time": started.strftime(_TIME),
        "message": message or "",
        "environment": {"exec.kind": "local-engine"},
        "config": {
            key: {"secret": True} if isinstance(value, Secret) else {"value": value, "secret": False}
            for key, value in config.items()
        },
        "result": "succeeded" if outcome.result == "succeeded" else "failed",
        "end_time": datetime.now(timezone.utc).strftime(_TIME),
        "resource_changes": outcome.changes,
    }


def summary(entry: Mapping[str, Any]) -> UpdateSummary:
    """Give an entry as the Automation API gives it."""
    times = {name: datetime.strptime(entry[name], _TIME) for name in ("start_time", "end_time")}
    return UpdateSummary(**{**entry, **times})
