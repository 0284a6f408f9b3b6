"""Entries in the history of a stack."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from pulumi.automation import UpdateSummary

from .events import Outcome
from .values import Properties, Secret

_TIME = "%Y-%m-%dT%H:%M:%S.%fZ"


def history_entry(
    kind: str, message: str | None, config: Properties, outcome: Outcome, started: datetime
) -> dict[str, Any]:
    """Return the history entry of an operation, with the names of `UpdateSummary`."""
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
    """Return an entry as the Automation API's `UpdateSummary`."""
    times = {name: datetime.strptime(entry[name], _TIME) for name in ("start_time", "end_time")}
    return UpdateSummary(**{**entry, **times})
