"""The files of stacks: one state file per stack and project, with its configuration and history beside it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pulumi_safe_io.private import private_file, private_folder, restrict_to_owner

from .checkpoint import Checkpoint
from .errors import LocalEngineError, StepError
from .project import Config, Project
from .secrets import passphrase_from
from .values import Properties


class Store:
    """The files of one stack.

    Attributes:
        project: The project.
        stack: The stack's name.
        environment: The environment of the program and the provider.
    """

    def __init__(
        self, project: Project, stack: str, environment: Mapping[str, str], state: Path | None = None
    ) -> None:
        if not stack or "/" in stack or stack.startswith("."):
            raise LocalEngineError(f"{stack!r} is not a name for a stack.")
        self.project, self.stack, self.environment = project, stack, environment
        self.passphrase = passphrase_from(environment)
        self._directory = project.root / ".pulumi-local" / "stacks"
        self._state = state.resolve() if state else self._directory / project.name / f"{stack}.json"
        self._config = self._state.with_suffix(".config")
        self._history = self._state.with_suffix(".history")
        self._files = (self._state, self._config, self._history, self._state.with_suffix(".journal"))
        self._lock = self._state.with_suffix(".lock")

    @property
    def exists(self) -> bool:
        """Whether the stack has been created."""
        return self._state.exists()

    def config(self) -> Config:
        """Read the configuration."""
        return Config(self.project, self.stack, self._config, self.passphrase)

    def checkpoint(self) -> Checkpoint:
        """Read the state."""
        return Checkpoint(self._state, self.passphrase, self.config().salt)

    def create(self) -> None:
        """Write an empty state."""
        self._make_private()
        Checkpoint(self._state, "").fold()
        ignore = self._directory.parent / ".gitignore"
        if self._directory in self._state.parents and not ignore.exists():
            with private_file(ignore, "x") as file:
                file.write("*\n")

    def remove(self) -> None:
        """Delete all files of the stack."""
        for path in self._files:
            path.unlink(missing_ok=True)
        self.unlock()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Lock the stack.

        Raises:
            LocalEngineError: Another process has locked it.
        """
        self._make_private()
        if self._is_stale():
            self.unlock()
        try:
            file = private_file(self._lock, "x")
        except FileExistsError:
            raise LocalEngineError(
                f"the stack is currently locked by process {self._lock.read_text()}; if that is not a "
                f"process of this engine, delete {self._lock}."
            ) from None
        with file:
            file.write(str(os.getpid()))
        try:
            yield
        finally:
            self.unlock()

    def unlock(self) -> None:
        """Remove the lock."""
        self._lock.unlink(missing_ok=True)

    def history(self) -> list[dict[str, Any]]:
        """Return the history, oldest first."""
        if not self._history.exists():
            return []
        return [json.loads(line) for line in self._history.read_text(encoding="utf-8").splitlines()]

    def add_history(self, entry: dict[str, Any]) -> None:
        """Add an entry with the next version number."""
        with private_file(self._history, "a") as file:
            file.write(json.dumps({**entry, "version": len(self.history()) + 1}) + "\n")

    def outputs_of_another(self, name: str) -> Properties:
        """Return the outputs of the stack that a StackReference names.

        Raises:
            StepError: There is no such stack.
        """
        *above, stack = name.split("/")
        path = self._directory / (above[-1] if above else self.project.name) / f"{stack}.json"
        if not path.exists():
            raise StepError(
                f"unknown stack {name!r}: the local engine knows its own stacks only, in {self._directory}"
            )
        return Checkpoint(path, self.passphrase).stack_outputs()

    def _make_private(self) -> None:
        """Create the stack's folder, and restrict existing files and the engine's folders to their owner."""
        private_folder(self._state.parent)
        is_default = self._directory in self._state.parents
        folders = (self._state.parent, self._directory, self._directory.parent) if is_default else ()
        for path in (*folders, *self._files):
            restrict_to_owner(path)

    def _is_stale(self) -> bool:
        """Return whether the process that locked the stack has ended."""
        try:
            if os.name == "posix":  # on Windows this would send Ctrl-C
                os.kill(int(self._lock.read_text()), 0)
        except (ValueError, OSError) as error:
            return isinstance(error, ProcessLookupError)
        return False
