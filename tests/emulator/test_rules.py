"""The operations, without a socket."""

from __future__ import annotations

import re
import sys

import pytest
from pulumi_edgegap.emulator import MASK, ApiError, Organization

VERSION = {
    "name": "v2",
    "docker_repository": "registry.example.com",
    "docker_image": "studio/game",
    "docker_tag": "2.0.0",
    "req_cpu": 512,
    "req_memory": 1024,
}


def refused(rule, *arguments):
    with pytest.raises(ApiError) as refusal:
        rule(*arguments)
    return refusal.value.status, refusal.value.message


def test_app_name_is_taken(organization):
    body = {"name": "game", "is_active": True, "image": ""}
    assert refused(organization.create_app, body) == (409, "App with this name already exists.")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"is_active": True, "image": ""}, "name: is required."),
        ({"name": "ab", "is_active": True, "image": ""}, "name: must be at least 3 characters."),
        ({"name": "a" * 65, "is_active": True, "image": ""}, "name: must be at most 64 characters."),
        ({"name": "abc", "is_active": 1, "image": ""}, "is_active: must be true or false."),
        ({"name": "abc", "is_active": True}, "image: is required."),
    ],
)
def test_app_body_is_checked(organization, body, message):
    assert refused(organization.create_app, body) == (400, message)


def test_renaming_an_app_keeps_everything_in_it(organization):
    organization.update_app("game", {"name": "arena"})
    assert list(organization.apps) == ["arena"]
    assert list(organization.versions) == [("arena", "v1")]
    assert list(organization.links) == [("store", "maps", "arena", "v1")]


def test_app_rename_to_a_taken_name(organization):
    organization.create_app({"name": "arena", "is_active": True, "image": ""})
    assert refused(organization.update_app, "game", {"name": "arena"})[0] == 409
    assert organization.read_app("game")["name"] == "game"


def test_deleting_an_app_deletes_its_versions_and_links(organization):
    organization.delete_app("game")
    assert not organization.apps
    assert not organization.versions
    assert not organization.links
    assert refused(organization.delete_app, "game") == (404, "App not found.")


def test_version_defaults(organization):
    answer = organization.create_version("game", VERSION)
    assert answer["is_active"] is True
    assert answer["max_duration"] == 1440
    assert answer["restart_policy"] == "always"
    assert answer["command"] is None
    assert "probe" not in answer


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"req_cpu": 99}, "req_cpu: must be at least 100."),
        ({"req_cpu": 512.0}, "req_cpu: must be an integer."),
        ({"req_cpu": True}, "req_cpu: must be an integer."),
        ({"req_memory": 1025}, "req_memory: must be at most twice req_cpu."),
        ({"max_duration": 1441}, "max_duration: must be from -1 to 1440."),
        ({"cache_max_hour": 24}, "cache_max_hour: must be at most 23."),
        ({"time_to_deploy": 14}, "time_to_deploy: must be at least 15."),
        ({"private_token": None}, "private_token: must be a string."),
        ({"kind": "match"}, "kind: must be one of session, non-session."),
        ({"ports": [{"port": 1}]}, "ports[0].protocol: is required."),
        ({"ports": [{"port": 60000, "protocol": "TCP"}]}, "ports[0].port: must be at most 59999."),
        ({"ports": [{"port": 0, "protocol": "TCP"}]}, "ports[0].name: is required for port 0."),
        (
            {"ports": [{"port": 1, "protocol": "UDP", "tls_upgrade": True}]},
            "ports[0].tls_upgrade: is for HTTP and WS only.",
        ),
        ({"envs": [{"key": "A", "value": "é" * 2049}]}, "envs[0].value: must be at most 4096 bytes."),
        ({"probe": {"optimal_ping": 1}}, "probe.rejected_ping: is required."),
        ({"session_config": {"kind": "Seat"}}, "session_config.sockets: is required."),
        ({"endpoint_storage": "none"}, "endpoint_storage: no endpoint storage has this name."),
        (
            {"enable_all_locations": True, "force_cache": True},
            "enable_all_locations: excludes whitelisting_active and force_cache.",
        ),
    ],
)
def test_version_body_is_checked(organization, change, message):
    assert refused(organization.create_version, "game", VERSION | change) == (400, message)


