"""The tests shown in docs/testing.md and README.md; `--edgegap-engine=pulumi` runs them on the CLI."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from pulumi_edgegap.testing.engine import find_engine

TOP = Path(__file__).parents[2]
PAGE = TOP / "docs" / "testing.md"


def _examples(page: Path, first: str) -> str:
    """Return the code from a line on as a module with the line numbers of the page."""
    text = page.read_text(encoding="utf-8").replace('"infra"', '"examples/game-server"')
    prose = re.compile(rf"(?:\A.*?(?=^{first})|^```$.*?(?:^```python$|\Z))", re.DOTALL | re.MULTILINE)
    return prose.sub(lambda found: "\n" * found[0].count("\n"), text)


exec(compile(_examples(PAGE, "import pytest"), PAGE, "exec"))
exec(compile(_examples(TOP / "README.md", "def test_arena"), TOP / "README.md", "exec"))


def test_example_runs_on_the_cli_and_leaves_the_project_unchanged(tmp_path: Path) -> None:
    if find_engine() is None:
        pytest.skip("there is no `pulumi` on PATH or in PULUMI_HOME")
    project = TOP / "examples" / "game-server"
    before = sorted(project.iterdir())
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "--edgegap-engine=pulumi", "-k", "without_a_probe"),
            *(f"--basetemp={tmp_path / 'temp'}", "-p", "no:cacheprovider", __file__),
        ],
        capture_output=True,
        text=True,
    )
    assert "1 passed" in ran.stdout, ran.stdout
    assert list((tmp_path / "temp").rglob("state/**/test.json"))
    assert sorted(project.iterdir()) == before
