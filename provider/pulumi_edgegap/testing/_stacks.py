"""The fixture `edgegap_stack`: stacks of programs, on one of the two engines."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pulumi_local
import yaml
from pulumi.automation import ConfigValue, LocalWorkspaceOptions, PulumiCommand, Stack, create_stack

from .engine import Engine, isolated_environment

if TYPE_CHECKING:
    from ._api import EdgegapApi

# As in _api: hides secrets and the environment from tracebacks.
__tracebackhide__ = True

# One passphrase for all tests, so that the local engine derives the key, which is slow, only once.
_PASSPHRASE = "test"
_IMPORTED_ONCE = "pulumi_edgegap._public", "pulumi_edgegap.api._public"
_QUICK = {"edgegap:maxWait": "0.05", "edgegap:requestsPerSecond": "1000"}


def enable_fork_server() -> None:
    """Fork programs on the local engine from a process that has imported the SDK and this package."""
    pulumi_local.import_once(*_IMPORTED_ONCE)


class StackFactory:
    """Creates stacks of programs that use the test's API. State and configuration are temporary."""

    def __init__(
        self, folder: Path, api: EdgegapApi, new_place: Callable[[], Path], engine: Engine | None
    ) -> None:
        """Create a factory.

        Args:
            folder: The folder of the test's file.
            api: The API that the programs use.
            new_place: Creates an empty directory for the files of one stack.
            engine: The Pulumi CLI to use; None for the local engine.
        """
        self._folder, self._api, self._new_place, self._engine = folder, api, new_place, engine

    def __call__(
        self,
        program: str | os.PathLike[str] = ".",
        *,
        name: str = "test",
        config: Mapping[str, str] | None = None,
        secrets: Mapping[str, str] | None = None,
    ) -> pulumi_local.LocalStack | Stack:
        """Create an empty stack of a program.

        Args:
            program: The project's folder, relative to the test's file or the nearest parent folder that has it;
                `.` is the nearest folder with a `Pulumi.yaml`.
            name: The stack's name, which is part of automatic names. `Pulumi.<name>.yaml`, if it exists, is
                read and never written.
            config: Configuration values; a key without a colon belongs to the project.
            secrets: Secret configuration values.

        Raises:
            FileNotFoundError: There is no such project.
            pulumi.automation.CommandError: The project cannot be used.
        """
        root, place = self._find(program), self._new_place()
        make = self._on_local_engine if self._engine is None else self._on_cli
        stack = make(name, root, place)
        values = _QUICK | {"edgegap:apiUrl": self._api.url} | dict(config or {})
        stack.set_all_config(
            {key: ConfigValue(value) for key, value in values.items()}
            | {key: ConfigValue(value, secret=True) for key, value in (secrets or {}).items()}
        )
        return stack

    def _find(self, program: str | os.PathLike[str]) -> Path:
        for place in (self._folder, *self._folder.parents):
            if any(_settings_files(place / program)):
                return (place / program).resolve()
        raise FileNotFoundError(
            f"No Pulumi.yaml was found in {program} of {self._folder} or a folder above it."
        )

    def _on_local_engine(self, name: str, root: Path, place: Path) -> pulumi_local.LocalStack:
        opts = LocalWorkspaceOptions(env_vars=self._environment(isolated_environment(os.environ)))
        return pulumi_local.create_stack(name, work_dir=root, state=place / "state.json", opts=opts)

    def _on_cli(self, name: str, root: Path, place: Path) -> Stack:
        assert self._engine is not None
        project = _project_for_cli(root, place / "project")
        if (own := root / f"Pulumi.{name}.yaml").is_file():
            shutil.copy(own, project)
        bin_ = self._engine.path.parent
        opts = LocalWorkspaceOptions(
            env_vars=self._environment(self._engine.environment(place)),
            pulumi_command=PulumiCommand(str(bin_.parent) if bin_.name == "bin" else None),
        )
        return create_stack(name, work_dir=str(project), opts=opts)

    def _environment(self, engine: Mapping[str, str]) -> dict[str, str]:
        return {
            **engine,
            "EDGEGAP_API_TOKEN": self._api.token,
            "PULUMI_CONFIG_PASSPHRASE": _PASSPHRASE,
            # Python's bytecode cache misses a program that a test rewrites within a second.
            "PYTHONDONTWRITEBYTECODE": "1",
        }


def _project_for_cli(root: Path, project: Path) -> Path:
    """Create a project that runs the program of another one, in which the CLI must not write settings."""
    settings = yaml.safe_load(next(_settings_files(root)).read_text(encoding="utf-8"))
    main = (root / settings.get("main", ".")).resolve()
    runtime = settings["runtime"]
    options = runtime.get("options", {}) if isinstance(runtime, dict) else {}
    python = root / options.get("virtualenv", "")
    # As on the local engine: the project's virtual environment or, without one, that of pytest.
    kept = {"virtualenv": str(python)} if "virtualenv" in options and python.is_dir() else {}
    settings |= {"main": str(main), "runtime": {"name": "python", "options": {"toolchain": "pip", **kept}}}
    project.mkdir()
    (project / "Pulumi.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    return project


def _settings_files(folder: Path) -> Iterator[Path]:
    return (file for end in ("yaml", "yml") if (file := folder / f"Pulumi.{end}").is_file())
