"""Record what the Pulumi CLI on PATH does: `python tests/local/conformance/record.py`.

All scenarios are recorded, and then the end-to-end tests are run for the table in docs/local-engine.md. With names of
scenarios only these are recorded.
"""

from __future__ import annotations

import json
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from local.conformance.last_seen import write_last_seen
from local.conformance.normal import written
from local.conformance.page import write_part
from local.conformance.play import RECORDS, play
from local.conformance.scenarios import SCENARIOS, Scenario
from pulumi_edgegap.testing.engine import Engine, find_engine


def main(chosen: list[str]) -> int:
    cli = find_engine()
    if cli is None:
        print(
            "There is no `pulumi` on PATH. Install the Pulumi CLI: what it does is to be recorded.",
            file=sys.stderr,
        )
        return 1
    for scenario in SCENARIOS:
        if not chosen or scenario.name in chosen:
            _record(scenario, cli)
            print(f"{scenario.name}: {len(scenario.actions)} actions", flush=True)
    write_part("records", _summary())
    return 0 if chosen else write_last_seen()


def _record(scenario: Scenario, cli: Engine) -> None:
    with tempfile.TemporaryDirectory() as place:
        actions = play(scenario, Path(place), cli)
    record = {"pulumi": cli.version, "python_sdk": version("pulumi"), "actions": actions}
    (RECORDS / f"{scenario.name}.json").write_text(f"{written(record)}\n", encoding="utf-8")


def _summary() -> str:
    records = [json.loads(path.read_text(encoding="utf-8")) for path in RECORDS.glob("*.json")]
    clis = sorted({record["pulumi"] for record in records})
    sdks = sorted({record["python_sdk"] for record in records})
    actions = sum(len(record["actions"]) for record in records)
    return (
        f"{len(records)} scenarios with {actions} operations, recorded with Pulumi {', '.join(clis)} and its Python "
        f"SDK {', '.join(sdks)}."
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
