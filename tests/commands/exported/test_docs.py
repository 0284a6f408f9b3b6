"""The output in docs/commands/export.md is that of the command for the organization described there."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from pulumi_edgegap.commands.app import app
from pulumi_edgegap.emulator import Organization
from typer.testing import CliRunner

PAGE = Path(__file__).parents[3] / "docs" / "commands" / "export.md"
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
PROGRAMS = [text for language, text in BLOCKS if language == "python"]
(FIRST, SECOND) = [text for _, text in BLOCKS if re.match(r"\$ .*pulumi-edgegap export", text)]
IMAGE = {"docker_repository": "registry.example.com", "docker_image": "studio/arena"}
PRIVATE = {"private_username": "robot", "private_token": "token"}


def add_version(api: Organization, app: str, name: str, cpu: int = 512, **facts: Any) -> None:
    made = {"name": name, "docker_tag": name, "req_cpu": cpu, "req_memory": 2 * cpu, **IMAGE, **facts}
    api.create_version(app, made)


@pytest.fixture(autouse=True)
def _organization(api: Organization) -> None:
    access = {"access_key_id": "AKIAEXAMPLE", "secret_access_key": "key"}
    api.create_storage({"name": "logs", "endpoint": "https://s3.example.com", "bucket": "logs", **access})
    maps = {"name": "maps", "source": "/maps", "source_type": "Folder", "destination": "/game/maps"}
    api.create_profile("logs", maps)
    for name in ("arena", "lobby"):
        api.create_app({"name": name, "is_active": True, "image": ""})
    for name, cpu in (("1.0", 512), ("1.1", 512), ("1.2", 512), ("2.0", 1024)):
        add_version(api, "arena", name, cpu, **PRIVATE)
    add_version(api, "arena", "nightly", docker_image="docker.io/studio/nightly")
    add_version(api, "lobby", "1", envs=[{"key": "KEY", "value": "value", "is_secret": True}])


@pytest.fixture
def run(exported: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    for name, value in exported.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("COLUMNS", "100")
    exported.folder.mkdir()
    monkeypatch.chdir(exported.folder)

    def invoke(*options: str, **kwargs: Any) -> Result:
        return CliRunner().invoke(app, ["export", *options], **kwargs)

    return invoke


def test_files_are_as_in_the_documentation(run: Any, exported: Any) -> None:
    run("edgegap")
    written = "".join(path.read_text() for path in (exported.folder / "edgegap").rglob("*.py"))
    assert len(PROGRAMS) == 2
    for program in PROGRAMS:
        for part in re.split(r"^ *\.\.\.\n", program, flags=re.MULTILINE):
            assert part in written


def test_output_is_as_in_the_documentation(run: Any) -> None:
    said = run("edgegap")
    assert [*lines(said), f"exit {said.exit_code}"] == FIRST.splitlines()[1:]


def test_output_for_an_existing_stack_is_as_in_the_documentation(
    run: Any, exported: Any, api: Organization
) -> None:
    run(".")
    state = exported.imported().stack.export()
    del api.versions["arena", "nightly"]
    add_version(api, "arena", "2.1", **PRIVATE)
    said = run(".", "--stack-export", "-", input=json.dumps(vars(state)))
    assert lines(said) == SECOND.splitlines()[1:]


def lines(result: Result) -> list[str]:
    return [line.rstrip() for line in result.output.splitlines()]
