"""One object, one resource: errors about two in a program, and protection against deleting the other's object."""

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
    """The resources of one `pulumi` operation, with its own server."""
    server = DynamicServer({"edgegap:apiToken": emulator.token, "edgegap:apiUrl": emulator.url})
    yield Lives(server)
    server.stop()


def test_second_resource_for_an_object_is_an_error_that_names_the_first(run: Lives) -> None:
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


def test_unknown_foreign_or_removed_objects_belong_to_no_resource(run: Lives) -> None:
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
def test_object_of_two_resources_is_kept_for_the_remaining_one(
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
    """A resource of an earlier run, from before ownership was recorded."""
    if kind is ImageTag:
        api.registry.push("studio/arena", "1.0.0")
    if kind is PullProfileLink:
        for parent in (App, EndpointStorage, AppVersion, PullProfile):
            lives(parent).up(**DECLARED[parent] | {"adopt": True})
    life = lives(kind).up(**DECLARED[kind] | ({"adopt": True} if kind is App else {}))
    life.state.pop("__adopted", None)
    return life


def test_recreated_object_is_not_deleted_with_a_former_resource(
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
