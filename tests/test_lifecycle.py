"""The life cycle of every resource with the SDK's server, the provider, HTTP and the emulator."""

from __future__ import annotations

import json
from typing import Any

import grpc
import pulumi
import pytest
from pulumi_edgegap import App, AppVersion, EndpointStorage, ImageTag, PullProfile, PullProfileLink
from pulumi_edgegap.emulator import Emulator, Organization
from support.declared import PROFILE, STORAGE, VERSION
from support.life import Life, Lives

SECRET = "s3cr3t-marker"


@pytest.fixture
def app(lives: Lives) -> Life:
    return lives(App).up(name="arena")


@pytest.fixture
def version(lives: Lives, app: Life) -> Life:
    return lives(AppVersion).up(**VERSION)


def bodies(emulator: Emulator, method: str) -> list[Any]:
    return [request.body for request in emulator.requests if request.method == method]


# Create, no change, drift, gone, delete: the same for every resource.


def whole_life(lives: Lives, api: Organization, kind: Any) -> tuple[Life, dict[str, Any], dict[str, Any]]:
    """Declare one resource of a kind with its parents; return it, its inputs and its table."""
    lives(App).up(name="arena")
    if kind is App:
        return lives(App), {"name": "lobby"}, api.apps
    if kind is AppVersion:
        return lives(AppVersion), VERSION, api.versions
    if kind is ImageTag:
        api.registry.push("studio/arena", "1.0.0")
        return (
            lives(ImageTag),
            {"image_name": "studio/arena", "tag": "1.0.0", "delete_on_destroy": True},
            api.tags,
        )
    if kind is EndpointStorage:
        return lives(EndpointStorage), STORAGE, api.storages
    lives(EndpointStorage).up(**STORAGE)
    if kind is PullProfile:
        return lives(PullProfile), PROFILE, api.profiles
    lives(PullProfile).up(**PROFILE)
    lives(AppVersion).up(**VERSION)
    link = {
        "storage_name": "logs",
        "pull_profile_name": "maps",
        "app_name": "arena",
        "app_version_name": "1.0.0",
    }
    return lives(PullProfileLink), link, api.links


KINDS = [App, AppVersion, EndpointStorage, PullProfile, PullProfileLink, ImageTag]


@pytest.mark.parametrize("kind", KINDS)
def test_life_from_create_to_delete(lives: Lives, api: Organization, kind: Any) -> None:
    life, inputs, table = whole_life(lives, api, kind)
    before = len(table)
    life.up(**inputs)
    assert len(table) == before + (kind is not ImageTag)
    assert not life.changes(**inputs)

    state, checked = dict(life.state), dict(life.inputs)
    life.refresh()
    ignored = {"caching_percent"}
    assert {k: v for k, v in life.state.items() if k not in ignored} == {
        k: v for k, v in state.items() if k not in ignored
    }
    assert life.inputs == checked
    assert not life.changes(**inputs)

    life.destroy()
    assert len(table) == before - (kind is ImageTag)
    life.destroy()


@pytest.mark.parametrize("kind", KINDS)
def test_object_removed_by_hand_is_gone_after_refresh(lives: Lives, api: Organization, kind: Any) -> None:
    life, inputs, _ = whole_life(lives, api, kind)
    life.up(**inputs)
    for table in (api.apps, api.versions, api.storages, api.profiles, api.tags):
        table.clear()
    lives(App).up(name="still-there").refresh()
    api.registry.push("studio/still-there", "1")
    lives(ImageTag).up(image_name="studio/still-there", tag="1").refresh()
    assert life.refresh().id == ""


def test_error_is_one_sentence_with_the_name_and_the_message_of_the_api(lives: Lives, app: Life) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        lives(App).up(name="arena")
    message = caught.value.details()
    assert "App 'arena' could not be created" in message
    assert "already exists" in message
    assert "another name" in message
    assert "Traceback" not in message


# Secrets


def test_secrets_are_kept_in_the_state_and_never_sent_back_as_the_mask(
    lives: Lives, api: Organization, app: Life
) -> None:
    secrets = {"private_username": "robot", "private_token": SECRET}
    envs = [{"key": "KEY", "value": SECRET, "is_secret": True}, {"key": "MODE", "value": "ranked"}]
    life = lives(AppVersion).up(**VERSION, **secrets, envs=envs)
    life.refresh()
    assert life.state["private_token"] == SECRET
    assert life.inputs["envs"][0]["value"] == SECRET
    assert not life.changes(**VERSION, **secrets, envs=envs)

    life.up(**VERSION, **secrets, envs=[*envs, {"key": "NEW", "value": "1"}])
    held = api.versions["arena", "1.0.0"]
    assert held["private_token"] == SECRET
    assert {env["key"]: env["value"] for env in held["envs"]} == {"KEY": SECRET, "MODE": "ranked", "NEW": "1"}


def test_changed_secret_is_a_change(lives: Lives, api: Organization) -> None:
    life = lives(EndpointStorage).up(**STORAGE)
    life.up(**STORAGE | {"secret_access_key": "rotated"})
    assert api.storages["logs"]["secret_access_key"] == "rotated"


