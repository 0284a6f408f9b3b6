"""Whole programs on the real engine, wherever there is a `pulumi`: program, engine, SDK, provider, HTTP."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pulumi import automation as auto
from pulumi_edgegap._engine import find_engine
from pulumi_edgegap.emulator import Emulator, Organisation

ENGINE = find_engine()
TOKEN = "token-of-the-tests"


@dataclass
class Project:
    """A stack whose program is changed from step to step. `said` holds all that the engine printed."""

    stack: auto.Stack
    folder: Path
    said: list[str] = field(default_factory=list)

    def program(self, text: str) -> Project:
        prelude = "import pulumi\nfrom pulumi_edgegap import *\n"
        (self.folder / "__main__.py").write_text(prelude + textwrap.dedent(text))
        return self

    def preview(self, **options: Any) -> dict[str, int]:
        """Give the number of resources by kind of step, the stack itself left out."""
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
        """Run a step that has to fail, and give what the user saw of it."""
        before = len(self.said)
        with pytest.raises(auto.CommandError):
            step(**options)
        return "\n".join(self.said[before:])

    @property
    def output(self) -> str:
        return "\n".join(self.said)


def _without_stack(changes: dict[str, int]) -> dict[str, int]:
    # The stack is created with the first resource, and is the same from then on.
    for op in ("same", "create"):
        if changes.get(op):
            changes[op] -= 1
            break
    return {op: number for op, number in changes.items() if number}


@pytest.fixture
def project(tmp_path: Path, api: Organisation, emulator: Emulator) -> Project:
    if ENGINE is None:
        pytest.skip("there is no `pulumi` on PATH or in PULUMI_HOME")
    (tmp_path / "project").mkdir()
    (tmp_path / "cli").mkdir()
    (tmp_path / "project" / "__main__.py").touch()
    settings = auto.ProjectSettings(name="tests", runtime="python")
    environment = ENGINE.environment(tmp_path / "cli")
    environment |= {"EDGEGAP_API_URL": emulator.url, "EDGEGAP_API_TOKEN": TOKEN}
    options = auto.LocalWorkspaceOptions(
        env_vars=environment,
        project_settings=settings,
        pulumi_command=auto.PulumiCommand(root=None, skip_version_check=True),
    )
    stack = auto.create_stack("dev", work_dir=str(tmp_path / "project"), opts=options)
    return Project(stack, tmp_path / "project")
