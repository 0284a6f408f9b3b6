"""Child processes of an operation: the program and the dynamic-provider server."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO

from .fork_server import fork

_CHILDREN = Path(__file__).with_name("children")


class Child:
    """A Python process that ends with the engine, and whose output is passed on line by line.

    It runs in a separate session, so Ctrl-C in the terminal reaches only the engine, which lets calls finish.

    Args:
        python: The interpreter.
        script: A file in `children` that exits when its standard input closes.
        directory: The working directory.
        environment: The environment.
        on_line: Called with each line, and whether it is from standard error.
    """

    def __init__(
        self,
        python: str,
        script: str,
        directory: Path,
        environment: Mapping[str, str],
        on_line: Callable[[str, bool], None],
    ) -> None:
        environment = {**environment, "PYTHONUNBUFFERED": "1"}
        started = fork(python, _CHILDREN / script, directory, environment)
        self._process = started or subprocess.Popen(
            [python, str(_CHILDREN / script)],
            cwd=directory,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        stdin, stdout, stderr = self._process.stdin, self._process.stdout, self._process.stderr
        assert stdin is not None
        assert stdout is not None
        assert stderr is not None
        self._stdin, self._stdout, self._stderr = stdin, stdout, stderr
        self._on_line = on_line
        self._readers: list[threading.Thread] = []
        self._read(stderr)

    def send(self, line: str) -> None:
        """Write a line to the process, and start passing on its output."""
        self._read(self._stdout)
        with suppress(OSError):  # it has ended, and its output says why
            self._stdin.write(line + "\n")
            self._stdin.flush()

    def first_line(self) -> str:
        """Return the first line of output, and start passing on the others."""
        line = self._stdout.readline().strip()
        self._read(self._stdout)
        return line

    def wait(self, seconds: float) -> int | None:
        """Wait for the process to end; return the exit code, or None if it is still running."""
        try:
            code = self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        for reader in self._readers:
            reader.join(5)
        return code

    def stop(self) -> None:
        """End the process: close its input, then terminate it, then kill it."""
        with suppress(OSError):
            self._stdin.close()  # the script exits when it closes
        if self.wait(0.5) is None:
            self._process.terminate()
            if self.wait(1) is None:
                self._process.kill()
                self.wait(5)
        self._stdout.close()
        self._stderr.close()

    def _read(self, stream: IO[str]) -> None:
        def pump() -> None:
            with suppress(ValueError):  # closed while reading
                for line in stream:
                    self._on_line(line.rstrip("\n"), stream is self._stderr)

        self._readers.append(threading.Thread(target=pump, daemon=True))
        self._readers[-1].start()
