"""One object, one resource: what is told of two in one program, and what is never deleted under the other's hands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pulumi
import pytest
from pulumi_edgegap import App, AppVersion, EndpointStorage, ImageTag, PullProfile, PullProfileLink
from pulumi_edgegap.emulator import Emulator, Organization
from support.declared import PROFILE, STORAGE, VERSION
from support.life import DynamicServer, Life, Lives
from support.tables import tables

LINK = {"storage_name": "logs", "pull_profile_name": "maps", "app_name": "arena", "app_version_name": "1.0.0"}
TAG = {"image_name": "studio/arena", "tag": "1.0.0", "delete_on_destroy": True}
DECLARED: dict[Any, dict[str, Any]] = {
    App: {"name": "arena"},
    AppVersion: VERSION,
    EndpointStorage: STORAGE,
    PullProfile: PROFILE,
    PullProfileLink: LINK,
    ImageTag: TAG,
}


@pytest.fixture
def run(emulator: Emulator, api: Organization) -> Iterator[Lives]:
    """The resources of one `pulumi` operation, which has a server of its own."""
    server = DynamicServer({"edgegap:apiToken": emulator.token, "edgegap:apiUrl": emulator.url})
    yield Lives(server)
    server.stop()


def test_second_resource_that_wants_the_object_of_another_is_told_whose_it_is(run: Lives) -> None:
    for kind, given in DECLARED.items():
        first, second = run(kind, "first"), run(kind, "second")
        assert first.check(**given).failures == {}
        ((path, reason),) = second.check(**given).failures.items()
        assert path == kind._dynamic_provider.key[-1]
        assert f"already used by {kind.__name__} 'first'" in reason
        first.inputs = given
        assert first.check(**given).failures == {}  # as before it is replaced
        assert replace(first, inputs={}).check(**given).failures == {}  # and then
        for part in kind._dynamic_provider.key:
            assert second.check(**given | {part: "another"}).failures == {}


def test_what_is_unknown_or_elsewhere_or_wanted_no_longer_is_nobody_s_object(run: Lives) -> None:
    first, second = run(App, "first"), run(App, "second")
    for given in ({"name": pulumi.UNKNOWN}, {"name": "arena", "account": pulumi.UNKNOWN}):
        assert first.check(**given).failures == second.check(**given).failures == {}
    assert first.check(name="arena", account="studio-b").failures == {}
    assert second.check(name="arena").failures == {}
    second.inputs = {"name": "had-before"}
    assert second.check(__autoname="arena-1234567").inputs["name"] == "had-before"
    assert replace(second, inputs={}).check(__autoname="arena-1234567").inputs["name"] == "arena-1234567"
    assert first.check(name="had-before").failures == {}


@pytest.mark.parametrize("kind", [App, ImageTag, PullProfileLink])
def test_object_that_two_resources_have_stays_with_the_one_that_remains(
    lives: Lives, run: Lives, api: Organization, kind: Any
) -> None:
    left, remains = (had_before(lives, api, kind) for _ in range(2))
    left.server = remains.server = run.server
    left.urn, remains.urn = run(kind, "left").urn, run(kind, "remains").urn
    remains.up(**DECLARED[kind])
    left.destroy()
    assert len(tables(api)[kind]) == 1
    remains.destroy()
    assert len(tables(api)[kind]) == 0


def had_before(lives: Lives, api: Organization, kind: Any) -> Life:
    """A resource of an earlier run, from before anybody looked whose an object is."""
    if kind is ImageTag:
        api.registry.push("studio/arena", "1.0.0")
    if kind is PullProfileLink:
        for parent in (App, EndpointStorage, AppVersion, PullProfile):
            lives(parent).up(**DECLARED[parent] | {"adopt": True})
    life = lives(kind).up(**DECLARED[kind] | ({"adopt": True} if kind is App else {}))
    life.state.pop("__adopted", None)
    return life


def test_object_made_anew_is_not_deleted_as_the_one_that_a_former_resource_had(
    lives: Lives, run: Lives, api: Organization
) -> None:
    former = lives(App).up(name="arena")
    api.apps.clear()
    run(App, "new").up(name="arena")
    replace(former, server=run.server, urn=run(App, "former").urn).destroy()
    assert list(api.apps) == ["arena"]


def test_object_that_is_replaced_in_place_under_a_new_logical_name_is_deleted_first(
    lives: Lives, run: Lives, api: Organization
) -> None:
    lives(App).up(name="arena")
    old = lives(AppVersion).up(**VERSION, kind="session")
    new = replace(old, server=run.server, urn=run(AppVersion, "new").urn)
    assert new.preview(**VERSION, kind="non-session").deleteBeforeReplace
    replace(new, urn=run(AppVersion, "old").urn).destroy()  # the engine deletes under the old URN
    assert not api.versions