def test_version_name_is_taken(organization):
    assert refused(organization.create_version, "game", VERSION | {"name": "v1"})[0] == 409
    organization.create_version("game", VERSION)
    assert refused(organization.update_version, "game", "v1", {"name": "v2"})[0] == 400


def test_version_of_a_missing_app(organization):
    assert refused(organization.create_version, "none", {}) == (404, "App not found.")


def test_version_secrets_are_masked_and_kept(organization):
    envs = [{"key": "KEY", "value": "s", "is_hidden": True}, {"key": "ALSO", "value": "s", "is_secret": True}]
    organization.create_version(
        "game", VERSION | {"private_username": "u", "private_token": "t", "envs": envs}
    )
    answer = organization.read_version("game", "v2")
    assert answer["private_username"] == answer["private_token"] == MASK
    assert answer["envs"] == [
        {"key": "ALSO", "value": MASK, "is_secret": True, "is_hidden": True},
        {"key": "KEY", "value": MASK, "is_secret": True, "is_hidden": True},
    ]
    record = organization.versions["game", "v2"]
    assert (record["private_token"], record["envs"][0]["value"]) == ("t", "s")


def test_mask_sent_back_for_a_version_is_stored(organization):
    organization.update_version("game", "v1", {"private_token": MASK})
    assert organization.versions["game", "v1"]["private_token"] == MASK


def test_version_lists_come_back_in_another_order_with_names(organization):
    ports = [{"port": 9000, "protocol": "TCP"}, {"port": 80, "protocol": "WS", "name": "web"}]
    answer = organization.update_version("game", "v1", {"ports": ports})
    assert [(port["port"], port["name"]) for port in answer["ports"]] == [(80, "web"), (9000, "9000")]


def test_version_update_changes_only_what_is_sent(organization):
    organization.update_version(
        "game", "v1", {"envs": [{"key": "A", "value": "1"}, {"key": "B", "value": "2"}]}
    )
    before = dict(organization.versions["game", "v1"])
    organization.update_version("game", "v1", {"envs": [{"key": "C", "value": "3"}]})
    after = organization.versions["game", "v1"]
    assert {name for name in after if after[name] != before[name]} == {"envs", "last_updated"}
    assert [env["key"] for env in after["envs"]] == ["C"]


def test_version_session_config_is_changed_in_part(organization):
    organization.update_version("game", "v1", {"session_config": {"kind": "Seat", "sockets": 4}})
    answer = organization.update_version("game", "v1", {"session_config": {"sockets": 5}})
    assert (answer["session_config"]["kind"], answer["session_config"]["sockets"]) == ("Seat", 5)


def test_version_kind_is_set_by_create_only(organization):
    organization.create_version("game", VERSION | {"kind": "session"})
    assert organization.update_version("game", "v2", {"kind": "non-session"})["kind"] == "session"


def test_version_cpu_and_memory_are_updated_together(organization):
    assert refused(organization.update_version, "game", "v1", {"req_cpu": 1024}) == (
        400,
        "req_cpu, req_memory: send both, or neither.",
    )
    answer = organization.update_version("game", "v1", {"req_cpu": 1024, "req_memory": 2048})
    assert (answer["req_cpu"], answer["req_memory"]) == (1024, 2048)


def test_version_command_can_be_taken_back(organization):
    assert organization.update_version("game", "v1", {"command": "run"})["command"] == "run"
    assert organization.update_version("game", "v1", {"command": None})["command"] is None


def test_version_image_is_verified_on_request(organization):
    missing = {"docker_tag": "missing"}
    assert organization.update_version("game", "v1", missing)["docker_tag"] == "missing"
    assert refused(organization.update_version, "game", "v1", {"verify_image": True})[0] == 424
    assert refused(organization.create_version, "game", VERSION | missing | {"verify_image": True})[0] == 424
    assert ("game", "v2") not in organization.versions


