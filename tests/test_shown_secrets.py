"""Secrets that a service returns in plain text: what is recorded, marked and sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pulumi
import pytest
from pulumi.runtime import rpc
from pulumi.runtime.proto import provider_pb2
from pulumi_edgegap import KEEP_EXISTING_SECRET, App, AppVersion, EndpointStorage
from pulumi_edgegap.emulator import MASK, Emulator, Organization
from support.declared import STORAGE, VERSION
from support.in_clear import shows_secrets
from support.life import DynamicServer, Lives, as_sent, sent

GIVEN, FOREIGN = "s3cr3t-given", "s3cr3t-of-somebody-else"
PLAIN = {"key": "MODE", "value": "duel", "is_secret": False}
SECRETS: dict[str, Any] = {
    "private_username": GIVEN,
    "private_token": GIVEN,
    "envs": [PLAIN, {"key": "KEY", "value": GIVEN, "is_secret": True}],
}


@pytest.fixture(autouse=True)
def held(
    monkeypatch: pytest.MonkeyPatch, lives: Lives, api: Organization, emulator: Emulator
) -> Iterator[Any]:
    """Returns the service's version; the mask of a secret must never be sent."""
    shows_secrets(monkeypatch)
    lives(App).up(name="arena")
    yield lambda: api.versions["arena", "1.0.0"]
    assert MASK not in repr([request.body for request in emulator.requests])


def test_secret_that_the_program_does_not_set_is_recorded_as_the_mask(
    lives: Lives, api: Organization, held: Any
) -> None:
    life = lives(AppVersion).up(**VERSION, envs=[PLAIN])
    foreign = {"key": "KEY", "value": FOREIGN, "is_secret": True}
    held().update(private_username=FOREIGN, private_token=FOREIGN, envs=[PLAIN, foreign])
    life.refresh()
    assert FOREIGN not in repr(life)
    assert (life.state["private_username"], life.state["private_token"]) == (MASK, MASK)
    assert life.inputs["envs"] == [PLAIN, {**foreign, "value": MASK}]
    assert "private_token" not in life.inputs

    assert life.changes(**VERSION, envs=[PLAIN])
    life.up(**VERSION, envs=[PLAIN])
    assert held()["envs"] == [PLAIN]
    assert held()["private_token"] == FOREIGN
    assert not life.changes(**VERSION, envs=[PLAIN])
    assert not life.refresh().changes(**VERSION, envs=[PLAIN])


def test_secret_variable_that_was_set_by_hand_can_be_kept_until_its_list_changes(
    lives: Lives, held: Any
) -> None:
    life = lives(AppVersion).up(**VERSION, envs=[PLAIN])
    held().update(envs=[PLAIN, {"key": "KEY", "value": FOREIGN, "is_secret": True}])
    life.refresh()
    kept = [PLAIN, {"key": "KEY", "value": KEEP_EXISTING_SECRET, "is_secret": True}]
    assert not life.changes(**VERSION, envs=kept)
    life.up(**VERSION | {"docker_tag": "2"}, envs=kept)
    assert held()["envs"][1]["value"] == FOREIGN
    failures = life.check(**VERSION, envs=[*kept, {"key": "NEW", "value": "1"}]).failures
    assert "has to be sent whole" in failures["envs[1].value"]


@pytest.mark.parametrize("name", SECRETS)
def test_secret_that_the_program_sets_is_compared(lives: Lives, held: Any, name: str) -> None:
    life = lives(AppVersion).up(**VERSION, **SECRETS)
    assert not life.refresh().changes(**VERSION, **SECRETS)
    assert life.state["private_token"] == GIVEN

    foreign = [PLAIN, {"key": "KEY", "value": FOREIGN, "is_secret": True}] if name == "envs" else FOREIGN
    held()[name] = foreign
    assert life.refresh().changes(**VERSION, **SECRETS)
    assert FOREIGN not in repr(life)
    life.up(**VERSION, **SECRETS)
    assert GIVEN in repr(held()[name])
    assert not life.refresh().changes(**VERSION, **SECRETS)


def test_unset_credential_is_none(lives: Lives, held: Any) -> None:
    life = lives(AppVersion).up(**VERSION)
    held()["private_token"] = ""
    assert life.refresh().state["private_token"] == ""


def test_key_of_a_storage_is_compared_too(lives: Lives, api: Organization) -> None:
    life = lives(EndpointStorage).up(**STORAGE)
    assert not life.refresh().changes(**STORAGE)
    api.storages["logs"]["secret_access_key"] = FOREIGN
    assert life.refresh().changes(**STORAGE)
    assert FOREIGN not in repr(life)


SECRET_LIST = [PLAIN, {"key": "KEY", "value": "v", "is_secret": True}]


@pytest.mark.parametrize(
    ("given", "secret"),
    [
        ({"private_username": "u", "private_token": "t"}, {"private_username", "private_token"}),
        ({"envs": [PLAIN]}, set()),
        ({"envs": SECRET_LIST}, {"envs"}),
        ({"envs": [{**PLAIN, "is_secret": pulumi.UNKNOWN}]}, {"envs"}),
    ],
)
def test_check_marks_secrets_for_the_engine_however_they_are_passed(
    server: DynamicServer, given: dict[str, Any], secret: set[str]
) -> None:
    request = provider_pb2.CheckRequest(olds=sent({}), news=as_sent(AppVersion, VERSION | given))
    assert marked(server.stub.Check(request).inputs) == secret


def test_every_step_marks_secrets_for_the_engine(server: DynamicServer, lives: Lives) -> None:
    """Values of a state are encrypted regardless of `additional_secret_outputs`."""
    given = as_sent(AppVersion, VERSION | SECRETS)
    created = server.stub.Create(provider_pb2.CreateRequest(properties=given))
    read = server.stub.Read(provider_pb2.ReadRequest(id=created.id, properties=_plain(created.properties)))
    news = as_sent(AppVersion, VERSION | SECRETS | {"docker_tag": "2"})
    update = provider_pb2.UpdateRequest(id=created.id, olds=_plain(created.properties), news=news)
    answers = [created.properties, read.properties, read.inputs, server.stub.Update(update).properties]
    assert [marked(each) for each in answers] == [set(SECRETS)] * 4


def marked(properties: Any) -> set[str]:
    """The names of the properties that the engine encrypts."""
    values = rpc.deserialize_properties(properties, keep_unknowns=True)
    return {name for name, value in values.items() if rpc.is_rpc_secret(value)}


def _plain(properties: Any) -> Any:
    values = rpc.deserialize_properties(properties, keep_unknowns=True)
    return sent({name: rpc.unwrap_rpc_secret(value) for name, value in values.items()})
