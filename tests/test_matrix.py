"""Every resource's life cycle under every reading of the service: no step leaves changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from pulumi_edgegap import App, AppVersion, EndpointStorage, ImageTag, PullProfile, PullProfileLink
from pulumi_edgegap.emulator import EDITIONS, Emulator
from support.declared import PROFILE, STORAGE, VERSION
from support.life import DynamicServer, Life, Lives

READINGS = list(product(EDITIONS, ("lenient", "strict"), ("masked", "clear")))
ENV = {"key": "KEY", "value": "hush", "is_secret": True}
FULL = VERSION | {
    "private_username": "robot",
    "private_token": "token",
    "envs": [ENV, {"key": "MODE", "value": "ranked"}],
    "ports": [{"port": 80, "protocol": "WS", "tls_upgrade": True}, {"port": 7777, "protocol": "UDP"}],
    "endpoint_storage": "logs",
    "max_duration": 60,
}
LIVES: dict[Any, tuple[dict[str, Any], dict[str, Any]]] = {
    App: ({"name": "lobby"}, {"is_active": False}),
    AppVersion: (
        FULL | {"name": "2.0.0"},
        {"docker_tag": "2", "private_token": "other", "envs": [ENV | {"value": "other"}], "ports": []},
    ),
    EndpointStorage: (STORAGE | {"name": "files"}, {"bucket": "other", "secret_access_key": "other"}),
    PullProfile: (PROFILE | {"name": "mods"}, {"destination": "/game/mods"}),
    PullProfileLink: (
        {
            "storage_name": "logs",
            "pull_profile_name": "maps",
            "app_name": "arena",
            "app_version_name": "1.0.0",
        },
        {},
    ),
    ImageTag: ({"image_name": "studio/arena", "tag": "1"}, {}),
}
"""The inputs to create a resource with, and the changes that follow."""
NO_ROUTE = {("2024", ImageTag)}


def account_of(reading: tuple[str, ...]) -> str:
    return "-".join(reading)


@pytest.fixture(scope="module")
def emulators() -> Iterator[dict[str, Emulator]]:
    with ExitStack() as running:
        yield {
            account_of(reading): running.enter_context(
                Emulator(edition=reading[0], strict=reading[1] == "strict", credentials=reading[2])
            )
            for reading in READINGS
        }


@pytest.fixture(scope="module")
def matrix(emulators: dict[str, Emulator]) -> Iterator[Lives]:
    config = {"edgegap:apiToken": "none"}
    for account, emulator in emulators.items():
        config |= {f"edgegap-{account}:apiToken": emulator.token, f"edgegap-{account}:apiUrl": emulator.url}
        config |= {f"edgegap-{account}:requestsPerSecond": "5000", f"edgegap-{account}:maxRetries": "0"}
    server = DynamicServer(config)
    lives = Lives(server)
    for account, emulator in emulators.items():
        for kind, given in ((App, {"name": "arena"}), (EndpointStorage, STORAGE), (PullProfile, PROFILE)):
            lives(kind).up(**given, account=account)
        lives(AppVersion).up(**VERSION, account=account)
        emulator.organization().registry.push("studio/arena", "1")
    yield lives
    server.stop()


def settled(life: Life, given: dict[str, Any]) -> None:
    assert not life.changes(**given)
    assert not life.refresh().changes(**given)


@pytest.mark.parametrize("kind", LIVES, ids=lambda kind: str(kind.__name__))
@pytest.mark.parametrize("reading", READINGS, ids="-".join)
def test_nothing_is_left_to_change_after_any_step(matrix: Lives, reading: tuple[str, ...], kind: Any) -> None:
    if (reading[0], kind) in NO_ROUTE:
        pytest.skip("this edition has no such route")
    made, changed = LIVES[kind]
    given = made | {"account": account_of(reading)}
    life = matrix(kind).up(**given)
    settled(life, given)
    given |= changed
    settled(life.up(**given), given)
    life.destroy()
    settled(matrix(kind).up(**given), given)
    life.destroy()


@pytest.mark.parametrize("edition", EDITIONS)
def test_cpu_and_memory_are_updated_in_place_where_every_edition_takes_them(edition: Any) -> None:
    with Emulator(edition=edition, sizes="updated", strict=True) as emulator:
        server = DynamicServer({"edgegap:apiToken": emulator.token, "edgegap:apiUrl": emulator.url})
        lives = Lives(server)
        lives(App).up(name="arena")
        version = lives(AppVersion).up(**VERSION)
        for changed in ({"req_cpu": 1024}, {"req_cpu": 1024, "req_memory": 2048}):
            settled(version.up(**VERSION | changed), VERSION | changed)
        server.stop()


@pytest.mark.parametrize("reading", READINGS, ids="-".join)
def test_secret_is_kept_as_one_under_every_reading(
    matrix: Lives, emulators: dict[str, Emulator], reading: tuple[str, ...]
) -> None:
    account = account_of(reading)
    life = matrix(AppVersion).up(**FULL | {"name": "3.0.0", "account": account})
    held = emulators[account].organization().versions["arena", "3.0.0"]
    assert {env["key"]: env["is_secret"] for env in held["envs"]} == {"KEY": True, "MODE": False}
    assert held["private_token"] == "token"
    life.destroy()


def test_table_of_the_documentation_is_what_is_tried() -> None:
    names = [kind.__name__ for kind in LIVES]
    rows = [["edition", "arguments", "credentials", *names]]
    for reading in READINGS:
        rows.append(
            [*reading, *("no route" if (reading[0], kind) in NO_ROUTE else "settles" for kind in LIVES)]
        )
    head, *body = (f"| {' | '.join(row)} |" for row in rows)
    table = "\n".join([head, "|---" * len(rows[0]) + "|", *body])
    assert table in (Path(__file__).parents[1] / "docs/api-behaviour.md").read_text()
