"""What becomes of a step when the service, the network or another one's object gets in its way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from pulumi_edgegap import App, AppVersion, EndpointStorage, PullProfile, PullProfileLink
from pulumi_edgegap.emulator import Emulator, Organisation
from support.declared import PROFILE, STORAGE, VERSION
from support.life import Life, Lives

LINK = {"storage_name": "logs", "pull_profile_name": "maps", "app_name": "arena", "app_version_name": "1.0.0"}
DECLARED: dict[Any, dict[str, Any]] = {
    App: {"name": "arena"},
    AppVersion: VERSION,
    EndpointStorage: STORAGE,
    PullProfile: PROFILE,
    PullProfileLink: LINK,
}
CHANGED: dict[Any, dict[str, Any]] = {
    App: {"is_active": False},
    AppVersion: {"docker_tag": "1.0.1"},
    EndpointStorage: {"bucket": "other"},
    PullProfile: {"source": "/other"},
}
FAULTS = {
    "before it acted": {"status": 502, "body": "<html>Bad Gateway</html>"},
    "after it acted": {"status": 502, "body": "<html>Bad Gateway</html>", "carry_out": True},
    "with a garbled answer": {"status": 200, "body": "{", "carry_out": True},
    "too many requests": {"status": 429, "body": {"message": "slow down"}, "headers": {"Retry-After": "0"}},
}


def tables(api: Organisation) -> dict[Any, Any]:
    return {
        App: api.apps,
        AppVersion: api.versions,
        EndpointStorage: api.storages,
        PullProfile: api.profiles,
        PullProfileLink: api.links,
    }


@pytest.fixture(autouse=True)
def _no_fault_is_left(emulator: Emulator) -> Iterator[None]:
    yield
    left = list(emulator.faults)
    emulator.faults.clear()
    assert left == []


def below_parents(lives: Lives, kind: Any) -> Life:
    """Make what has to be there before an object of a kind."""
    kinds = list(DECLARED)
    for parent in kinds[: kinds.index(kind)]:
        lives(parent).up(**DECLARED[parent])
    return lives(kind)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("kind", DECLARED)
def test_create_ends_with_one_object_or_none(
    lives: Lives, api: Organisation, emulator: Emulator, kind: Any, fault: str
) -> None:
    life = below_parents(lives, kind)
    method = "PUT" if kind is PullProfileLink else "POST"
    emulator.fail_next(method=method, **FAULTS[fault])
    if fault == "before it acted" and method == "POST":
        with pytest.raises(grpc.RpcError, match="could not be created"):
            life.up(**DECLARED[kind])
        assert len(tables(api)[kind]) == 0
    life.up(**DECLARED[kind])
    assert len(tables(api)[kind]) == 1
    assert not life.changes(**DECLARED[kind])


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("kind", CHANGED)
def test_update_ends_with_the_change_made(
    lives: Lives, api: Organisation, emulator: Emulator, kind: Any, fault: str
) -> None:
    life = below_parents(lives, kind).up(**DECLARED[kind])
    emulator.fail_next(method="PATCH", **FAULTS[fault])
    changed = DECLARED[kind] | CHANGED[kind]
    life.up(**changed)
    (held,) = tables(api)[kind].values()
    assert held.items() >= CHANGED[kind].items()
    assert not life.changes(**changed)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("kind", DECLARED)
def test_delete_ends_with_nothing_left(
    lives: Lives, api: Organisation, emulator: Emulator, kind: Any, fault: str
) -> None:
    life = below_parents(lives, kind).up(**DECLARED[kind])
    emulator.fail_next(method="DELETE", **FAULTS[fault])
    life.destroy()
    assert len(tables(api)[kind]) == 0


@pytest.mark.parametrize("fault", FAULTS)
def test_refresh_keeps_the_state_through_a_fault(lives: Lives, emulator: Emulator, fault: str) -> None:
    life = lives(App).up(**DECLARED[App])
    emulator.fail_next(method="GET", **FAULTS[fault])
    assert life.refresh().id == "arena"
    assert not life.changes(**DECLARED[App])


@pytest.mark.parametrize("kind", CHANGED)
def test_fault_for_ever_fails_the_step_and_the_next_up_recovers(
    lives: Lives, api: Organisation, emulator: Emulator, kind: Any
) -> None:
    life = below_parents(lives, kind).up(**DECLARED[kind])
    changed = DECLARED[kind] | CHANGED[kind]
    for method, step in (
        ("PATCH", lambda: life.up(**changed)),
        ("GET", life.refresh),
        ("DELETE", life.destroy),
    ):
        emulator.fail_next(method=method, status=503, times=100)
        with pytest.raises(grpc.RpcError, match="503"):
            step()
        emulator.faults.clear()
    life.up(**changed).refresh()
    assert not life.changes(**changed)


def test_created_object_whose_answer_was_lost_is_only_taken_if_it_is_what_was_asked(
    lives: Lives, app: Life, api: Organisation, emulator: Emulator
) -> None:
    api.create_version(
        "arena", {**{k: v for k, v in VERSION.items() if k != "app_name"}, "docker_tag": "other"}
    )
    emulator.fail_next(method="POST", path="*/version", status=502)
    with pytest.raises(grpc.RpcError, match="differs in docker_tag.*adopt=True"):
        lives(AppVersion).up(**VERSION)
    assert api.versions["arena", "1.0.0"]["docker_tag"] == "other"


def test_object_older_than_the_attempt_is_not_taken_for_its_result(
    lives: Lives, api: Organisation, emulator: Emulator
) -> None:
    lives(App).up(name="arena")
    api.apps["arena"] = api.apps["arena"] | {"create_time": "2020-01-01 00:00:00.000000"}
    emulator.fail_next(method="POST", status=502)
    with pytest.raises(grpc.RpcError, match="stood there before.*adopt=True"):
        lives(App).up(name="arena")


@pytest.fixture
def app(lives: Lives) -> Life:
    return lives(App).up(name="arena")


@pytest.mark.parametrize("kind", CHANGED)
def test_taken_name_is_an_error_that_tells_the_ways_out(lives: Lives, kind: Any) -> None:
    below_parents(lives, kind).up(**DECLARED[kind])
    with pytest.raises(grpc.RpcError, match=r"already exists.*adopt=True.*import.*another name"):
        lives(kind).up(**DECLARED[kind])


@pytest.mark.parametrize("kind", CHANGED)
def test_adoption_takes_the_object_over_and_changes_it_to_what_was_asked(
    lives: Lives, api: Organisation, kind: Any
) -> None:
    below_parents(lives, kind).up(**DECLARED[kind])
    changed = DECLARED[kind] | CHANGED[kind]
    adopted = lives(kind).up(**changed, adopt=True)
    (held,) = tables(api)[kind].values()
    assert held.items() >= CHANGED[kind].items()
    assert "adopt" not in adopted.state
    assert not adopted.changes(**changed)
    assert not adopted.refresh().changes(**changed, adopt=True)


def test_adoption_sets_the_secrets_which_it_cannot_see(lives: Lives, api: Organisation) -> None:
    lives(EndpointStorage).up(**STORAGE)
    lives(EndpointStorage).up(**STORAGE | {"secret_access_key": "mine"}, adopt=True)
    assert api.storages["logs"]["secret_access_key"] == "mine"


def test_adoption_refuses_what_it_would_have_to_replace(lives: Lives, app: Life) -> None:
    lives(AppVersion).up(**VERSION, kind="session")
    with pytest.raises(grpc.RpcError, match="its kind is another one"):
        lives(AppVersion).up(**VERSION, kind="non-session", adopt=True)


def test_error_that_echoes_a_secret_does_not_show_it(lives: Lives, emulator: Emulator) -> None:
    emulator.fail_next(method="POST", status=400, body={"message": "bad key: hunter2-the-secret"})
    with pytest.raises(grpc.RpcError) as caught:
        lives(EndpointStorage).up(**STORAGE | {"secret_access_key": "hunter2-the-secret"})
    assert "bad key" in str(caught.value)
    assert "hunter2" not in str(caught.value)
