"""Where stacks live: one file per stack and project, with its configuration and history beside it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ._checkpoint import Checkpoint
from ._project import STATE_DIRECTORY
from ._resource import from_json
from ._secrets import Crypter
from ._urns import STACK_TYPE
from ._values import Properties
from .errors import LocalEngineError, StepError


class Store:
    """The files of one stack.

    Args:
        root: The project's directory; the state is kept in `.pulumi-local` there.
        project: The project's name.
        stack: The stack's name.
        state: The state file, when it is to be another one.
    """

    def __init__(self, root: Path, project: str, stack: str, state: Path | None = None) -> None:
        if not stack or "/" in stack or stack.startswith("."):
            raise LocalEngineError(f"{stack!r} is not a name for a stack.")
        self.directory = root / STATE_DIRECTORY / "stacks"
        self.project, self.stack = project, stack
        self.state = state.resolve() if state else self.directory / project / f"{stack}.json"
        self.config = self.state.with_suffix(".config")
        self.history = self.state.with_suffix(".history")
        self._lock = self.state.with_suffix(".lock")

    @property
    def exists(self) -> bool:
        """Whether the stack was ever created."""
        return self.state.exists()

    def create(self) -> None:
        """Write an empty state."""
        Checkpoint(self.state).replace_all({"version": 3, "deployment": {}}, Crypter(""))
        ignore = self.directory.parent / ".gitignore"
        if self.directory in self.state.parents and not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")

    def remove(self) -> None:
        """Delete all files of the stack."""
        for path in (self.state, self.config, self.history, self._lock, self.state.with_suffix(".journal")):
            path.unlink(missing_ok=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the stack alone.

        Raises:
            LocalEngineError: Another process holds it.
        """
        self._lock.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(self._lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
        except FileExistsError:
            holder = self._holder()
            if holder is not None:
                raise LocalEngineError(
                    f"the stack is currently locked by process {holder}; when it is none of this engine, delete "
                    f"{self._lock}."
                ) from None
            self._lock.unlink(missing_ok=True)
            handle = os.open(self._lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
        with os.fdopen(handle, "w") as file:
            file.write(str(os.getpid()))
        try:
            yield
        finally:
            self._lock.unlink(missing_ok=True)

    def unlock(self) -> None:
        """Take the lock away."""
        self._lock.unlink(missing_ok=True)

    def read_history(self) -> list[dict[str, Any]]:
        """Give what was done, oldest first."""
        try:
            return [json.loads(line) for line in self.history.read_text(encoding="utf-8").splitlines()]
        except FileNotFoundError:
            return []

    def add_history(self, entry: dict[str, Any]) -> None:
        """Add an entry."""
        with self.history.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")

    def outputs_of_another(self, name: str, passphrase: str) -> Properties:
        """Give the outputs of a stack by the name that a StackReference has.

        Raises:
            StepError: There is no such stack.
        """
        *above, stack = name.split("/")
        project = above[-1] if above else self.project
        path = self.directory / project / f"{stack}.json"
        if not path.exists():
            raise StepError(
                f"unknown stack {name!r}: the local engine knows its own stacks only, in {self.directory}"
            )
        checkpoint = Checkpoint(path)
        return stack_outputs(checkpoint, Crypter(passphrase, checkpoint.salt))

    def _holder(self) -> int | None:
        """Give the process that holds the stack, or None when it is no more."""
        try:
            process = int(self._lock.read_text())
            if os.name == "posix":  # elsewhere the same call would send a signal
                os.kill(process, 0)
        except PermissionError:
            return process
        except (ValueError, OSError):
            return None
        return process


def stack_outputs(checkpoint: Checkpoint, crypter: Crypter) -> Properties:
    """Give the outputs of a stack from its state."""
    for document in checkpoint.documents():
        if document["type"] == STACK_TYPE:
            return from_json(document, crypter).outputs
    return {}
