"""The examples as templates of `pulumi new`: they prompt for what the program reads, and can be previewed."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from pulumi_edgegap.testing.engine import Engine, find_engine

EXAMPLES = Path(__file__).parents[1] / "examples"
TEMPLATES = sorted(path.parent.name for path in EXAMPLES.glob("*/Pulumi.yaml"))
_READ = re.compile(r'config\.(?:[gG]et|[rR]equire)(_secret|Secret)?\((?:ctx, )?"(\w+)"\)')


def settings(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((EXAMPLES / name / "Pulumi.yaml").read_text(encoding="utf-8"))
    return loaded


def read_by_program(name: str) -> dict[str, bool]:
    """Return the keys that the program reads, and whether each is a secret."""
    of_yaml = {key: each.get("secret", False) for key, each in settings(name).get("config", {}).items()}
    programs = [EXAMPLES / name / each for each in ("__main__.py", "index.ts", "main.go")]
    found = [_READ.findall(each.read_text(encoding="utf-8")) for each in programs if each.exists()]
    return of_yaml | {key: bool(secret) for each in found for secret, key in each}


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_asks_for_what_the_program_reads(name: str) -> None:
    template = settings(name)["template"]
    assert template["description"] == settings(name)["description"]
    asked = template.get("config", {})
    assert {key: each.get("secret", False) for key, each in asked.items()} == read_by_program(name)
    for each in asked.values():
        assert each["description"]
        assert ("default" in each) is not each.get("secret", False)


def pulumi_new(name: str, place: Path, engine: Engine) -> tuple[Path, int, str]:
    """Create a project in `place/made` from a clean copy of the example."""
    made = shutil.ignore_patterns(
        ".venv", "node_modules", "sdks", "package-lock.json", "go.sum", "Pulumi.*.yaml"
    )
    shutil.copytree(EXAMPLES / name, place / "template", ignore=made)
    folder = place / "made"
    folder.mkdir()
    ran = run(engine, folder, "new", "../template", "--generate-only", "--yes", "--name", "arena")
    return folder, ran.returncode, ran.stdout


def run(engine: Engine, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [engine.path, *arguments, "--non-interactive"],
        cwd=folder,
        env=engine.environment(folder.parent) | {"PULUMI_CONFIG_PASSPHRASE": "of-the-tests"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture(scope="module")
def engine() -> Engine:
    if (found := find_engine()) is None:
        pytest.skip("there is no `pulumi` on PATH or in PULUMI_HOME")
    return found


@pytest.mark.parametrize("name", TEMPLATES)
def test_pulumi_new_creates_a_project_from_it(name: str, tmp_path: Path, engine: Engine) -> None:
    folder, code, said = pulumi_new(name, tmp_path, engine)
    if "packages" in settings(name):
        # The path of the plugin is only valid inside the clone, as examples/README.md says.
        assert "no folder at path" in said
    else:
        assert code == 0, said
    assert {path.name for path in folder.iterdir()} == {
        path.name for path in (tmp_path / "template").iterdir()
    }
    made = yaml.safe_load((folder / "Pulumi.yaml").read_text(encoding="utf-8"))
    assert (made["name"], made["description"]) == ("arena", settings(name)["description"])
    assert "template" not in made


def test_project_made_of_the_quickstart_previews(tmp_path: Path, engine: Engine) -> None:
    folder, _, _ = pulumi_new("quickstart", tmp_path, engine)
    made = folder / "Pulumi.yaml"
    made.write_text(made.read_text().replace("virtualenv: .venv", f"virtualenv: '{sys.prefix}'"))
    assert run(engine, folder, "stack", "init", "dev").returncode == 0
    previewed = run(engine, folder, "preview")
    assert "+ 3 to create" in previewed.stdout, previewed.stdout
