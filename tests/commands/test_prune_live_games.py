"""`pulumi-edgegap prune-versions` keeps versions with running deployments."""

from __future__ import annotations

import json

import pytest

PRUNE = ("prune-versions", "arena", "--keep", "0")


@pytest.fixture
def prune(arena, run):
    """Run it on three versions: one has a deployment with a player count, and one has one without."""
    arena.add_versions("v1", "v2", "v3")
    arena.api.versions["arena", "v2"] = arena.api.versions["arena", "v2"] | {"is_active": True}
    arena.api.versions["arena", "v3"] = arena.api.versions["arena", "v3"] | {"is_active": True}
    arena.api.orchestrator.run("arena", "v2", sockets_usage=3)
    arena.api.orchestrator.run("arena", "v3")
    arena.api.orchestrator.run("arena", "v3", sockets_usage=1)
    command = (*PRUNE, "--stack-export", str(arena.export), "--include-active")
    return lambda *options, code=0: run(*command, *options, code=code)


def left(arena):
    return sorted({name for _, name in arena.api.versions} & {"v1", "v2", "v3"})


def test_version_with_running_deployments_is_kept(arena, prune):
    shown = prune("--yes").stdout
    assert left(arena) == ["v2", "v3"]
    assert "v2 has 1 running deployment with 3 players." in shown
    assert "v3 has 2 running deployments." in shown
    assert "2 with running deployments" in shown


def test_json_shows_running_deployments(prune):
    found = json.loads(prune("--json").stdout)
    live = {each["name"]: each for each in found["kept"] if each["reason"] == "with running deployments"}
    assert {name: (each["deployments"], each["players"]) for name, each in live.items()} == {
        "v2": (1, 3), "v3": (2, None),
    }  # fmt: skip
    assert found["forced"] is found["deployments_unknown"] is None


def test_reason_in_words_deletes_them_anyway(arena, prune):
    shown = prune("--yes", "--force", "the event is over").stdout
    assert left(arena) == []
    assert "v2 has 1 running deployment with 3 players and is deleted anyway: the event is over." in shown


@pytest.mark.parametrize("reason", ["--yes", "yes", "1 2"])
def test_reason_without_words_is_wrong_usage(arena, prune, reason):
    assert "state the reason" in prune("--yes", "--force", reason, code=2).stderr
    assert left(arena) == ["v1", "v2", "v3"]


@pytest.mark.parametrize("status", [403, 404])
def test_missing_route_is_reported_and_keeps_nothing(arena, prune, status):
    arena.emulator.fail_next(path="*/deployments", status=status, times=2 if status == 404 else 1)
    shown = prune("--yes")
    assert "Edgegap does not say which versions have running deployments" in shown.stderr
    assert left(arena) == []


def test_nothing_is_deleted_if_a_request_failed(arena, prune):
    arena.emulator.fail_next(path="/v1/deployments", status=400)
    assert "GET /v1/deployments" in prune("--yes", code=1).stderr
    assert left(arena) == ["v1", "v2", "v3"]
