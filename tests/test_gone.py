"""A 404 proves little: nothing is removed from the state because of another token or URL."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import pytest
from conftest import OTHER_TOKEN, TOKEN
from pulumi_edgegap import App, AppVersion
from pulumi_edgegap.emulator import Emulator, Organization
from support.declared import VERSION
from support.life import DynamicServer, Life

ELSEWHERE = r"App 'arena' was not found in this Edgegap organization, and neither was anything else .*apiToken.*allowAllGone"


@pytest.fixture
def game(api: Organization, lives: Any) -> list[Life]:
    """An app and its version after a run."""
    return [lives(App).up(name="arena"), lives(AppVersion).up(**VERSION)]


@pytest.fixture
def next_run(emulator: Emulator) -> Iterator[Any]:
    """Runs resources in a new provider process, which has not found any objects yet."""
    servers = []

    def start(
        lives: list[Life],
        token: str = TOKEN,
        url: str = emulator.url,
        settings: Any = None,
        **environment: str,
    ) -> list[Life]:
        config = {
            "edgegap:apiToken": token,
            "edgegap:apiUrl": url,
            "edgegap:maxRetries": "0",
            **(settings or {}),
        }
        servers.append(DynamicServer(config, environment))
        return [Life(servers[-1], each.kind, each.id, each.inputs, each.state) for each in lives]

    yield start
    for server in servers:
        server.stop()


def outcomes(steps: list[Any]) -> list[str]:
    """Run steps concurrently like the engine, and return the error of each."""

    def outcome(step: Any) -> str:
        try:
            step()
        except grpc.RpcError as error:
            return str(error.details())
        return ""

    with ThreadPoolExecutor(4) as threads:
        return list(threads.map(outcome, steps))


def test_token_of_another_organization_removes_nothing_from_the_state(
    game: list[Life], next_run: Any
) -> None:
    app, version = next_run(game, token=OTHER_TOKEN)
    refused = outcomes([app.refresh, version.refresh])
    assert app.id == "arena"
    assert version.id == "arena/1.0.0"
    assert all("was not found in this Edgegap organization" in each for each in refused)
    with pytest.raises(grpc.RpcError, match=ELSEWHERE):
        app.destroy()


@pytest.mark.parametrize("body", ["", {"detail": "Not Found"}, {"message": "no Route matched"}])
def test_gateway_without_the_routes_removes_nothing_from_the_state(
    game: list[Life], next_run: Any, emulator: Emulator, body: Any
) -> None:
    app, version = next_run(game)
    emulator.fail_next(method="*", times=99, status=404, body=body)
    refused = outcomes([app.refresh, version.destroy])
    emulator.faults.clear()
    assert app.id == "arena"
    assert all("404" in each and "could not be" in each for each in refused)


def test_object_is_gone_if_another_one_was_found(game: list[Life], next_run: Any, api: Organization) -> None:
    api.versions.clear()
    app, version = next_run(game)
    assert outcomes([version.refresh, app.refresh]) == ["", ""]
    assert (app.id, version.id) == ("arena", "")


def test_gone_version_is_destroyed_because_its_app_exists(
    game: list[Life], next_run: Any, api: Organization
) -> None:
    api.versions.clear()
    (version,) = next_run(game[1:])
    version.destroy()


@pytest.mark.parametrize(
    "how", [{"EDGEGAP_ALLOW_ALL_GONE": "true"}, {"settings": {"edgegap:allowAllGone": "true"}}]
)
def test_empty_organization_is_accepted_if_the_user_allows_it(
    game: list[Life], next_run: Any, api: Organization, how: dict[str, Any]
) -> None:
    api.versions.clear()
    api.apps.clear()
    app, version = next_run(game, **how)
    assert outcomes([app.refresh, version.destroy]) == ["", ""]
    assert app.id == ""


def test_url_with_the_prefix_of_the_routes_is_the_same_url(
    game: list[Life], next_run: Any, emulator: Emulator
) -> None:
    (app,) = next_run(game[:1], url=f"{emulator.url}/v1/")
    assert app.refresh().id == "arena"
