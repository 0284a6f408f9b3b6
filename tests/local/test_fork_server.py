"""Processes forked from one that has imported the SDK behave like new interpreters."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

import psutil
import pytest
from pulumi_local import fork_server, process
from pulumi_local.fork_server import ForkedProcess
from pulumi_local.process import Child

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux only")

SHOWS_ITS_WORLD = """
import json, os, sys
print("ready")
messages = sys.stdin.readline()
with open("seen", "w") as file:
    json.dump([sys.argv[0], sys.path[0], os.environ["PLACE"], os.environ.get("LEFT"), messages, __name__], file)
print("on stderr", file=sys.stderr)
if messages.startswith("wait"):
    sys.stdin.read()
sys.exit(7)
"""


class World:
    def __init__(self, place: Path) -> None:
        self.place, self.lines, self.written = place, list[tuple[str, bool]](), threading.Event()
        (place / "script.py").write_text(SHOWS_ITS_WORLD)

    def start(self, python: str = sys.executable, **environment: str) -> Child:
        env = (
            {key: each for key, each in os.environ.items() if key != "LEFT"} | {"PLACE": "here"} | environment
        )
        child = Child(python, str(self.place / "script.py"), self.place, env, self._take)
        assert child.first_line() == "ready"
        return child

    def _take(self, line: str, is_error: bool) -> None:
        self.lines.append((line, is_error))
        self.written.set()

    def seen(self) -> list[Any]:
        seen: list[Any] = json.loads((self.place / "seen").read_text())
        return seen


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def _is_forked(child: Child) -> bool:
    return isinstance(child._process, ForkedProcess)


@pytest.mark.parametrize("forked", [True, False])
def test_process_has_the_given_directory_environment_files_and_exit_code(
    world: World, forked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEFT", "from the tests")  # not in the environment that the process is given
    if not forked:
        monkeypatch.setattr(process, "fork", lambda *_: None)
    child = world.start()
    assert _is_forked(child) == forked
    child.send("go")
    assert child.wait(20) == 7
    script = str(world.place / "script.py")
    assert world.seen() == [script, str(world.place), "here", None, "go\n", "__main__"]
    assert world.lines == [("on stderr", True)]
    child.stop()


def test_process_that_does_not_end_is_killed(world: World) -> None:
    child = world.start()
    child.send("wait")
    assert world.written.wait(20)
    assert child.wait(0) is None
    process = child._process
    process.terminate()
    assert child.wait(20) == -signal.SIGTERM
    child.stop()


def test_python_variables_are_those_of_the_process(world: World) -> None:
    (world.place / "script.py").write_text("print('ready'); import os, sys; sys.exit(__debug__)")
    children = [world.start(PYTHONOPTIMIZE=each) for each in ("", "1")]
    assert [child.wait(20) for child in children] == [1, 0]
    assert all(map(_is_forked, children))
    for child in children:
        child.stop()


@pytest.mark.parametrize("lacks", ["no_such_module", None])
def test_new_interpreter_starts_if_forking_is_not_possible(
    world: World, lacks: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fork_server, "_modules", ("sys", *filter(None, [lacks])))
    if lacks is None:
        world.start().stop()
        (server,) = [
            each
            for each in psutil.Process().children()
            if each.status() != "zombie" and each.cmdline()[-1] == "sys"
        ]
        server.kill()
        server.wait(20)
    child = world.start()
    assert not _is_forked(child)
    child.send("go")
    assert child.wait(20) == 7
    child.stop()
