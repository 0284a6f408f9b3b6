"""The plugin matches the dynamic provider on the CLI: the same requests and the same objects at the end."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from local.conformance.play import RECORDS, asked
from local.conformance.scenarios import SCENARIOS, Scenario
from pulumi_edgegap.testing.engine import find_engine

ENGINE = find_engine()
LEFT_OUT = {
    "importing": "`import_` works with the plugin, and is an error with dynamic resources",
    "options": "`replace_on_changes` works with the plugin, and has no effect on dynamic resources",
    "components": "its transformation looks for the type of a dynamic resource",
}
"""The scenarios in which the two faces differ, and how."""


@pytest.mark.skipif(ENGINE is None, reason="there is no `pulumi` on PATH or in PULUMI_HOME")
@pytest.mark.parametrize(
    "scenario", [each for each in SCENARIOS if each.name not in LEFT_OUT], ids=lambda each: each.name
)
def test_plugin_sends_the_requests_of_the_dynamic_provider(scenario: Scenario, tmp_path: Path) -> None:
    for folder in ("plugin", "dynamic"):
        (tmp_path / folder).mkdir()
    plugin = asked(scenario, tmp_path / "plugin", ENGINE, Path(sys.executable).parent)
    # The requests of dynamic resources on the CLI are recorded; the local engine has the objects.
    record = json.loads((RECORDS / f"{scenario.name}.json").read_text(encoding="utf-8"))
    recorded = [action["requests"] for action in record["actions"]]
    _, objects = asked(scenario, tmp_path / "dynamic")
    assert alike(plugin) == alike([recorded, objects])


def alike(found: Any) -> Any:
    """Return the result with automatic names made equal: they depend on the type in the URN."""
    return json.loads(re.sub(r"-[0-9a-f]{7}\b", "-<digits>", json.dumps(found)))