def test_secret_variable_is_sent_under_the_name_of_the_edition(
    app: Life, lives: Lives, emulator: Emulator, api: Organization
) -> None:
    envs = [{"key": "KEY", "value": SECRET, "is_secret": True}]
    lives(AppVersion).up(**VERSION, envs=envs)
    lives(AppVersion).up(**VERSION | {"name": "2.0.0"}, envs=envs)
    assert bodies(emulator, "POST")[-1]["envs"] == [{"key": "KEY", "value": SECRET, "is_hidden": True}]
    assert api.versions["arena", "1.0.0"]["envs"][0]["is_secret"] is True


# Diff


def test_values_that_the_service_sets_or_reorders_are_not_a_change(lives: Lives, app: Life) -> None:
    ports = [{"port": 9000, "protocol": "TCP"}, {"port": 80, "protocol": "WS", "name": "web"}]
    envs = [{"key": "Z", "value": "1"}, {"key": "A", "value": "2"}]
    life = lives(AppVersion).up(**VERSION, ports=ports, envs=envs)
    assert not life.changes(**VERSION, ports=ports, envs=envs)
    assert not life.refresh().changes(**VERSION, ports=ports, envs=envs)
    assert not life.changes(**VERSION, ports=ports[::-1], envs=envs[::-1])
    assert life.state["ports"][0]["name"] == "9000"


def test_kind_that_the_program_drops_replaces_no_version(lives: Lives, api: Organization) -> None:
    lives(App).up(name="arena")
    life = lives(AppVersion).up(**VERSION, kind="session")
    diff = life.preview(**VERSION)
    assert (diff.changes, list(diff.replaces)) == (diff.DIFF_SOME, [])
    assert not life.up(**VERSION).changes(**VERSION)
    assert api.versions["arena", "1.0.0"]["kind"] == life.state["kind"] == "session"


@pytest.mark.parametrize("field", ["app_name", "name", "kind"])
def test_field_that_cannot_change_in_place_replaces(lives: Lives, app: Life, field: str) -> None:
    life = lives(AppVersion).up(**VERSION, kind="session")
    diff = life.preview(
        **{**VERSION, "kind": "session", field: "non-session" if field == "kind" else "other"}
    )
    assert list(diff.replaces) == [field]
    assert diff.deleteBeforeReplace == (field == "kind")


def test_unknown_parent_replaces_so_that_a_replaced_app_takes_its_versions_along(
    version: Life,
) -> None:
    diff = version.preview(**VERSION | {"app_name": pulumi.UNKNOWN})
    assert list(diff.replaces) == ["app_name"]
    assert not diff.deleteBeforeReplace


def test_new_default_in_a_newer_package_is_not_a_change(lives: Lives, version: Life) -> None:
    del version.state["verify_image"], version.inputs["verify_image"]
    assert not version.changes(**VERSION)


def test_dropped_port_name_is_a_change(lives: Lives, api: Organization, app: Life) -> None:
    life = lives(AppVersion).up(**VERSION, ports=[{"port": 7777, "protocol": "UDP", "name": "game"}])
    life.up(**VERSION, ports=[{"port": 7777, "protocol": "UDP"}])
    assert "name" not in api.versions["arena", "1.0.0"]["ports"][0] or (
        api.versions["arena", "1.0.0"]["ports"][0]["name"] != "game"
    )
    assert not life.changes(**VERSION, ports=[{"port": 7777, "protocol": "UDP"}])


# Update


def test_update_sends_only_what_changed(version: Life, emulator: Emulator) -> None:
    version.up(**VERSION | {"docker_tag": "1.0.1"})
    assert bodies(emulator, "PATCH") == [{"docker_tag": "1.0.1"}]


def test_update_of_cpu_also_sends_memory(version: Life, emulator: Emulator) -> None:
    version.up(**VERSION | {"req_cpu": 1024})
    assert bodies(emulator, "PATCH") == [{"req_cpu": 1024, "req_memory": 1024}]


def test_integers_are_sent_as_integers_although_the_engine_has_only_floats(
    version: Life, emulator: Emulator
) -> None:
    version.up(**VERSION | {"req_cpu": 1024, "ports": [{"port": 7777, "protocol": "UDP"}]})
    assert ".0" not in json.dumps(bodies(emulator, "PATCH"))


def test_update_sends_whole_lists(lives: Lives, app: Life, emulator: Emulator) -> None:
    envs = [{"key": "A", "value": "1"}, {"key": "B", "value": "2"}]
    life = lives(AppVersion).up(**VERSION, envs=envs)
    life.up(**VERSION, envs=[envs[0], {"key": "B", "value": "3"}])
    (body,) = bodies(emulator, "PATCH")
    assert [env["value"] for env in body["envs"]] == ["1", "3"]


def test_removed_field_returns_to_its_documented_default(lives: Lives, app: Life, api: Organization) -> None:
    fancy = {"restart_policy": "never", "ports": [{"port": 1, "protocol": "UDP"}], "command": "/run"}
    life = lives(AppVersion).up(**VERSION, **fancy)
    life.up(**VERSION)
    held = api.versions["arena", "1.0.0"]
    assert (held["restart_policy"], held["ports"], held["command"]) == ("always", [], None)
    assert not life.changes(**VERSION)


