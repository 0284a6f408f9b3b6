"""Deleting an app or a storage also deletes its children, but never silently and never those of others."""

from __future__ import annotations

from typing import Any

import grpc
import pytest
from pulumi_edgegap import App, AppVersion, EndpointStorage, PullProfile
from pulumi_edgegap.emulator import Emulator, Organization
from support.declared import PROFILE, STORAGE, VERSION
from support.life import Life, Lives

BELOW: list[Any] = [
    pytest.param(App, {"name": "arena"}, AppVersion, VERSION, "versions '1.0.0'", id="App"),
    pytest.param(
        EndpointStorage, STORAGE, PullProfile, PROFILE, "pull profiles 'maps'", id="EndpointStorage"
    ),
]


@pytest.mark.parametrize(("kind", "declared", "child", "below", "named"), BELOW)
def test_object_with_children_of_others_is_not_deleted(
    lives: Lives, api: Organization, kind: Any, declared: Any, child: Any, below: Any, named: str
) -> None:
    life = lives(kind).up(**declared)
    foreign = lives(child).up(**below)
    with pytest.raises(grpc.RpcError) as refused:
        life.destroy()
    assert f"could not be deleted: that would also delete its {named}, which" in str(refused.value.details())
    assert "delete_children=True" in str(refused.value.details())
    foreign.refresh()
    assert foreign.id

    life.up(**declared, delete_children=True).destroy()
    assert not {*api.apps, *api.storages, *api.versions, *api.profiles}


@pytest.mark.parametrize(("kind", "declared", "child", "below", "named"), BELOW)
def test_permission_that_the_program_drops_ends(
    lives: Lives,
    api: Organization,
    emulator: Emulator,
    kind: Any,
    declared: Any,
    child: Any,
    below: Any,
    named: str,
) -> None:
    life = lives(kind).up(**declared, delete_children=True)
    lives(child).up(**below)
    emulator.requests.clear()
    assert life.changes(**declared)  # the preview shows it, and nothing is sent
    assert not life.up(**declared).changes(**declared)
    assert not emulator.requests
    with pytest.raises(grpc.RpcError, match=f"would also delete its {named}, which"):
        life.refresh().destroy()


def test_permission_that_a_state_of_earlier_builds_kept_has_no_effect(
    lives: Lives, api: Organization
) -> None:
    life: Life = lives(App).up(name="arena")
    lives(AppVersion).up(**VERSION)
    life.state |= {"delete_children": True, "__filled": [*life.state["__filled"], "delete_children"]}
    with pytest.raises(grpc.RpcError, match="would also delete its versions '1.0.0', which"):
        life.destroy()


def test_delete_of_an_app_needs_two_more_requests(lives: Lives, emulator: Emulator) -> None:
    life: Life = lives(App).up(name="arena")
    emulator.requests.clear()
    life.destroy()
    # A client remembers which of the two routes for deployments exists.
    asked = [(each.method, each.path.removeprefix("/v1").removeprefix("/v2")) for each in emulator.requests]
    assert asked == [("GET", "/app/arena/versions"), ("GET", "/deployments"), ("DELETE", "/app/arena")]
