"""What the fixture `edgegap_stack` gives: stacks of the studio's programs, on one of the two engines."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pulumi_local
import yaml
from pulumi.automation import ConfigValue, LocalWorkspaceOptions, PulumiCommand, Stack, create_stack

from .engine import Engine, environment_apart

if TYPE_CHECKING:
    from ._api import EdgegapApi

# As in _api: the variables are secrets and the environment.
__tracebackhide__ = True

# One passphrase for all tests: the local engine derives the key, which takes most of a second, only once.
_PASSPHRASE = "test"
_IMPORTED_ONCE = "pulumi_edgegap._public", "pulumi_edgegap.api._public"
_QUICK = {"edgegap:maxWait": "0.05", "edgegap:requestsPerSecond": "1000"}


def start_quickly() -> None:
    """Let programs on the local engine start in processes that have imported the SDK and this package already."""
    pulumi_local.import_once(*_IMPORTED_ONCE)


class StackFactory:
    """Makes stacks of programs against the API of the test. State and configuration are forgotten with it."""

    def __init__(
        self, folder: Path, api: EdgegapApi, new_place: Callable[[], Path], engine: Engine | None
    ) -> None:
        """Prepare to make stacks.

        Args:
            folder: The folder of the test's file.
            api: The API that the programs talk to.
            new_place: Makes an empty directory for the files of one stack.
            engine: The Pulumi CLI to use; the local engine, when None.
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
        """Make an empty stack of a program.

        Args:
            program: The project's folder. It is looked for beside the test's file, then in each folder above;
                `.` is the nearest folder with a `Pulumi.yaml`.
            name: The stack's name, which is part of automatic names. `Pulumi.<name>.yaml`, if there is one, is
                read and never written.
            config: Configuration values; a key without a colon is the project's.
            secrets: Configuration values that are secret.

        Raises:
            FileNotFoundError: There is no such project.
            pulumi.automation.CommandError: It cannot be used.
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
        opts = LocalWorkspaceOptions(env_vars=self._environment(environment_apart(os.environ)))
        return pulumi_local.create_stack(name, work_dir=root, state=place / "state.json", opts=opts)

    def _on_cli(self, name: str, root: Path, place: Path) -> Stack:
        assert self._engine is not None
        project = _stand_in(root, place / "project")
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
            # A test may write a program twice within a second, which Python's cache does not notice.
            "PYTHONDONTWRITEBYTECODE": "1",
        }


def _stand_in(root: Path, project: Path) -> Path:
    """Make a project that runs the program of another one: the CLI writes settings of stacks into it."""
    settings = yaml.safe_load(next(_settings_files(root)).read_text(encoding="utf-8"))
    main = (root / settings.get("main", ".")).resolve()
    runtime = settings["runtime"]
    options = runtime.get("options", {}) if isinstance(runtime, dict) else {}
    python = root / options.get("virtualenv", "")
    # As on the local engine: the project's own environment, and where there is none the one of pytest.
    kept = {"virtualenv": str(python)} if "virtualenv" in options and python.is_dir() else {}
    settings |= {"main": str(main), "runtime": {"name": "python", "options": {"toolchain": "pip", **kept}}}
    project.mkdir()
    (project / "Pulumi.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    return project


def _settings_files(folder: Path) -> Iterator[Path]:
    return (file for end in ("yaml", "yml") if (file := folder / f"Pulumi.{end}").is_file())
