"""Start processes quickly by forking one that has already imported the Pulumi SDK.

Half of a short operation is spent on imports, in the program and in the provider's server. A test suite runs
hundreds of operations, so it keeps one process per interpreter that has done the imports.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO

_SCRIPT = Path(__file__).with_name("children") / "fork_server.py"
_modules: tuple[str, ...] | None = None


def import_once(*modules: str) -> None:
    """Import the Pulumi SDK once and fork later processes from there; on Linux only.

    Args:
        *modules: More modules to import once. They must not change while this process runs.
    """
    global _modules
    _modules = ("pulumi", "pulumi.runtime", "pulumi.dynamic", *modules)


def fork(python: str, script: Path, directory: Path, environment: Mapping[str, str]) -> ForkedProcess | None:
    """Fork a process that runs a script in a new session; return None if forking is not possible."""
    if _modules is None or sys.platform != "linux":
        return None
    # Python reads these variables at startup, so they select the fork server.
    settings = tuple(sorted((key, each) for key, each in environment.items() if key.startswith("PYTHON")))
    request = {"script": str(script), "directory": str(directory), "environment": dict(environment)}
    try:
        return _server(python, settings, _modules).fork(json.dumps(request).encode())
    except OSError:  # it ended or did not start: a new interpreter will show why
        return None


class ForkedProcess:
    """A forked process, with the methods of `subprocess.Popen` that the engine uses."""

    def __init__(self, pid: int, stdin: IO[str], stdout: IO[str], stderr: IO[str], report: IO[str]) -> None:
        self.stdin, self.stdout, self.stderr = stdin, stdout, stderr
        self._pid, self._code, self._ended = pid, 0, threading.Event()
        threading.Thread(target=self._watch, args=(report,), daemon=True).start()

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the process to end and return its exit code.

        Raises:
            subprocess.TimeoutExpired: The process is still running.
        """
        if not self._ended.wait(timeout):
            raise subprocess.TimeoutExpired("a forked process", timeout or 0)
        return self._code

    def terminate(self) -> None:
        """Send SIGTERM."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """Send SIGKILL."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        if not self._ended.is_set():
            with suppress(ProcessLookupError):
                os.kill(self._pid, number)

    def _watch(self, report: IO[str]) -> None:
        with report:
            self._code = int(report.readline() or 1)
        self._ended.set()


class _ForkServer:
    def __init__(self, python: str, settings: tuple[tuple[str, str], ...], modules: tuple[str, ...]) -> None:
        self._lock = threading.Lock()
        self._requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            kept = {key: each for key, each in os.environ.items() if not key.startswith("PYTHON")}
            self._process = subprocess.Popen(
                [python, str(_SCRIPT), *modules],
                env={**kept, **dict(settings)},
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        atexit.register(self._end)

    def fork(self, request: bytes) -> ForkedProcess:
        pipes = [os.pipe() for _ in range(4)]
        theirs = [pipes[0][0], *(write for _, write in pipes[1:])]
        ours = [_text(pipes[0][1], "w"), *(_text(read, "r") for read, _ in pipes[1:])]
        try:
            with self._lock:
                socket.send_fds(self._requests, [request], theirs)
        except OSError:
            _close(ours)
            raise
        finally:
            for file in theirs:
                os.close(file)
        if not (pid := ours[3].readline()):
            _close(ours)
            raise OSError("The fork server ended.")
        return ForkedProcess(int(pid), *ours)

    def _end(self) -> None:
        self._requests.close()
        self._process.wait()


def _close(files: list[IO[str]]) -> None:
    for file in files:
        file.close()


def _text(file: int, mode: str) -> IO[str]:
    return os.fdopen(file, mode, encoding="utf-8", errors="replace")


_server = cache(_ForkServer)
