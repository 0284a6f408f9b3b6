"""Run the end-to-end tests, and write to docs/local-engine.md on which engine each last passed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from datetime import date
from importlib.metadata import version
from pathlib import Path

from local.conformance.page import part, write_part
from local.conformance.seen import ENGINES, FILE
from pulumi_edgegap.testing.engine import find_engine

TOP = Path(__file__).parents[3]
TESTS = ("tests/end_to_end", "tests/test_examples.py")
_HEAD = "| test | local engine | Pulumi CLI |\n|---|---|---|\n"


def write_last_seen() -> int:
    """Run the tests, and return pytest's exit code."""
    cli = find_engine()
    now = {"local": version("pulumi-edgegap"), "cli": cli.version if cli else ""}
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "seen.json"
        code = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "local.conformance.seen", "-q", "-n", "auto", *TESTS],
            cwd=TOP,
            env=os.environ | {FILE: str(file), "PYTHONPATH": str(TOP / "tests")},
        ).returncode
        passed = json.loads(file.read_text(encoding="utf-8"))
    known = _known()
    lines = []
    for name, outcomes in passed.items():
        cells = known.get(name, dict.fromkeys(ENGINES, ""))
        for engine in ENGINES:
            if outcomes.get(engine):
                cells[engine] = f"{now[engine]}, {date.today().isoformat()}"
        lines.append(f"| {name} | {' | '.join(cells[engine] for engine in ENGINES)} |")
    write_part("last seen", _HEAD + "\n".join(lines))
    return code


def _known() -> dict[str, dict[str, str]]:
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in part("last seen").splitlines()]
    return {name: dict(zip(ENGINES, cells, strict=True)) for name, *cells in rows}