def test_forced_image_is_cached_by_and_by_and_another_one_not(organization):
    organization.create_version("game", VERSION | {"name": "forced", "force_cache": True})
    percents = {
        name: [organization.read_version("game", name)["caching_percent"] for _ in range(5)]
        for name in ("v1", "forced")
    }
    assert percents == {"v1": [0, 0, 0, 0, 0], "forced": [0.25, 0.5, 0.75, 1, 1]}


def test_caching_percent_moves_where_a_test_wants_it(organization):
    organization.cached = "moving"
    percents = [organization.read_version("game", "v1")["caching_percent"] for _ in range(20)]
    assert all(0 <= percent <= 1 for percent in percents)
    assert percents[0] != percents[1]


def test_edition_2026_does_not_change_sizes():
    organization = Organization("2026")
    organization.create_app({"name": "game", "is_active": True, "image": ""})
    organization.create_version("game", VERSION | {"session_config": "nonsense", "use_telemetry": False})
    answer = organization.update_version("game", "v2", {"req_cpu": 2048, "req_video": 1, "max_duration": 10})
    assert (answer["req_cpu"], answer["req_video"], answer["max_duration"]) == (512, 0, 10)
    assert "use_telemetry" not in answer


def test_edition_2026_has_only_hidden_variables():
    organization = Organization("2026")
    organization.create_app({"name": "game", "is_active": True, "image": ""})
    envs = [{"key": "A", "value": "1", "is_secret": True}, {"key": "B", "value": "2", "is_hidden": True}]
    assert organization.create_version("game", VERSION | {"envs": envs})["envs"] == [
        {"key": "A", "value": "1", "is_hidden": False},
        {"key": "B", "value": MASK, "is_hidden": True},
    ]


def test_edition_2024_has_only_secret_variables():
    organization = Organization("2024")
    organization.create_app({"name": "game", "is_active": True, "image": ""})
    envs = [{"key": "A", "value": "1", "is_secret": True}, {"key": "B", "value": "2", "is_hidden": True}]
    answer = organization.create_version("game", VERSION | {"envs": envs, "restart_policy": "nonsense"})
    assert answer["envs"] == [
        {"key": "A", "value": MASK, "is_secret": True},
        {"key": "B", "value": "2", "is_secret": False},
    ]
    assert "restart_policy" not in answer
    assert organization.update_version("game", "v2", {"max_duration": 1})["max_duration"] == 1440
    forever = organization.create_version("game", VERSION | {"name": "v3", "max_duration": 0})
    assert forever["max_duration"] == 0
    negative = VERSION | {"name": "v4", "max_duration": -1}
    assert refused(organization.create_version, "game", negative) == (
        400,
        "max_duration: must be at least 0.",
    )


@pytest.mark.parametrize("endpoint", ["s3.example.com", "ftp://s3.example.com", "https://", ""])
def test_storage_endpoint_is_a_full_url(organization, endpoint):
    message = "endpoint: must be a full http or https URL."
    assert refused(organization.update_storage, "store", {"endpoint": endpoint}) == (400, message)


def test_storage_name_is_taken(organization):
    body = organization.read_storage("store") | {"secret_access_key": "s"}
    message = "Endpoint storage with this name already exists."
    assert refused(organization.create_storage, body) == (400, message)


def test_storage_secret_is_kept_and_never_returned(organization):
    answer = organization.update_storage("store", {"secret_access_key": "new"})
    assert "secret_access_key" not in answer
    assert organization.storages["store"]["secret_access_key"] == "new"


def test_renaming_a_storage_keeps_everything_in_it(organization):
    organization.update_version("game", "v1", {"endpoint_storage": "store"})
    organization.update_storage("store", {"name": "depot"})
    assert list(organization.profiles) == [("depot", "maps")]
    assert list(organization.links) == [("depot", "maps", "game", "v1")]
    assert organization.read_version("game", "v1")["endpoint_storage"] == "depot"


def test_deleting_a_storage_deletes_its_profiles_and_links(organization):
    organization.delete_storage("store")
    assert not organization.profiles
    assert not organization.links
    assert ("game", "v1") in organization.versions


