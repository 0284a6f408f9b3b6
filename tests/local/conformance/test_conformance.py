"""The local engine matches the recorded behaviour of the CLI."""

from __future__ import annotations

import difflib
import json
from pathlib import Path

import pytest
from local.conformance.normal import written
from local.conformance.play import EXAMPLES, PROGRAMS, RECORDS, play
from local.conformance.scenarios import SCENARIOS, Scenario

DIFFERS: dict[str, str] = {}
"""The scenarios in which the local engine differs from the CLI, and how."""


def _cases() -> list[object]:
    return [
        pytest.param(
            each,
            id=each.name,
            marks=[pytest.mark.xfail(strict=True, reason=DIFFERS[each.name])] if each.name in DIFFERS else [],
        )
        for each in SCENARIOS
    ]


@pytest.mark.parametrize("scenario", _cases())
def test_matches_the_cli(scenario: Scenario, tmp_path: Path) -> None:
    recorded = json.loads((RECORDS / f"{scenario.name}.json").read_text(encoding="utf-8"))["actions"]
    played = json.loads(json.dumps(play(scenario, tmp_path)))
    sides = written(recorded).splitlines(), written(played).splitlines()
    differences = list(difflib.unified_diff(*sides, "the CLI", "the local engine", n=8, lineterm=""))
    if differences:
        pytest.fail("\n".join(differences), pytrace=False)


def test_every_scenario_has_a_record_and_every_example_and_program_a_scenario() -> None:
    scenarios = {scenario.name for scenario in SCENARIOS}
    assert {path.stem for path in RECORDS.glob("*.json")} == scenarios
    # Programs in other languages need the plugin, which the local engine does not serve.
    examples = {
        path.parent.name for path in EXAMPLES.glob("*/__main__.py") if (path.parent / "Pulumi.yaml").exists()
    }
    assert examples | {path.stem for path in PROGRAMS.glob("*.py")} == scenarios
