"""A pytest plugin that records on which engines the end-to-end tests passed, for `last_seen.py`; with pytest-xdist too."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

import pytest

ENGINES = ("local", "cli")
FILE = "SEEN_FILE"
"""The variable with the file to write, which says for each test and engine whether it passed."""

_outcomes: dict[tuple[int, str, str], set[str]] = {}


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    for place, item in enumerate(items):
        if engine := _engine_of(item):
            name = getattr(item, "originalname", item.name).removeprefix("test_").replace("_", " ")
            item.user_properties.append(("seen", (place, name, engine)))  # a worker's report carries it


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    for key, value in report.user_properties:
        if key == "seen":
            place, name, engine = value
            _outcomes.setdefault((place, name, engine), set()).add(report.outcome)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workerinput"):
        return
    passed: dict[str, dict[str, bool]] = {}
    for _, name, engine in sorted(_outcomes):
        passed.setdefault(name, {})[engine] = True
    for (_, name, engine), outcomes in _outcomes.items():
        passed[name][engine] &= outcomes == {"passed"}
    Path(os.environ[FILE]).write_text(json.dumps(passed), encoding="utf-8")


def _engine_of(item: pytest.Item) -> str | None:
    """Return the engine: a parameter, or the CLI where the fixture `engine` is used."""
    parameters = item.callspec.params.values() if hasattr(item, "callspec") else ()
    chosen = next((each for each in parameters if each in ENGINES), None)
    return chosen or ("cli" if "engine" in getattr(item, "fixturenames", ()) else None)
