"""Whole programs with engine, SDK, provider and HTTP, on the local engine and, if installed, on the CLI."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pulumi_local
import pytest
from pulumi import automation as auto
from pulumi_edgegap.emulator import Emulator, Organization
from pulumi_edgegap.testing.engine import Engine, find_engine

CLI = find_engine()
TOKEN = "token-of-the-tests"


@dataclass
class Project:
    """A stack whose program changes from step to step. `said` has the engine's output."""

    folder: Path
    environment: dict[str, str]
    select: Callable[[Path, dict[str, str]], Any]
    said: list[str] = field(default_factory=list)

    @property
    def stack(self) -> Any:
        return self.select(self.folder, self.environment)

    def program(self, text: str) -> Project:
        prelude = "import pulumi\nfrom pulumi_edgegap import *\n"
        (self.folder / "__main__.py").write_text(prelude + textwrap.dedent(text))
        return self

    def preview(self, **options: Any) -> dict[str, int]:
        """Return the number of resources by kind of step, without the stack itself."""
        result = self.stack.preview(on_output=self.said.append, **options)
        return _without_stack({str(getattr(op, "value", op)): n for op, n in result.change_summary.items()})

    def up(self, **options: Any) -> dict[str, int]:
        result = self.stack.up(on_output=self.said.append, **options)
        return _without_stack(dict(result.summary.resource_changes or {}))

    def refresh(self) -> None:
        self.stack.refresh(on_output=self.said.append)

    def destroy(self) -> None:
        self.stack.destroy(on_output=self.said.append)

    def fails(self, step: Callable[..., Any], **options: Any) -> str:
        """Run a step that must fail, and return its output."""
        before = len(self.said)
        with pytest.raises(auto.CommandError):
            step(**options)
        return "\n".join(self.said[before:])

    @property
    def output(self) -> str:
        return "\n".join(self.said)

    @property
    def files(self) -> str:
        """Everything that the engine stores of the stack."""
        kept = [
            path
            for path in self.folder.parent.rglob("*")
            if path.is_file() and path.suffix not in (".py", ".pyc")
        ]
        return "\n".join(path.read_text(errors="replace") for path in kept if "plugins" not in path.parts)


def _without_stack(changes: dict[str, int]) -> dict[str, int]:
    # The stack is created with the first resource, and is the same from then on.
    for op in ("same", "create"):
        if changes.get(op):
            changes[op] -= 1
            break
    return {op: number for op, number in changes.items() if number}


def _on_local_engine(folder: Path, environment: dict[str, str]) -> pulumi_local.LocalStack:
    opts = auto.LocalWorkspaceOptions(env_vars=environment)
    return pulumi_local.create_or_select_stack("dev", work_dir=folder, opts=opts)


def _on_cli(folder: Path, environment: dict[str, str]) -> auto.Stack:
    opts = auto.LocalWorkspaceOptions(env_vars=environment)
    return auto.create_or_select_stack("dev", work_dir=str(folder), opts=opts)


@pytest.fixture
def cli() -> Engine:
    if CLI is None:
        pytest.skip("there is no `pulumi` on PATH or in PULUMI_HOME")
    return CLI


@pytest.fixture
def make_project(tmp_path: Path, api: Organization, emulator: Emulator) -> Callable[[Engine | None], Project]:
    """Creates a project on an engine; None is the local one."""

    def make(engine: Engine | None) -> Project:
        (tmp_path / "project").mkdir()
        (tmp_path / "engine").mkdir()
        (tmp_path / "project" / "__main__.py").touch()
        (tmp_path / "project" / "Pulumi.yaml").write_text("name: tests\nruntime: python\n")
        environment = {"EDGEGAP_API_URL": emulator.url, "EDGEGAP_API_TOKEN": TOKEN}
        if engine is None:
            environment["PULUMI_CONFIG_PASSPHRASE"] = "passphrase"
            return Project(tmp_path / "project", environment, _on_local_engine)
        return Project(tmp_path / "project", environment | engine.environment(tmp_path / "engine"), _on_cli)

    return make


@pytest.fixture(params=["local", "cli"])
def project(request: pytest.FixtureRequest, make_project: Callable[[Engine | None], Project]) -> Project:
    return make_project(request.getfixturevalue("cli") if request.param == "cli" else None)
