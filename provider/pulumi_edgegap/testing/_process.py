"""Child processes of an operation: the program, and the dynamic-provider server."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO


class Child:
    """A Python process that ends with the engine; what it prints is handed on line by line.

    It has a session of its own: Ctrl-C in the terminal reaches the engine only, which lets calls end.

    Args:
        python: The interpreter.
        script: A file beside this one, which ends when its standard input does.
        directory: Where it runs.
        environment: Its environment.
        on_line: Takes what it prints, and whether that was on standard error.
    """

    def __init__(
        self,
        python: str,
        script: str,
        directory: Path,
        environment: Mapping[str, str],
        on_line: Callable[[str, bool], None],
    ) -> None:
        self._process = subprocess.Popen(
            [python, str(Path(__file__).with_name(script))],
            cwd=directory,
            env={**environment, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        self.stdout = self._process.stdout
        self._on_line = on_line
        self._readers = [threading.Thread(target=self._pump, args=(self._process.stderr, True), daemon=True)]
        self._readers[0].start()

    def tell(self, line: str) -> None:
        """Write a line to the process."""
        assert self._process.stdin is not None
        with suppress(OSError):  # it ended already, and said why
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()

    def pump_stdout(self) -> None:
        """Begin to hand on standard output."""
        self._readers.append(threading.Thread(target=self._pump, args=(self.stdout, False), daemon=True))
        self._readers[-1].start()

    @property
    def exit_code(self) -> int | None:
        """The exit code, or None while the process runs."""
        return self._process.poll()

    def wait(self, seconds: float) -> int | None:
        """Wait for the end; give the exit code, or None when it takes longer."""
        try:
            code = self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        for reader in self._readers:
            reader.join(5)
        return code

    def stop(self) -> None:
        """End the process, gently first."""
        if self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.close()  # the lifeline
        if self.wait(0.5) is None:
            self._process.terminate()
            if self.wait(1) is None:
                self._process.kill()
                self.wait(5)
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()

    def _pump(self, stream: IO[str], is_error: bool) -> None:
        with suppress(ValueError):  # closed while reading
            for line in stream:
                self._on_line(line.rstrip("\n"), is_error)


def python_of(directory: Path, virtualenv: str | None) -> str:
    """Give the interpreter that runs the program.

    It is that of the project's virtual environment; where there is none, or none yet, it is the engine's own.
    """
    place = directory / (virtualenv or ".")
    found = [place / "bin" / "python", place / "Scripts" / "python.exe"]
    return str(next((path for path in found if virtualenv and path.exists()), sys.executable))
