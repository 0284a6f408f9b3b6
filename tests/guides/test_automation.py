"""examples/automation, a program that is a function in a script, and docs/guides/automation.md."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pulumi_edgegap.emulator import Emulator, Organization
from pulumi_edgegap.testing import EdgegapApi, StackFactory
from pulumi_edgegap.testing.engine import Engine

TOP = Path(__file__).parents[2]
RELEASE = TOP / "examples" / "automation" / "release.py"
GUIDE = TOP / "docs" / "guides" / "automation.md"
TOKEN = "token-of-the-tests"


@pytest.fixture
def environment(tmp_path: Path, cli: Engine, emulator: Emulator) -> dict[str, str]:
    """A terminal in which the `python3` on PATH has no packages."""
    bare = tmp_path / "bin"
    bare.mkdir()
    (bare / "python3").write_text("#!/bin/sh\necho \"No module named 'pulumi'\" >&2\nexit 1\n")
    (bare / "python3").chmod(0o755)
    path = os.pathsep.join((str(bare), str(cli.path.parent), os.defpath))
    account = {"EDGEGAP_API_URL": emulator.url, "EDGEGAP_API_TOKEN": TOKEN}
    return cli.environment(tmp_path) | account | {"PATH": path}


def run(script: Path, environment: dict[str, str], *arguments: str) -> tuple[int, str]:
    ran = subprocess.run(
        [sys.executable, script, *arguments], env=environment, capture_output=True, text=True
    )
    return ran.returncode, ran.stdout + ran.stderr


def test_script_releases_from_an_environment_that_is_not_on_path(
    environment: dict[str, str], api: Organization
) -> None:
    assert run(RELEASE, environment, "up")[0] == 0
    ((_, version),) = api.versions.items()
    assert version["docker_tag"] == "1.27.3"

    assert "~docker_tag" in run(RELEASE, environment, "preview", "--tag", "1.27.4")[1]
    assert run(RELEASE, environment, "up", "--tag", "1.27.4")[0] == 0
    ((_, version),) = api.versions.items()
    assert version["docker_tag"] == "1.27.4"

    assert run(RELEASE, environment, "destroy")[0] == 0
    assert [*api.apps, *api.versions] == []


def test_without_the_variable_pulumi_takes_the_python_on_path(
    environment: dict[str, str], tmp_path: Path
) -> None:
    script = tmp_path / "release.py"
    script.write_text(RELEASE.read_text().replace('{"PULUMI_RUNTIME_VIRTUALENV": sys.prefix}', "{}"))
    code, said = run(script, environment, "preview")
    assert code == 1
    assert "No module named 'pulumi'" in said


def test_function_is_tested_without_the_cli(
    edgegap_stack: StackFactory, edgegap_api: EdgegapApi, tmp_path: Path
) -> None:
    guide = GUIDE.read_text()
    (tmp_path / "release.py").write_text(RELEASE.read_text())
    for name, language in (("Pulumi.yaml", "yaml"), ("__main__.py", "python")):
        text = guide.split(f"`{name}`:\n\n```{language}\n")[1].split("```\n")[0]
        (tmp_path / name).write_text(text)
    version = edgegap_stack(str(tmp_path)).up().outputs["version"].value
    assert edgegap_api.versions[version]["docker_tag"] == "1.27.3"
