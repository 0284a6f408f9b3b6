"""`pulumi-edgegap smoke`: a version is deployed once and always stopped."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

import pytest
from pulumi_edgegap.api._clock import Clock
from pulumi_edgegap.commands import smoke

GET, STOP = "GET /v1/status/", "DELETE /v1/stop/"


@pytest.fixture(autouse=True)
def _time(monkeypatch):
    """A clock that only advances by sleeping."""
    slept = []
    monkeypatch.setattr(smoke, "CLOCK", Clock(now=lambda: sum(slept), sleep=slept.append))


@pytest.fixture
def found(run):
    return lambda *options, code=0: json.loads(
        run("smoke", "arena", "blue", "--json", *options, code=code).stdout
    )


def states(arena):
    return [each["status"] for each in arena.api.deployments.values()]


def asked(arena, method):
    return [each.path for each in arena.emulator.requests if each.method == method]


def test_shows_how_it_became_ready_where_and_its_ports(arena, run):
    shown = run("smoke", "arena", "blue")
    assert shown.stderr == "SEEKING after 0 s\nDEPLOYING after 2 s\nREADY after 4 s\n"
    (request_id,) = arena.api.deployments
    address = f"{request_id}.pr.edgegap.net"
    first, *table, last = shown.stdout.splitlines()
    assert first == f"arena/blue is ready after 4.0 s in Montreal, Canada: {address}"
    assert table[-1].split() == ["game", "UDP", "7777", "31000", f"{address}:31000"]
    assert last == "Stopped."
    assert states(arena) == ["TERMINATED"]


def test_json_has_the_same_content(arena, found):
    document = found()
    (request_id,) = arena.api.deployments
    assert document["request_id"] == request_id
    assert (document["ready"], document["seconds"], document["status"]) == (True, 4.0, "READY")
    assert document["location"]["city"] == "Montreal"
    assert document["ports"]["game"]["external"] == 31000
    assert (document["stopped"], document["error"]) == (True, None)


@pytest.mark.parametrize(
    ("options", "user"),
    [
        ((), {"latitude": 45.51, "longitude": -73.57}),
        (("--near", "50.11,8.68"), {"latitude": 50.11, "longitude": 8.68}),
        (("--ip", "192.0.2.1"), {"ip_address": "192.0.2.1"}),
    ],
)
def test_location_of_a_player_is_sent(arena, found, options, user):
    found(*options)
    (made,) = [each.body for each in arena.emulator.requests if each.method == "POST"]
    assert [each["user_data"] for each in made["users"]] == [user]


@pytest.mark.parametrize(
    "options", [("--near", "here"), ("--near", "91,0"), ("--ip", "300.0.0.1"), ("--timeout", "0")]
)
def test_invalid_location_is_wrong_usage(arena, run, options):
    run("smoke", "arena", "blue", *options, code=2)
    assert not arena.emulator.requests


def test_deployment_that_fails_is_stopped(arena, found):
    arena.change("versions", ("arena", "blue"), docker_tag="missing")
    document = found(code=1)
    assert document["error"] == (
        "The deployment did not become ready; its status is ERROR: The image could not be pulled."
    )
    assert (document["ready"], document["stopped"]) == (False, True)
    assert states(arena) == ["TERMINATED"]


def test_deployment_that_takes_too_long_is_stopped(arena, run):
    shown = run("smoke", "arena", "blue", "--timeout", "3", code=1)
    assert "The deployment was not ready after 3 s; its status is DEPLOYING" in shown.stderr
    assert shown.stdout == "Stopped.\n"
    assert states(arena) == ["TERMINATED"]


def test_refused_deployment_leaves_nothing_to_stop(arena, found):
    arena.change("versions", ("arena", "blue"), is_active=False)
    document = found(code=1)
    assert "is not active" in document["error"]
    assert document["stopped"] is None
    assert asked(arena, "DELETE") == []


def test_unknown_version_is_an_error(arena, run):
    assert "Version not found" in run("smoke", "arena", "none", code=1).stderr


def test_deployment_with_a_lost_response_is_found_and_stopped_and_no_other_one(arena, found):
    game = arena.api.orchestrator.run("arena", "blue")
    arena.emulator.fail_next(method="POST", drop="after")
    document = found(code=1)
    assert document["stopped"] is True
    assert arena.api.deployments[game]["status"] == "READY"
    assert sorted(states(arena)) == ["READY", "TERMINATED"]


def test_deployments_of_others_are_not_stopped_if_the_service_ignores_the_filter(arena, found):
    game = arena.api.orchestrator.run("arena", "blue")
    arena.emulator.fail_next(method="POST", drop="before")
    everything = {"data": [{"request_id": game, "tags": []}], "total_count": 1}
    arena.emulator.fail_next(path="/v1/deployments", status=200, body=everything)
    document = found(code=1)
    assert document["stopped"] is None
    assert "if one was started anyway, it has the tag smoke-" in document["error"]
    assert states(arena) == ["READY"]


def test_deployment_that_could_not_be_stopped_is_named(arena, run):
    arena.emulator.fail_next(method="DELETE", status=403)
    shown = run("smoke", "arena", "blue", code=1)
    (request_id,) = arena.api.deployments
    assert (
        f"The deployment {request_id} could not be stopped and may still be running: Edgegap refused"
        in shown.stderr
    )


@pytest.mark.skipif(sys.platform == "win32", reason="no signal can be sent to one process there")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("moments", [[GET], [GET, STOP], ["POST /v2/deployments"]])
def test_interrupted_deployment_is_stopped(arena, number, moments):
    command = [sys.executable, "-c", "from pulumi_edgegap.commands.app import app; app()"]
    waited = list(moments)

    def interrupt(request):
        if waited and f"{request.method} {request.path}".startswith(waited[0]):
            waited.pop(0)
            process.send_signal(number)

    with subprocess.Popen(
        [*command, "smoke", "arena", "blue"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        arena.emulator.on_request = interrupt
        try:
            shown, messages = process.communicate(timeout=60)
        finally:
            arena.emulator.on_request = None
    assert process.returncode == smoke.INTERRUPTED, messages
    assert shown.endswith("Stopped.\n")
    assert "Traceback" not in messages
    assert states(arena) == ["TERMINATED"]
