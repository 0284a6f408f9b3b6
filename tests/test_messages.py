"""Every message is on one page, messages.txt: below each line that causes it, what the user sees."""

from __future__ import annotations

import doctest
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pulumi
import pytest
from conftest import TOKEN, clear
from pulumi_edgegap.emulator import Emulator
from pulumi_edgegap.lifecycle import live_games, mistakes, ownership, presence
from pulumi_edgegap.lifecycle.api_object import ApiObject
from support.stage import Stage, forget_owners
from support.stage_plugin import Spoken

PAGE = Path(__file__).with_name("messages.txt")
EXAMPLES = doctest.DocTestParser().get_examples(PAGE.read_text(encoding="utf-8"))


class Program:
    """A program that runs: claims on objects hold for as long as it does."""


@pytest.fixture(scope="module")
def service() -> Iterator[Emulator]:
    with Emulator([TOKEN]) as running:
        yield running


@pytest.fixture(scope="module")
def plugin(service: Emulator) -> Iterator[Spoken]:
    spoken = Spoken({"apiUrl": service.url})
    yield spoken
    spoken.stop()


@pytest.fixture
def stage(service: Emulator, plugin: Spoken, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """An empty organization, in a process without any cached data."""
    clear(service.organization())
    forget_owners()
    service.faults.clear()
    for name in ("EDGEGAP_API_TOKEN", "EDGEGAP_API_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(ApiObject, "program_runs", False)
    monkeypatch.setattr(presence, "GRACE", 0.0)
    monkeypatch.setattr(mistakes, "is_dry_run", lambda: True)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    program = Program()
    monkeypatch.setattr(ownership, "get_monitor", lambda: program)
    for kind in ("error", "warn"):
        monkeypatch.setattr(pulumi.log, kind, lambda message, *_: print(message))
    presence._BY_ACCOUNT.clear()
    live_games._REPORTED.clear()
    return Stage(service, tmp_path, plugin)


@pytest.mark.parametrize("example", EXAMPLES, ids=[each.source.strip() for each in EXAMPLES])
def test_message(example: doctest.Example, stage: Stage) -> None:
    with redirect_stdout(StringIO()) as messages:
        exec(example.source, stage.names())
    assert stage.in_short(messages.getvalue()) == example.want
