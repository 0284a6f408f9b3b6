"""Steps that meet faults of the service or the network, or objects of others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import grpc
import pytest
from pulumi_edgegap import App, AppVersion, EndpointStorage, ImageTag, PullProfile, PullProfileLink
from pulumi_edgegap.api import Client, EdgegapError
from pulumi_edgegap.emulator import Emulator, Organization
from support.declared import PROFILE, STORAGE, VERSION
from support.life import Life, Lives
from support.tables import tables

LINK = {"storage_name": "logs", "pull_profile_name": "maps", "app_name": "arena", "app_version_name": "1.0.0"}
DECLARED: dict[Any, dict[str, Any]] = {
    App: {"name": "arena"},
    AppVersion: VERSION,
    EndpointStorage: STORAGE,
    PullProfile: PROFILE,
    PullProfileLink: LINK,
    # An image of these tests only: a recent read of another test could replace a read here.
    ImageTag: {"image_name": "faulty", "tag": "1.0.0", "delete_on_destroy": True},
}
CHANGED: dict[Any, dict[str, Any]] = {
    App: {"is_active": False},
    AppVersion: {"docker_tag": "1.0.1"},
    EndpointStorage: {"bucket": "other"},
    PullProfile: {"source": "/other"},
}

HTML = "<html>Bad Gateway</html>"
FAULTS: dict[str, dict[str, Any]] = {
    "reset before it acted": {"drop": "before"},
    "reset after it acted": {"drop": "after"},
    "502 in HTML": {"status": 502, "body": HTML},
    "502 in HTML after it acted": {"status": 502, "body": HTML, "carry_out": True},
    "503": {"status": 503},
    "response cut off": {"drop": "middle"},
    "response garbled": {"status": 200, "body": "{", "carry_out": True},
    "429": {"status": 429, "headers": {"Retry-After": "0"}},
}
ACTED = {"reset after it acted", "502 in HTML after it acted", "response cut off", "response garbled"}
LASTS = {"at 1 try": 1, "at 3 tries": 3, "always": 99, "always, at all calls": 99}

# The number of requests (with the step's method, not counting other reads), and the result of the step. Reads are not
# counted, because recent ones of other tests decide whether a refresh reads a list. A create is sent again if a read
# shows that the object does not exist; one that succeeded is settled by the read. With the default `edgegap:maxRetries`
# a call is made at most six times. Nothing is deleted whose live games cannot be read.
VERSIONS = """
                            | create              | update              | delete              | read                | list
                            | 3 tries  | always   | 3 tries  | always   | 3 tries  | always   | 3 tries  | always   | 3 tries
