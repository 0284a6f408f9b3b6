"""The processes of an operation: the program, with the server that it calls, and the provider's server."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from .monitor import Server
from .process import Child
from .project import ORGANIZATION
from .provider import Provider
from .store import Store
from .values import Secret, plain

if TYPE_CHECKING:
    from .operation import Operation

MESSAGE_SHOWN = 32
"""The exit code of a program that says: the user has seen why."""


class Program:
    """The program. It starts at once, since Python takes its time, and waits for `run`."""

    def __init__(self, operation: Operation, store: Store) -> None:
        self._op = operation
        self._server = Server(operation)
        self._child = _start(store, "program.py", store.environment, operation.program_says)
        self.done = threading.Event()
        """It has ended, or declared all that it declares, or is of no more interest."""
        threading.Thread(target=self._watch, daemon=True).start()

    def run(self) -> int | None:
        """Let the program run until it is done; give its exit code if it has ended."""
        self._child.tell(json.dumps(self._told()))
        while not self.done.wait(0.5):  # in turns, since Ctrl-C does not end a wait on Windows
            pass
        self._op.executor.wait_until_idle()
        return self._child.wait(0)

    def end(self, *, by_itself: bool) -> None:
        """See that it ends."""
        if by_itself:
            self._child.wait(10)
        self._child.stop()
        self._server.close()

    def _watch(self) -> None:
        while self._child.wait(3600) is None:
            pass
        self.done.set()

    def _told(self) -> dict[str, object]:
        config = self._op.config
        return {
            "project": self._op.project.name,
            "stack": self._op.stack,
            "organization": ORGANIZATION,
            "root_directory": str(self._op.project.root),
            "dry_run": self._op.dry_run,
            "parallel": self._op.parallel,
            "monitor": self._server.address,
            "engine": self._server.address,
            "program": self._op.project.program,
            "sdk": version("pulumi"),
            "config": plain(config),
            "secret_keys": [key for key, value in config.items() if isinstance(value, Secret)],
        }


def start_provider(store: Store, say: Callable[[str, str], None], *, dry_run: bool) -> Provider:
    """Start the dynamic-provider server."""
    names = {
        "PULUMI_PROJECT": store.project.name,
        "PULUMI_STACK": store.stack,
        "PULUMI_ORGANIZATION": ORGANIZATION,
    }
    log = store.environment.get("PULUMI_DEBUG_GRPC")
    child = _start(store, "server.py", {**store.environment, **names}, say)
    return Provider(child, Path(log) if log else None, tells_unknowns=dry_run)


def _start(
    store: Store, script: str, environment: Mapping[str, str], say: Callable[[str, str], None]
) -> Child:
    def on_line(line: str, is_error: bool) -> None:
        say("info#err" if is_error else "info", line)

    return Child(store.project.python, script, store.project.directory, environment, on_line)
