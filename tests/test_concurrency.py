"""Two processes that work on one organization: each succeeds or gets an error that says why."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import grpc
import pytest
from conftest import finds_something
from pulumi_edgegap import App, AppVersion, EndpointStorage, PullProfile, PullProfileLink
from pulumi_edgegap.emulator import Emulator, Fault, Organization
from support.declared import PROFILE, STORAGE, VERSION
from support.life import DynamicServer, Life, Lives
from support.tables import tables

LINK = {"storage_name": "logs", "pull_profile_name": "maps", "app_name": "arena", "app_version_name": "1.0.0"}


@pytest.fixture(scope="module")
def patient(emulator: Emulator) -> Iterator[Lives]:
    """Resources of a second process, which retries calls for as long as the test blocks them."""
    config = {
        "edgegap:apiToken": emulator.token,
        "edgegap:apiUrl": emulator.url,
        "edgegap:maxWait": "0.02",
        "edgegap:maxRetries": "100000",
        "edgegap:requestsPerSecond": "5000",
    }
    server = DynamicServer(config)
    finds_something(Lives(server))
    yield Lives(server)
    server.stop()


def at_once(*steps: Callable[[], object]) -> list[str]:
    """Run steps concurrently, and return the error of each, empty for a success."""

    def words(step: Callable[[], object]) -> str:
        try:
            step()
        except grpc.RpcError as error:
            return str(error.details())
        return ""

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(words, steps))


@pytest.fixture
def hold(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Block a method while a condition is true."""

    def hold(method: str, while_: Callable[[], bool]) -> None:
        refusal = Fault(method, status=503, headers={"Retry-After": "0"})

        def choose(*request: str) -> Fault | None:
            return refusal if refusal.takes(*request) and while_() else None

        monkeypatch.setattr(emulator, "choose_fault", choose)

    return hold


@pytest.mark.parametrize("fault", [{"status": None, "delay": 0.1}, {"drop": "after", "delay": 0.1}])
def test_one_of_two_creates_of_a_name_succeeds_and_the_other_is_an_error_with_remedies(
    lives: Lives, patient: Lives, api: Organization, emulator: Emulator, fault: dict[str, Any]
) -> None:
    emulator.fail_next(method="POST", times=2, **fault)
    both = lives(App), patient(App)
    failed = at_once(
        lambda: both[0].up(name="arena", is_active=True), lambda: both[1].up(name="arena", is_active=False)
    )
    assert sorted(map(bool, failed)) == [False, True]
    (held,) = api.apps.values()
    winner, loser = both if failed[1] else reversed(both)
    assert winner.state["is_active"] == winner.inputs["is_active"] == held["is_active"]
    assert loser.state == {}
    (messages,) = filter(None, failed)
    for way_out in (
        "adopt it with `adopt=True`",
        "give the resource another name",
        "delete_before_replace=True",
    ):
        assert way_out in messages


def test_concurrent_updates_of_different_fields_both_succeed(
    lives: Lives, patient: Lives, api: Organization, emulator: Emulator
) -> None:
    lives(App).up(name="arena")
    mine = lives(AppVersion).up(**VERSION)
    theirs = replace(mine, server=patient.server)
    emulator.fail_next(method="PATCH", times=2, status=None, delay=0.1)
    steps = (
        lambda: mine.up(**VERSION | {"docker_tag": "2"}),
        lambda: theirs.up(**VERSION, time_to_deploy=300),
    )
    assert at_once(*steps) == ["", ""]
    assert api.versions["arena", "1.0.0"].items() >= {"docker_tag": "2", "time_to_deploy": 300}.items()


def test_object_deleted_by_others_during_an_update_is_reported_as_deleted(
    lives: Lives, patient: Lives, api: Organization, hold: Callable[..., None]
) -> None:
    mine = lives(App).up(name="arena")
    theirs = replace(mine, server=patient.server)
    hold("PATCH", lambda: "arena" in api.apps)
    failed, deleted = at_once(lambda: theirs.up(name="arena", is_active=False), mine.destroy)
    assert deleted == ""
    assert "App 'arena' could not be updated: " in failed
    assert "It was deleted outside of Pulumi: run `pulumi refresh`" in failed
    assert theirs.refresh().id == ""


def test_adopted_object_is_not_deleted_by_a_later_run_as_that_of_the_resource_that_had_it(
    lives: Lives, patient: Lives, api: Organization
) -> None:
    had, has = lives(App).up(name="arena"), lives(App).up(name="arena", adopt=True)
    has.up(name="arena", is_active=False)
    had.server = has.server = patient.server
    assert not has.changes(name="arena", is_active=False)
    had.destroy()
    assert list(api.apps) == ["arena"]
    has.refresh().destroy()
    assert list(api.apps) == []


@pytest.mark.parametrize(
    ("parent", "kind", "inputs", "method"),
    [
        (App, AppVersion, VERSION, "POST"),
        (EndpointStorage, PullProfile, PROFILE, "POST"),
        (EndpointStorage, PullProfileLink, LINK, "PUT"),
        (App, PullProfileLink, LINK, "PUT"),
    ],
)
def test_parent_deleted_by_others_during_a_create_is_reported_as_gone(
    lives: Lives,
    patient: Lives,
    api: Organization,
    hold: Callable[..., None],
    parent: Any,
    kind: Any,
    inputs: dict[str, Any],
    method: str,
) -> None:
    parents: dict[Any, Life] = {App: lives(App).up(name="arena", delete_children=True)}
    parents[EndpointStorage] = lives(EndpointStorage).up(**STORAGE, delete_children=True)
    if kind is PullProfileLink:
        lives(AppVersion).up(**VERSION)
        lives(PullProfile).up(**PROFILE)
    hold(method, lambda: bool(tables(api)[parent]))
    failed, deleted = at_once(lambda: patient(kind).up(**inputs), parents[parent].destroy)
    assert deleted == ""
    assert re.search(rf"{kind.__name__} '.*{inputs.get('name', '1.0.0')}' could not be created: ", failed)
    assert "Its parent does not exist. If it was deleted, run `pulumi refresh`" in failed
    assert not tables(api)[kind]