@pytest.mark.parametrize("source", ["maps", "/maps/", "/", "/a b", "/a//b", "/a\n"])
def test_profile_source_is_checked(organization, source):
    status, message = refused(organization.update_profile, "store", "maps", {"source": source})
    assert (status, message.partition(":")[0]) == (400, "source")


def test_renaming_a_profile_keeps_its_links(organization):
    organization.update_profile("store", "maps", {"name": "art"})
    assert list(organization.links) == [("store", "art", "game", "v1")]


def test_link_needs_both_ends(organization):
    assert refused(organization.link, "store", "none", "game", "v1") == (404, "Pull profile not found.")
    assert refused(organization.link, "store", "maps", "game", "none") == (404, "Version not found.")


def test_link_is_idempotent(organization):
    names = ("store", "maps", "game", "v1")
    assert organization.link(*names) == organization.link(*names)
    organization.unlink(*names)
    assert refused(organization.unlink, *names) == (404, "Link not found.")


@pytest.mark.parametrize(("edition", "deleted"), [("2025", "deleted"), ("2026", "artifact_deleted")])
def test_tag_delete_keeps_an_artifact_that_has_another_tag(edition, deleted):
    organization = Organization(edition)
    for tag in ("a", "b"):
        organization.registry.push("studio/game", tag, image_hash="sha256:1", size_mb=7)
    artifact = organization.registry.delete_tag("game", "a")["artifact"]
    assert artifact == {
        deleted: False,
        "remaining_tags": ["b"],
        "image_hash": "sha256:1",
        "size_mb": 7,
    }
    assert organization.registry.delete_tag("game", "b")["artifact"][deleted] is True
    missing = (404, "No image named game found inside your project.")
    assert refused(organization.registry.list_tags, "game") == missing


def test_tag_list_follows_the_contract_or_the_service():
    answers = {}
    for edition in ("2025", "2026"):
        registry = Organization(edition).registry
        for tag in ("1", "2"):
            registry.push("studio/game", tag)
        answers[edition] = registry.list_tags("game", limit=1)
    seen, contract = answers["2025"], answers["2026"]
    assert seen["count"] == 2
    assert seen["pagination"] == {"number": 1, "next_page_number": 2, "has_next": True}
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+00:00", seen["data"][0]["last_push_at"])
    assert contract.keys() == {"data"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", contract["data"][0]["last_push_at"])


def test_tags_are_deleted_one_by_one(organization):
    answer = organization.registry.delete_tags("image", {"tags": ["1.0.0", "none"]})
    assert [result["status"] for result in answer["results"]] == [204, 404]
    assert answer["summary"] == {"total": 2, "success": 1, "failed": 1}


def test_list_pages(organization):
    for number in range(24):
        organization.create_app({"name": f"app-{number}", "is_active": True, "image": ""})
    first, second = organization.list_apps(), organization.list_apps(page=2)
    assert (len(first["applications"]), len(second["applications"]), first["total_count"]) == (20, 5, 25)
    assert first["pagination"] == {
        "number": 1,
        "next_page_number": 2,
        "previous_page_number": None,
        "paginator": {"num_pages": 2},
        "has_next": True,
        "has_previous": False,
    }
    assert second["pagination"]["has_next"] is False
    assert len(organization.list_apps(limit=1000)["applications"]) == 25


def test_cost_of_an_object_does_not_grow_with_their_number():
    """Deleting an app reads its own versions, not all versions."""

    def instructions_each(count):
        organization, done = Organization(), 0
        for number in range(count):
            organization.create_app({"name": f"app-{number}", "is_active": True, "image": ""})
            organization.create_version(f"app-{number}", VERSION)

        def look(frame, event, _argument):
            nonlocal done
            frame.f_trace_opcodes = True
            done += event == "opcode"
            return look

        before = sys.gettrace()
        sys.settrace(look)
        for number in range(count):
            organization.delete_app(f"app-{number}")
        sys.settrace(before)
        return done / count

    assert instructions_each(200) < 1.1 * instructions_each(20)
