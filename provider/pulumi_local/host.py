"""The processes of an operation: the program, and the provider's server."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from functools import partial
from importlib.metadata import version
from pathlib import Path

from .control import Control
from .process import Child
from .project import ORGANIZATION
from .provider import Provider
from .request import Request
from .store import Store
from .values import Properties, Secret, plain

MESSAGE_SHOWN = 32
"""The program's exit code if the user has already seen the error."""


class Program:
    """The process of the program. It starts at once, because Python starts slowly, and waits for `run`."""

    def __init__(self, request: Request, control: Control, store: Store) -> None:
        self._request, self._control = request, control
        self._child = _start(store, "program.py", store.environment, control.log_from_program)
        threading.Thread(target=self._watch, daemon=True).start()

    def run(self, address: str, config: Properties) -> None:
        """Run the program until it is done.

        Args:
            address: The address of the engine's services.
            config: The configuration of the stack.
        """
        self._child.send(json.dumps(self._settings(address, config)))
        while not self._control.program_done.wait(0.5):  # Ctrl-C does not interrupt one long wait on Windows
            pass

    @property
    def exit_code(self) -> int | None:
        """The exit code, or None while the process runs."""
        return self._child.wait(0)

    def end(self, *, by_itself: bool) -> None:
        """End the process, after giving it time to exit by itself if asked to."""
        if by_itself:
            self._child.wait(10)
        self._child.stop()

    def _watch(self) -> None:
        while self._child.wait(3600) is None:
            pass
        self._control.program_done.set()

    def _settings(self, address: str, config: Properties) -> dict[str, object]:
        project = self._request.project
        return {
            "project": project.name,
            "stack": self._request.stack,
            "organization": ORGANIZATION,
            "root_directory": str(project.root),
            "dry_run": self._request.dry_run,
            "parallel": self._request.parallel,
            "monitor": address,
            "engine": address,
            "program": project.program,
            "sdk": version("pulumi"),
            "config": plain(config),
            "secret_keys": [key for key, value in config.items() if isinstance(value, Secret)],
        }


def start_provider(store: Store, log: Callable[[str, str], None], *, dry_run: bool) -> Provider:
    """Start the dynamic-provider server."""
    names = {
        "PULUMI_PROJECT": store.project.name,
        "PULUMI_STACK": store.stack,
        "PULUMI_ORGANIZATION": ORGANIZATION,
    }
    log_file = store.environment.get("PULUMI_DEBUG_GRPC")
    start = partial(_start, store, "server.py", {**store.environment, **names}, log)
    return Provider(start, Path(log_file) if log_file else None, sends_unknowns=dry_run)


def _start(
    store: Store, script: str, environment: Mapping[str, str], log: Callable[[str, str], None]
) -> Child:
    def on_line(line: str, is_error: bool) -> None:
        log("info#err" if is_error else "info", line)

    return Child(store.project.python, script, store.project.directory, environment, on_line)
