"""Two processes at work on one organization: each gets what it asked for, or is told why not."""

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
    """Resources of a second process, which repeats a call until the test lets it through."""
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
    """Take steps at the same time; give the words in which each fails, empty for one that ends well."""

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
    """Keep a method from being carried out, as often as it is tried, while something is so."""

    def hold(method: str, while_: Callable[[], bool]) -> None:
        refusal = Fault(method, status=503, headers={"Retry-After": "0"})

        def choose(*request: str) -> Fault | None:
            return refusal if refusal.takes(*request) and while_() else None

        monkeypatch.setattr(emulator, "choose_fault", choose)

    return hold


@pytest.mark.parametrize("fault", [{"status": None, "delay": 0.1}, {"drop": "after", "delay": 0.1}])
def test_of_two_that_create_one_name_one_has_it_and_the_other_is_told_the_ways_out(
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
    (told,) = filter(None, failed)
    for way_out in (
        "Adopt it with `adopt=True`",
        "give the resource another name",
        "delete_before_replace=True",
    ):
        assert way_out in told


def test_two_that_update_different_fields_of_one_object_both_get_what_they_asked(
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


def test_object_that_another_deletes_under_an_update_is_said_to_be_deleted(
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
def test_parent_that_another_deletes_under_a_create_is_said_to_be_gone(
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