def test_removed_field_that_the_api_cannot_unset_stays_and_settles(lives: Lives, app: Life) -> None:
    life = lives(AppVersion).up(**VERSION, time_to_deploy=300)
    assert life.changes(**VERSION)
    life.up(**VERSION)
    assert life.state["time_to_deploy"] == 300
    assert not life.changes(**VERSION)
    assert not life.refresh().changes(**VERSION)


# Read


@pytest.mark.parametrize(
    ("field", "drifted"),
    [
        ("docker_tag", "9.9.9"),
        ("is_active", False),
        ("max_duration", 5),
        ("probe", {"optimal_ping": 1, "rejected_ping": 2}),
        ("ports", [{"port": 1, "protocol": "TCP", "to_check": True, "tls_upgrade": False, "name": "1"}]),
        ("envs", []),
        ("restart_policy", "never"),
        ("force_cache", True),
    ],
)
def test_drift_shows_in_the_preview_after_a_refresh(
    lives: Lives, app: Life, api: Organization, field: str, drifted: object
) -> None:
    declared = VERSION | {
        "max_duration": 60,
        "probe": {"optimal_ping": 60, "rejected_ping": 180},
        "ports": [{"port": 7777, "protocol": "UDP"}],
        "envs": [{"key": "MODE", "value": "ranked"}],
    }
    life = lives(AppVersion).up(**declared)
    held = api.versions["arena", "1.0.0"]
    original = held[field]
    api.versions["arena", "1.0.0"] = held | {field: drifted}
    life.refresh()
    assert life.changes(**declared)
    changed = {name for name in life.inputs if life.inputs[name] != life.check(**declared).inputs.get(name)}
    assert changed == {field}

    life.up(**declared)
    if field != "force_cache":
        assert api.versions["arena", "1.0.0"][field] == original
    assert not life.changes(**declared)


def test_link_is_gone_with_either_of_its_ends(lives: Lives, api: Organization) -> None:
    life, inputs, _ = whole_life(lives, api, PullProfileLink)
    life.up(**inputs)
    api.delete_version("arena", "1.0.0")
    assert life.refresh().id == ""


def test_id_can_be_parsed_back(lives: Lives, app: Life) -> None:
    life = lives(AppVersion).up(**VERSION | {"name": "1.0 100%"})
    assert life.id == "arena/1.0 100%25"
    found = lives(AppVersion)
    found.id = life.id
    assert found.refresh().state["name"] == "1.0 100%"


def test_lookup_of_what_does_not_exist_is_an_error(lives: Lives, app: Life) -> None:
    life = lives(AppVersion)
    life.id = "arena/9.9.9"
    with pytest.raises(grpc.RpcError, match=r"AppVersion .arena/9\.9\.9. could not be found"):
        life.refresh()


def test_tag_that_was_not_pushed_is_an_error(lives: Lives, api: Organization) -> None:
    api.registry.push("studio/arena", "1.0.0")
    with pytest.raises(grpc.RpcError, match="Push it with docker first"):
        lives(ImageTag).up(image_name="studio/arena", tag="2.0.0")


def test_malformed_id_is_reported_with_the_expected_form(lives: Lives) -> None:
    life = lives(AppVersion)
    life.id = "arena"
    with pytest.raises(grpc.RpcError, match="app_name/name"):
        life.refresh()


# Image tags, accounts, names


def test_image_tag_is_kept_with_its_resource_deleted_by_default(lives: Lives, api: Organization) -> None:
    api.registry.push("studio/arena", "1.0.0")
    life = lives(ImageTag).up(image_name="studio/arena", tag="1.0.0")
    assert life.state["image_hash"]
    life.destroy()
    assert ("arena", "1.0.0") in api.tags
    life.up(image_name="studio/arena", tag="1.0.0", delete_on_destroy=True).destroy()
    assert ("arena", "1.0.0") not in api.tags


def test_account_leads_to_another_organization(
    lives: Lives, studio_b: Organization, api: Organization
) -> None:
    life = lives(App).up(name="arena", account="studio-b")
    assert "arena" in studio_b.apps
    assert "arena" not in api.apps
    life.refresh().destroy()
    assert "arena" not in studio_b.apps


def test_account_without_settings_is_an_error_with_the_commands(lives: Lives) -> None:
    with pytest.raises(grpc.RpcError, match="pulumi config set --secret edgegap-nobody:apiToken"):
        lives(App).up(name="arena", account="nobody")


def test_automatic_name_is_stable(lives: Lives, api: Organization) -> None:
    life = lives(App).up(__autoname="lobby-1234567")
    assert life.id == "lobby-1234567"
    assert not life.changes(__autoname="lobby-7654321")


def test_refresh_repairs_a_state_that_lost_its_outputs(app: Life) -> None:
    app.state = {}
    with pytest.raises(grpc.RpcError, match="the state lacks name: run `pulumi refresh`"):
        app.preview(name="arena")
    assert not app.refresh().changes(name="arena", is_telemetry_agent_active=False)  # as after an import
