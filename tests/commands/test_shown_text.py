"""Text from the API cannot control a terminal or hide in it."""

from __future__ import annotations

import json
from typing import Any

import pytest

EVIL = "[red]x[/red]:cat:\x9b2J\u202e\x1b]0;title\x07\n\u2066"
PRUNE = ("prune-versions", "arena", "--keep", "0", "--image-tags", "--stack-export", "EXPORT")
COMMANDS = [
    pytest.param((*PRUNE,), 0, id="prune-versions"),
    pytest.param((*PRUNE, "--yes"), 0, id="prune-versions --yes"),
    pytest.param((*PRUNE, "--yes", "REFUSED"), 1, id="prune-versions that fails"),
    pytest.param(("drift", "--stack-export", "EXPORT"), 3, id="drift"),
    pytest.param(("export", "FOLDER"), 3, id="export"),
    pytest.param(("doctor", "--cwd", "FOLDER", "REFUSED"), 1, id="doctor"),
]


@pytest.fixture
def shown(arena, run, tmp_path):
    """Run a command against an API with malicious texts, and return its output."""
    arena.add_versions(EVIL, docker_tag=EVIL)
    arena.emulator.push_tag("studio/arena", EVIL)
    arena.change("versions", ("arena", "green"), docker_tag=EVIL)

    def invoke(command: tuple[str, ...], *options: str, code: int) -> Any:
        if "REFUSED" in command:
            method = "GET" if "doctor" in command else "DELETE"
            arena.emulator.fail_next(status=403, method=method, body={"message": EVIL})
        places = {"EXPORT": str(arena.export), "FOLDER": str(tmp_path)}
        given = [places.get(each, each) for each in command if each != "REFUSED"]
        return run(*given, *options, code=code)

    return invoke


@pytest.mark.parametrize(("command", "code"), COMMANDS)
def test_no_control_character_reaches_a_terminal(shown, command, code):
    text = shown(command, code=code).output
    assert [line for line in text.split("\n") if not line.isprintable()] == []
    assert r"[red]x[/red]:cat:\x9b2J\u202e" in text


@pytest.mark.parametrize(("command", "code"), COMMANDS)
def test_json_is_ascii_and_contains_the_response_of_the_api(shown, command, code):
    text = shown(command, "--json", code=code).output
    assert [line for line in text.split("\n") if not (line.isascii() and line.isprintable())] == []
    found = json.dumps(json.loads(text[text.index("{") :]), ensure_ascii=False)
    if command[0] in ("prune-versions", "drift"):
        assert json.dumps(EVIL, ensure_ascii=False)[1:-1] in found
