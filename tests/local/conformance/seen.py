"""A plugin of pytest: writes down on which engines the end-to-end tests passed. For `last_seen.py`."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

import pytest

ENGINES = ("local", "cli")
FILE = "SEEN_FILE"
"""The variable with the file to write: by test and engine, whether it passed."""

_tests: dict[str, tuple[str, str]] = {}
_outcomes: dict[str, list[str]] = {}


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    for item in items:
        if engine := _engine_of(item):
            name = getattr(item, "originalname", item.name)
            _tests[item.nodeid] = name.removeprefix("test_").replace("_", " "), engine


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    _outcomes.setdefault(report.nodeid, []).append(report.outcome)


def pytest_sessionfinish() -> None:
    passed: dict[str, dict[str, bool]] = {}
    for node, (name, engine) in _tests.items():
        engines = passed.setdefault(name, {})
        engines[engine] = engines.get(engine, True) and set(_outcomes.get(node, [""])) == {"passed"}
    Path(os.environ[FILE]).write_text(json.dumps(passed), encoding="utf-8")


def _engine_of(item: pytest.Item) -> str | None:
    """Give the engine: a parameter, or the CLI where the fixture `engine` is used."""
    parameters = item.callspec.params.values() if hasattr(item, "callspec") else ()
    chosen = next((each for each in parameters if each in ENGINES), None)
    return chosen or ("cli" if "engine" in getattr(item, "fixturenames", ()) else None)
