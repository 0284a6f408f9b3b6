"""The provider's calls as lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from local.conformance.normal import clear, in_line, short

_METHODS = ("Check", "Diff", "Create", "Read", "Update", "Delete")
_SAID = ("id", "olds", "news", "properties", "inputs", "oldInputs", "ignoreChanges", "timeout")


def provider_calls(log: Path, resources: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Return the provider's calls, each with its URN.

    Properties that stood in the state before, or that the provider itself answered in a call before, are
    called by a name: `old inputs`, `old outputs`, `checked`, `read inputs`, `read outputs`, `made`.

    Args:
        log: What the engine wrote for PULUMI_DEBUG_GRPC.
        resources: The state before.
    """
    known = _Known()
    for resource in resources:
        known.learn(resource["urn"], "old inputs", clear(resource.get("inputs")))
        known.learn(resource["urn"], "old outputs", clear(resource.get("outputs")))
    for line in log.read_text().splitlines() if log.exists() else ():
        entry = json.loads(line)
        service, method = entry["method"].rsplit("/", 1)
        ended = entry.get("progress") != "request_started"
        if ended and service == "/pulumirpc.ResourceProvider" and method in _METHODS:
            yield entry["request"]["urn"], _call(method, entry, known)


class _Known:
    """Named properties, by URN."""

    def __init__(self) -> None:
        self._bags: dict[str, dict[str, Any]] = {}

    def learn(self, urn: str, name: str, properties: Any) -> None:
        if properties:
            self._bags.setdefault(urn, {})[name] = properties

    def named(self, urn: str, value: Any) -> str:
        for other in (urn, *self._bags) if isinstance(value, dict) else ():
            for name, properties in self._bags.get(other, {}).items():
                if properties == value:
                    return f"<{name}>" if other == urn else f"<{name} of {short(other)}>"
        return in_line(value)


def _call(method: str, entry: Mapping[str, Any], known: _Known) -> str:
    request, answer = entry["request"], entry.get("response") or {}
    urn = request["urn"]
    said = [f"{name}={known.named(urn, request[name])}" for name in _SAID if request.get(name)]
    if method == "Check":
        known.learn(urn, "checked", clear(answer.get("inputs")))
    elif method == "Read":
        known.learn(urn, "read inputs", clear(answer.get("inputs")))
        known.learn(urn, "read outputs", clear(answer.get("properties")))
    elif method in ("Create", "Update"):
        known.learn(urn, "made", clear(answer.get("properties")))
    failed = ["failed"] if entry.get("errors") or entry.get("error") else []
    return " ".join((method, short(urn), *said, *failed))