reset before it acted       | 4 well   | 6 fails  | 4 well   | 6 fails  | 4 well   | 6 fails  | well     | fails    | 4 well
reset after it acted        | 1 well   | 1 well   | 4 well   | 6 well   | 4 well   | 6 well   | well     | fails    | 4 well
502 in HTML                 | 4 well   | 6 fails  | 4 well   | 6 fails  | 4 well   | 6 fails  | well     | fails    | 4 well
502 in HTML after it acted  | 1 well   | 1 well   | 4 well   | 6 well   | 4 well   | 6 well   | well     | fails    | 4 well
503                         | 4 well   | 6 fails  | 4 well   | 6 fails  | 4 well   | 6 fails  | well     | fails    | 4 well
response cut off            | 1 well   | 1 well   | 4 well   | 6 well   | 4 well   | 6 well   | well     | fails    | 4 well
response garbled            | 1 well   | 1 well   | 4 well   | 6 well   | 4 well   | 6 well   | well     | fails    | 4 well
429                         | 4 well   | 6 fails  | 4 well   | 6 fails  | 4 well   | 6 fails  | well     | fails    | 4 well
"""
# The other kinds, and an outage in which the read after a lost response fails as well.
OTHERS = """
create App             | reset before it acted      | at 1 try               | 2 well
create EndpointStorage | 502 in HTML after it acted | at 1 try               | 1 well
create PullProfile     | 503                        | at 1 try               | 2 well
create PullProfileLink | response garbled           | at 1 try               | 2 well
create PullProfileLink | reset after it acted       | always                 | 6 fails
create ImageTag        | 429                        | at 1 try               | 2 well
read App               | response cut off           | at 1 try               | well
read EndpointStorage   | 429                        | at 1 try               | well
read PullProfile       | response garbled           | at 1 try               | well
read PullProfileLink   | reset before it acted      | at 1 try               | well
read ImageTag          | 502 in HTML                | at 1 try               | well
update App             | reset after it acted       | always                 | 6 well
update EndpointStorage | 503                        | at 1 try               | 2 well
update PullProfile     | 502 in HTML after it acted | at 1 try               | 2 well
delete App             | response garbled           | at 1 try               | 2 well
delete EndpointStorage | reset after it acted       | always                 | 6 well
delete PullProfile     | 429                        | at 1 try               | 2 well
delete PullProfileLink | 502 in HTML after it acted | at 1 try               | 2 well
delete ImageTag        | response cut off           | at 1 try               | 2 well
list App               | reset before it acted      | at 1 try               | 2 well
list EndpointStorage   | response garbled           | at 1 try               | 2 well
list PullProfile       | 429                        | at 1 try               | 2 well
list ImageTag          | 503                        | at 1 try               | 2 well
create AppVersion      | reset before it acted      | always, at all calls   | 1 fails
create AppVersion      | reset after it acted       | always, at all calls   | 1 fails
update AppVersion      | 502 in HTML                | always, at all calls   | 6 fails
update AppVersion      | reset after it acted       | always, at all calls   | 6 fails
delete AppVersion      | response garbled           | always, at all calls   | 0 fails
delete PullProfile     | response garbled           | always, at all calls   | 6 fails
delete PullProfile     | 503                        | always, at all calls   | 6 fails
"""
TRIES = 6  # one, and as many repetitions as `edgegap:maxRetries` allows by default
METHODS = {"create": "POST", "update": "PATCH", "delete": "DELETE", "read": "GET", "list": "GET"}


def matrix() -> Iterator[Any]:
    """Parse the tables, with a row for each fault and a column for each step and duration."""
    for fault, *ends in lines(VERSIONS)[2:]:
        columns = [(step, lasts) for step in METHODS for lasts in ("at 3 tries", "always")]
        for (step, lasts), end in zip(columns, ends, strict=False):
            yield case(f"{step} AppVersion", fault, lasts, end)
    for step, fault, lasts, end in lines(OTHERS):
        yield case(step, fault, lasts, end)


def lines(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip("\n").splitlines()]


def case(step_and_kind: str, fault: str, lasts: str, end: str) -> Any:
    step, kind = step_and_kind.split()
    tries, how = end.rpartition(" ")[::2]
    (declared,) = [each for each in DECLARED if each.__name__ == kind]
    return pytest.param(
        step, declared, fault, lasts, int(tries or 0), how == "well", id=f"{step} {kind}, {fault}, {lasts}"
    )


@pytest.mark.parametrize(("step", "kind", "fault", "lasts", "tries", "well"), list(matrix()))
def test_matrix(
    lives: Lives,
    api: Organization,
    emulator: Emulator,
    client: Client,
    step: str,
    kind: Any,
    fault: str,
    lasts: str,
    tries: int,
    well: bool,
    record_property: Callable[[str, str], None],
) -> None:
    method, table, asked = METHODS[step], tables(api)[kind], DECLARED[kind]
    if step == "create":
        method = {PullProfileLink: "PUT", ImageTag: "GET"}.get(kind, method)
    life = below_parents(lives, api, kind)
    if step != "create":
        life.up(**asked)
    if step == "update":
        asked = asked | CHANGED[kind]
    before = replace(life), dict(table)
    acted = method != "GET" and tries > 0 and (well or fault in ACTED)

    emulator.requests.clear()
    caught = "*" if lasts == "always, at all calls" else method
    emulator.fail_next(method=caught, times=LASTS[lasts], **FAULTS[fault])
    outcome = take(life, step, asked, client)
    emulator.faults.clear()
    record_property("ended", "in words" if outcome else "well")

    # The expected result, number of tries and number of objects, and an accurate state.
    assert outcome == "" if well else SENTENCE.fullmatch(outcome)
    assert step == "read" or [each.method for each in emulator.requests].count(method) == tries
    assert len(table) == {"create": int(kind is ImageTag or acted), "delete": int(not acted)}.get(step, 1)
    if step == "update":
        assert (table != before[1]) is acted
    if step == "list" or not well:
        assert life == before[0]
    elif step != "delete":
        assert facts(life) == facts(replace(life).refresh())

    # One more `up` without the fault repairs everything; an object created unseen is named and must be adopted.
    if step == "delete":
        life.destroy()
        assert not table
        return
    if method == "POST" and acted and not well:
        assert "already exists" in take(life, step, asked, client)
        life.up(**asked, adopt=True)
    life.up(**asked)
    assert len(table) == 1
    assert not life.changes(**asked)
    assert not life.refresh().changes(**asked)


SENTENCE = re.compile(
    r"(pulumi_edgegap\.ResourceError: \w+ '.*' (could not be|may have been) |Edgegap |The answer to )[^\n]*\.\n?"
)


def take(life: Life, step: str, asked: dict[str, Any], client: Client) -> str:
    """Run a step, and return its error."""
    lists = {
        App: client.apps.list,
        AppVersion: lambda: client.versions.list("arena"),
        EndpointStorage: client.storages.list,
        PullProfile: lambda: client.profiles.list("logs"),
        ImageTag: lambda: client.tags.list("faulty"),
    }
    try:
        if step == "list":
            assert len(list(lists[life.kind]())) == 1
        else:
            {"read": life.refresh, "delete": life.destroy}.get(step, lambda: life.up(**asked))()
    except grpc.RpcError as error:
        return str(error.details())
    except EdgegapError as error:
        return str(error)
    return ""


def facts(life: Life) -> dict[str, Any]:
    """The state, without what differs at every read."""
    return {name: value for name, value in life.state.items() if name != "caching_percent"}


@pytest.fixture(scope="module")
def client(emulator: Emulator) -> Iterator[Client]:
    with Client(emulator.token, emulator.url, max_wait=0.002, requests_per_second=5000) as client:
        yield client


def below_parents(lives: Lives, api: Organization, kind: Any) -> Life:
    """Create what an object of a kind needs."""
    if kind in (AppVersion, PullProfileLink):
        lives(App).up(**DECLARED[App])
    if kind in (PullProfile, PullProfileLink):
        lives(EndpointStorage).up(**STORAGE)
    if kind is PullProfileLink:
        lives(AppVersion).up(**VERSION)
        lives(PullProfile).up(**PROFILE)
    if kind is ImageTag:
        api.registry.push("studio/found", "1.0.0")
        lives(ImageTag).up(
            image_name="found", tag="1.0.0"
        ).refresh()  # so that a missing image counts as gone
        api.tags.clear()
        api.registry.push("studio/faulty", "1.0.0")
    return lives(kind)


@pytest.fixture(autouse=True)
def _no_fault_is_left(emulator: Emulator) -> Iterator[None]:
    yield
    left = list(emulator.faults)
    emulator.faults.clear()
    assert left == []


def test_object_of_a_lost_create_is_only_accepted_if_it_has_the_requested_values(
    lives: Lives, app: Life, api: Organization, emulator: Emulator
) -> None:
    api.create_version(
        "arena", {**{k: v for k, v in VERSION.items() if k != "app_name"}, "docker_tag": "other"}
    )
    emulator.fail_next(method="POST", path="*/version", status=502)
    with pytest.raises(grpc.RpcError, match="differs in docker_tag.*adopt=True"):
        lives(AppVersion).up(**VERSION)
    assert api.versions["arena", "1.0.0"]["docker_tag"] == "other"


def test_repeated_create_that_meets_its_own_first_try_is_settled_by_a_read(
    lives: Lives, api: Organization, emulator: Emulator
) -> None:
    taken = {"status": 409, "body": {"message": "An application of that name already exists."}}
    emulator.fail_next(method="POST", drop="before")  # the look that follows sees nothing
    emulator.fail_next(method="POST", carry_out=True, **taken)
    lives(App).up(name="arena")
    assert list(api.apps) == ["arena"]
    assert [each.method for each in emulator.requests] == ["POST", "GET", "POST", "GET"]


@pytest.mark.parametrize("step", ["created", "updated", "deleted"])
def test_step_with_an_unknown_outcome_says_so_and_how_to_continue(
    lives: Lives, api: Organization, emulator: Emulator, step: str
) -> None:
    life = below_parents(lives, api, PullProfile)
    if step != "created":
        life.up(**PROFILE)
    method = {"created": "POST", "updated": "PATCH", "deleted": "DELETE"}[step]
    emulator.fail_next(method=method, times=TRIES, drop="after")
    emulator.fail_next(method="GET", times=TRIES, status=503)
    with pytest.raises(grpc.RpcError) as caught:
        life.destroy() if step == "deleted" else life.up(**PROFILE | {"source": f"/{step}"})
    emulator.faults.clear()
    words = rf"PullProfile 'logs/maps' may have been {step}: .*{method} /v1/storage.* Reading it back failed too: .*503.* again"
    assert re.search(words, str(caught.value.details()))
    assert ("adopt=True" in str(caught.value.details())) is (step == "created")


def test_object_older_than_the_attempt_is_not_its_result(
    lives: Lives, api: Organization, emulator: Emulator
) -> None:
    lives(App).up(name="arena")
    api.apps["arena"] = api.apps["arena"] | {"create_time": "2020-01-01 00:00:00.000000"}
    emulator.fail_next(method="POST", status=502)
    with pytest.raises(grpc.RpcError, match="already existed.*adopt=True"):
        lives(App).up(name="arena")
    emulator.fail_next(method="POST", status=502)
    assert lives(App).up(name="arena", adopt=True).state["__adopted"]


@pytest.fixture
def app(lives: Lives) -> Life:
    return lives(App).up(name="arena")


@pytest.mark.parametrize("kind", CHANGED)
def test_taken_name_is_an_error_with_remedies(lives: Lives, api: Organization, kind: Any) -> None:
    below_parents(lives, api, kind).up(**DECLARED[kind])
    with pytest.raises(grpc.RpcError, match=r"already exists.*adopt=True.*another name"):
        lives(kind).up(**DECLARED[kind])


@pytest.mark.parametrize("kind", CHANGED)
def test_adoption_updates_the_object_to_the_requested_values(
    lives: Lives, api: Organization, kind: Any
) -> None:
    below_parents(lives, api, kind).up(**DECLARED[kind])
    changed = DECLARED[kind] | CHANGED[kind]
    adopted = lives(kind).up(**changed, adopt=True)
    (held,) = tables(api)[kind].values()
    assert held.items() >= CHANGED[kind].items()
    assert "adopt" not in adopted.state
    assert not adopted.changes(**changed)
    assert not adopted.refresh().changes(**changed, adopt=True)


def test_object_that_a_replacement_adopted_is_not_deleted_as_the_replaced_one(
    lives: Lives, api: Organization
) -> None:
    old = lives(App).up(name="replaced-by-itself")
    lives(App).up(name="replaced-by-itself", adopt=True)
    old.destroy()
    assert list(api.apps) == ["replaced-by-itself"]


@pytest.mark.parametrize("kind", [AppVersion, EndpointStorage])
def test_settled_create_sets_secrets_that_it_cannot_read(
    lives: Lives, api: Organization, emulator: Emulator, kind: Any
) -> None:
    secret = {AppVersion: "private_token", EndpointStorage: "secret_access_key"}[kind]
    below_parents(lives, api, kind).up(**DECLARED[kind] | {secret: "of-another"})
    ((key, held),) = tables(api)[kind].items()
    tables(api)[kind][key] = held | {"create_time": "2099-01-01 00:00:00.000000"}  # not before the attempt
    emulator.fail_next(method="POST", drop="before")
    lives(kind).up(**DECLARED[kind] | {secret: "mine"})
    (held,) = tables(api)[kind].values()
    assert held[secret] == "mine"


def test_adoption_sets_secrets_that_it_cannot_read(lives: Lives, api: Organization) -> None:
    lives(EndpointStorage).up(**STORAGE)
    lives(EndpointStorage).up(**STORAGE | {"secret_access_key": "mine"}, adopt=True)
    assert api.storages["logs"]["secret_access_key"] == "mine"


def test_adoption_sends_what_the_response_does_not_show(lives: Lives, api: Organization, app: Life) -> None:
    lives(AppVersion).up(**VERSION)
    probe = {"optimal_ping": 60, "rejected_ping": 180}
    lives(AppVersion).up(**VERSION, probe=probe, adopt=True)
    assert api.versions["arena", "1.0.0"]["probe"] == probe


def test_adoption_refuses_changes_that_need_a_replacement(lives: Lives, app: Life) -> None:
    lives(AppVersion).up(**VERSION, kind="session")
    with pytest.raises(grpc.RpcError, match="its kind differs"):
        lives(AppVersion).up(**VERSION, kind="non-session", adopt=True)


def test_error_that_repeats_a_secret_does_not_show_it(lives: Lives, emulator: Emulator) -> None:
    emulator.fail_next(method="POST", status=400, body={"message": "bad key: hunter2-the-secret"})
    with pytest.raises(grpc.RpcError) as caught:
        lives(EndpointStorage).up(**STORAGE | {"secret_access_key": "hunter2-the-secret"})
    assert "bad key" in str(caught.value)
    assert "hunter2" not in str(caught.value)
