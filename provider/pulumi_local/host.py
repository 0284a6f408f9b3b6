"""The processes of an operation: the program, and the provider's server."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from functools import partial
from importlib.metadata import version
from pathlib import Path

from .course import Course
from .process import Child
from .project import ORGANIZATION
from .provider import Provider
from .request import Request
from .store import Store
from .values import Properties, Secret, plain

MESSAGE_SHOWN = 32
"""The exit code of a program that says: the user has seen why."""


class Program:
    """The program. It starts at once, since Python takes its time, and waits for `run`."""

    def __init__(self, request: Request, course: Course, store: Store) -> None:
        self._request, self._course = request, course
        self._child = _start(store, "program.py", store.environment, course.program_says)
        threading.Thread(target=self._watch, daemon=True).start()

    def run(self, address: str, config: Properties) -> None:
        """Let the program run until it is done.

        Args:
            address: Where the engine's services are.
            config: The configuration of the stack.
        """
        self._child.tell(json.dumps(self._told(address, config)))
        while not self._course.program_done.wait(
            0.5
        ):  # in turns, since Ctrl-C does not end a wait on Windows
            pass

    @property
    def exit_code(self) -> int | None:
        """The exit code, if it has ended."""
        return self._child.wait(0)

    def end(self, *, by_itself: bool) -> None:
        """See that it ends."""
        if by_itself:
            self._child.wait(10)
        self._child.stop()

    def _watch(self) -> None:
        while self._child.wait(3600) is None:
            pass
        self._course.program_done.set()

    def _told(self, address: str, config: Properties) -> dict[str, object]:
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


def start_provider(store: Store, say: Callable[[str, str], None], *, dry_run: bool) -> Provider:
    """Start the dynamic-provider server."""
    names = {
        "PULUMI_PROJECT": store.project.name,
        "PULUMI_STACK": store.stack,
        "PULUMI_ORGANIZATION": ORGANIZATION,
    }
    log = store.environment.get("PULUMI_DEBUG_GRPC")
    start = partial(_start, store, "server.py", {**store.environment, **names}, say)
    return Provider(start, Path(log) if log else None, tells_unknowns=dry_run)


def _start(
    store: Store, script: str, environment: Mapping[str, str], say: Callable[[str, str], None]
) -> Child:
    def on_line(line: str, is_error: bool) -> None:
        say("info#err" if is_error else "info", line)

    return Child(store.project.python, script, store.project.directory, environment, on_line)
