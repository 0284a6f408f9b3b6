"""Running deployments are live games: their apps and versions are only deleted if that is allowed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from pulumi_edgegap import App, AppVersion
from pulumi_edgegap.emulator import Emulator, Organization
from support.declared import VERSION
from support.life import DynamicServer, Life, Lives

TOKEN = "token-of-the-tests"
ALLOWED = {"delete_children": True, "delete_with_deployments": True}


@pytest.fixture
def app(lives: Lives) -> Life:
    return lives(App).up(name="arena", delete_children=True)


@pytest.fixture
def version(lives: Lives, app: Life) -> Life:
    return lives(AppVersion).up(**VERSION)


def refusal(life: Life) -> str:
    with pytest.raises(grpc.RpcError) as refused:
        life.destroy()
    return str(refused.value.details())


def asked(emulator: Emulator) -> list[str]:
    return [f"{each.method} {each.path}" for each in emulator.requests]


@pytest.mark.parametrize(
    ("players", "messages"),
    [
        ([None, None], "2 running deployments (live games);"),
        ([3, 4], "2 running deployments with 7 players (live games);"),
    ],
)
def test_version_with_running_deployments_is_not_deleted(
    version: Life, api: Organization, players: list[int | None], messages: str
) -> None:
    for each in players:
        api.orchestrator.run("arena", "1.0.0", sockets_usage=each)
    why = refusal(version)
    assert f"AppVersion 'arena/1.0.0' could not be deleted: it has {messages}" in why
    assert "`delete_with_deployments=True` on the resource" in why
    assert "`pulumi config set edgegap:deleteWithDeployments true`" in why
    assert ("arena", "1.0.0") in api.versions

    version.up(**VERSION, delete_with_deployments=True).destroy()
    assert not api.versions


def test_app_with_a_running_deployment_is_not_deleted(app: Life, version: Life, api: Organization) -> None:
    api.orchestrator.run("arena", "1.0.0")
    assert "App 'arena' could not be deleted: it has 1 running deployment (a live game);" in refusal(app)
    app.up(name="arena", **ALLOWED).destroy()
    assert not api.apps


def test_other_and_ended_deployments_do_not_prevent_a_delete(
    lives: Lives, version: Life, api: Organization
) -> None:
    for name in ("1.0.1", "1.0.2"):
        lives(AppVersion).up(**VERSION | {"name": name})
    api.orchestrator.run("arena", "1.0.1")
    api.orchestrator.stop(api.orchestrator.run("arena", "1.0.0"))
    version.destroy()
    assert set(api.versions) == {("arena", "1.0.1"), ("arena", "1.0.2")}


def test_gone_version_is_gone_even_with_running_deployments(version: Life, api: Organization) -> None:
    api.orchestrator.run("arena", "1.0.0")
    del api.versions["arena", "1.0.0"]
    version.destroy()


def test_delete_needs_one_more_request_and_other_steps_need_none(
    lives: Lives, app: Life, emulator: Emulator
) -> None:
    emulator.requests.clear()
    life = lives(AppVersion).up(**VERSION)
    life.up(**VERSION | {"docker_tag": "1.0.1"}).refresh().preview(**VERSION | {"name": "1.0.1"})
    assert not [each for each in asked(emulator) if "deployments" in each]
    emulator.requests.clear()
    life.destroy()
    look, delete = asked(emulator)
    assert look in ("GET /v1/deployments", "GET /v2/deployments")  # the client remembers which there is
    assert delete == "DELETE /v1/app/arena/version/1.0.0"


def test_failed_request_for_deployments_does_not_mean_that_nobody_plays(
    version: Life, api: Organization, emulator: Emulator
) -> None:
    emulator.fail_next(method="GET", path="*/deployments", times=99, status=503)
    why = refusal(version)
    assert "AppVersion 'arena/1.0.0' could not be deleted: Edgegap failed at GET /v1/deployments" in why
    assert (
        "Whether it has running deployments is therefore unknown: run the command again, or allow it with `delete_with"
        in why
    )
    assert api.versions
    version.up(**VERSION, delete_with_deployments=True).destroy()
    emulator.faults.clear()
    assert not api.versions


def test_older_route_is_used_first_and_the_newer_one_if_it_does_not_exist(
    version: Life, api: Organization, emulator: Emulator
) -> None:
    api.orchestrator.run("arena", "1.0.0")
    emulator.fail_next(path="/v1/deployments", status=404)
    assert "1 running deployment" in refusal(version)


@pytest.fixture
def alone(api: Organization, emulator: Emulator) -> Iterator[DynamicServer]:
    """A separate provider process whose output a test can read."""
    server = DynamicServer({
        "edgegap:apiToken": TOKEN, "edgegap:apiUrl": emulator.url, "edgegap:maxWait": "0.02",
        "edgegap:requestsPerSecond": "5000",
    })  # fmt: skip
    yield server
    server.process.kill()


@pytest.mark.parametrize("status", [403, 404])
def test_missing_route_is_reported_once_per_process(
    alone: DynamicServer, api: Organization, emulator: Emulator, status: int
) -> None:
    lives = Lives(alone)
    app = lives(App).up(name="arena")
    declared: list[dict[str, Any]] = [VERSION, VERSION | {"name": "1.0.1"}]
    versions = [lives(AppVersion).up(**each) for each in declared]
    emulator.fail_next(path="*/deployments", times=99, status=status)
    for each in (*versions, app):
        each.destroy()
    emulator.faults.clear()
    assert not api.apps
    messages = alone.stop()
    assert len(re.findall("does not list running deployments", messages)) == 1
    assert f"({status})" in messages


def test_whole_stack_can_be_allowed(api: Organization, emulator: Emulator) -> None:
    server = DynamicServer({
        "edgegap:apiToken": TOKEN, "edgegap:apiUrl": emulator.url,
        "edgegap:deleteWithDeployments": "true",
    })  # fmt: skip
    lives = Lives(server)
    lives(App).up(name="arena")
    version = lives(AppVersion).up(**VERSION)
    api.orchestrator.run("arena", "1.0.0")
    version.destroy()
    assert "AppVersion 'arena/1.0.0' is being deleted with 1 running deployment." in server.stop()
