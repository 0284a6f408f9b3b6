"""The examples, as whole projects that run unchanged, and the demo."""

from __future__ import annotations

import asyncio
import os
import re
import runpy
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pulumi
import pytest
import yaml
from packaging.requirements import Requirement
from pulumi.runtime import mocks, set_all_config, set_mocks
from pulumi_edgegap.emulator import Emulator, Organization
from pulumi_edgegap.lifecycle.sdk import requirement
from pulumi_edgegap.testing.engine import Engine, find_engine

TOP = Path(__file__).parent.parent
DEMO = TOP / "examples" / "demo.py"
WORKFLOW = yaml.safe_load((TOP / "examples" / "github-workflow" / "preview.yml").read_text())
ENGINE = find_engine()
TOKEN = "token-of-the-tests"
SECRET = "s3cr3t-marker"


@dataclass
class Example:
    declares: dict[str, int]
    config: dict[str, str] = field(default_factory=dict)
    secrets: tuple[str, ...] = ()


EXAMPLES = {
    "quickstart": Example({"App": 1, "AppVersion": 1}),
    "game-server": Example(
        {"App": 1, "AppVersion": 2, "EndpointStorage": 1, "PullProfile": 1, "PullProfileLink": 2},
        {"accessKeyId": "AKIA"},
        ("secretAccessKey", "registryUser", "registryToken", "apiKey"),
    ),
    "blue-green": Example(
        {
            "GameServer": 1,
            "App": 1,
            "AppVersion": 2,
            "EndpointStorage": 1,
            "PullProfile": 1,
            "PullProfileLink": 2,
        },
        {"accessKeyId": "AKIA"},
        ("secretAccessKey", "registryUser", "registryToken"),
    ),
    "log-shipping": Example(
        {"App": 2, "AppVersion": 2, "EndpointStorage": 2, "PullProfile": 2, "PullProfileLink": 2},
        {"logsAccessKeyId": "AKIA", "filesAccessKeyId": "AKIA"},
        ("logsSecretAccessKey", "filesSecretAccessKey"),
    ),
}
OTHER_LANGUAGES = {"go", "typescript", "yaml"}
"""Those are in test_languages.py."""
each_example = pytest.mark.parametrize("name", EXAMPLES)


def test_every_example_is_tested() -> None:
    assert {settings.parent.name for settings in TOP.glob("examples/*/Pulumi.yaml")} == {
        *EXAMPLES,
        *OTHER_LANGUAGES,
    }


@each_example
def test_is_a_whole_project(name: str) -> None:
    folder = TOP / "examples" / name
    assert yaml.safe_load((folder / "Pulumi.yaml").read_text())["name"] == name
    imported = set(re.findall(r"^import (\w+)", (folder / "__main__.py").read_text(), re.MULTILINE))
    required = {
        each.name: each for each in map(Requirement, (folder / "requirements.txt").read_text().splitlines())
    }
    assert {name.replace("-", "_") for name in required} == imported
    assert required["pulumi"] == Requirement(requirement())


def test_top_of_the_repository_runs_the_quickstart() -> None:
    assert (TOP / yaml.safe_load((TOP / "Pulumi.yaml").read_text())["main"]).samefile(
        TOP / "examples" / "quickstart"
    )


# Under Pulumi's mocks, with no token


class Recorder(mocks.Mocks):
    def __init__(self) -> None:
        self.inputs: dict[str, Any] = {}
        self.types: Counter[str] = Counter()

    def call(self, args: mocks.MockCallArgs) -> dict[str, Any]:
        raise AssertionError(f"the program asks for {args.token}")

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        self.types[args.typ.rpartition(":")[2]] += 1
        self.inputs[args.name] = args.inputs
        return f"{args.name}-id", args.inputs


@pytest.fixture
def no_account(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for variable in [name for name in os.environ if name.startswith("EDGEGAP_")]:
        monkeypatch.delenv(variable)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    yield
    set_all_config({})
    asyncio.set_event_loop(None)
    loop.close()


def run_under_mocks(name: str, **config: str) -> Recorder:
    example, recorder = EXAMPLES[name], Recorder()
    values = example.config | dict.fromkeys(example.secrets, SECRET) | config
    set_mocks(recorder, project=name, stack="dev", preview=False)
    set_all_config({f"{name}:{key}": value for key, value in values.items()})

    @pulumi.runtime.test
    def program() -> None:
        runpy.run_path(str(TOP / "examples" / name / "__main__.py"), run_name="__main__")

    program()
    return recorder


@each_example
def test_registers_its_resources(name: str, no_account: None) -> None:
    assert run_under_mocks(name).types == EXAMPLES[name].declares


@pytest.mark.parametrize(("active", "rests"), [("blue", "green"), ("green", "blue")])
def test_game_server_has_one_active_version(active: str, rests: str, no_account: None) -> None:
    inputs = run_under_mocks("game-server", active=active).inputs
    assert inputs[active]["is_active"] is True
    assert inputs[rests]["is_active"] is False


# On the real engine


@pytest.fixture
def engine() -> Engine:
    if ENGINE is None:
        pytest.skip("there is no `pulumi` on PATH or in PULUMI_HOME")
    return ENGINE


class Project:
    """A copy of an example, in which `pulumi` uses this process's packages and the emulator."""

    def __init__(self, name: str, place: Path, engine: Engine, account: dict[str, str]) -> None:
        self.folder = place / name
        shutil.copytree(
            TOP / "examples" / name, self.folder, ignore=shutil.ignore_patterns(".venv", "Pulumi.*.yaml")
        )
        settings = self.folder / "Pulumi.yaml"
        settings.write_text(settings.read_text().replace("virtualenv: .venv", f"virtualenv: '{sys.prefix}'"))
        self._pulumi, self.environment = engine.path, engine.environment(place) | account

    def pulumi(self, *arguments: str) -> str:
        ran = subprocess.run(
            [self._pulumi, *arguments, "--non-interactive"],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert ran.returncode == 0, ran.stdout
        return ran.stdout


# The demo covers game-server.
@pytest.mark.parametrize("name", ["quickstart", "log-shipping"])
def test_up_then_no_changes_then_nothing_left(
    name: str, tmp_path: Path, engine: Engine, emulator: Emulator, api: Organization
) -> None:
    account = {"EDGEGAP_API_URL": emulator.url, "EDGEGAP_API_TOKEN": TOKEN}
    project, example = Project(name, tmp_path, engine, account), EXAMPLES[name]
    project.pulumi("stack", "init", "dev")
    if example.config:
        plain = [part for key, value in example.config.items() for part in ("--plaintext", f"{key}={value}")]
        secret = [part for key in example.secrets for part in ("--secret", f"{key}={SECRET}")]
        project.pulumi("config", "set-all", *plain, *secret)
    assert SECRET not in project.pulumi("up", "--skip-preview", "--yes")
    assert len(api.versions) == example.declares["AppVersion"]
    project.pulumi("preview", "--expect-no-changes")
    project.pulumi("destroy", "--skip-preview", "--yes")
    assert [*api.apps, *api.versions, *api.storages, *api.profiles, *api.links] == []


def test_workflow_checks_external_pull_requests_without_a_secret(tmp_path: Path, engine: Engine) -> None:
    # The word `on` is a boolean in YAML.
    assert WORKFLOW[True] == "pull_request"
    check = WORKFLOW["jobs"]["check"]
    assert "secrets." not in str(check)
    (script,) = [step["run"] for step in check["steps"] if step.get("name") == "Preview"]

    project = Project("game-server", tmp_path, engine, {"RUNNER_TEMP": str(tmp_path)})
    ran = subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=project.folder,
        env=project.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout
    assert "+ 8 to create" in ran.stdout


# The demo


@pytest.fixture(params=["local", "cli"])
def first_line(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The first output of the demo, on each engine."""
    if request.param == "cli":
        engine: Engine = request.getfixturevalue("engine")
        return f"Pulumi {engine.version} ({engine.path})"
    nowhere = "http://127.0.0.1:9"
    for variable, value in {
        "PATH": "",
        "PULUMI_HOME": "nowhere",
        "HTTPS_PROXY": nowhere,
        "HOME": "/",
    }.items():
        monkeypatch.setenv(variable, value)
    return "The local engine of pulumi-edgegap"


def test_demo_walks_through_every_step(first_line: str, tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, DEMO], env={**os.environ, "TMPDIR": str(tmp_path)}, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.startswith(first_line)
    assert len(re.findall("^== ", ran.stdout, re.MULTILINE)) == 8
    assert list(tmp_path.iterdir()) == []


def test_demo_interrupted_leaves_nothing(first_line: str, tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, DEMO],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as demo:
        assert demo.stdout
        assert demo.stderr
        assert any("== 2." in line for line in demo.stdout)
        demo.send_signal(signal.SIGINT)
        assert "Interrupted" in demo.stderr.read()
    assert demo.returncode == 130
    assert list(tmp_path.iterdir()) == []
