"""The rules, with no socket."""

from __future__ import annotations

import re
import time

import pytest
from pulumi_edgegap.emulator import MASK, ApiError, Organisation

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


def test_app_name_is_taken(organisation):
    body = {"name": "game", "is_active": True, "image": ""}
    assert refused(organisation.create_app, body) == (409, "App with this name already exists.")


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
def test_app_body_is_checked(organisation, body, message):
    assert refused(organisation.create_app, body) == (400, message)


def test_app_rename_takes_everything_along(organisation):
    organisation.update_app("game", {"name": "arena"})
    assert list(organisation.apps) == ["arena"]
    assert list(organisation.versions) == [("arena", "v1")]
    assert list(organisation.links) == [("store", "maps", "arena", "v1")]


def test_app_rename_to_a_taken_name(organisation):
    organisation.create_app({"name": "arena", "is_active": True, "image": ""})
    assert refused(organisation.update_app, "game", {"name": "arena"})[0] == 409
    assert organisation.read_app("game")["name"] == "game"


def test_app_delete_takes_versions_and_links_along(organisation):
    organisation.delete_app("game")
    assert not organisation.apps
    assert not organisation.versions
    assert not organisation.links
    assert refused(organisation.delete_app, "game") == (404, "App not found.")


def test_version_defaults(organisation):
    answer = organisation.create_version("game", VERSION)
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
def test_version_body_is_checked(organisation, change, message):
    assert refused(organisation.create_version, "game", VERSION | change) == (400, message)


def test_version_name_is_taken(organisation):
    assert refused(organisation.create_version, "game", VERSION | {"name": "v1"})[0] == 409
    organisation.create_version("game", VERSION)
    assert refused(organisation.update_version, "game", "v1", {"name": "v2"})[0] == 400


def test_version_of_a_missing_app(organisation):
    assert refused(organisation.create_version, "none", {}) == (404, "App not found.")


def test_version_secrets_are_masked_and_kept(organisation):
    envs = [{"key": "KEY", "value": "s", "is_hidden": True}, {"key": "ALSO", "value": "s", "is_secret": True}]
    organisation.create_version(
        "game", VERSION | {"private_username": "u", "private_token": "t", "envs": envs}
    )
    answer = organisation.read_version("game", "v2")
    assert answer["private_username"] == answer["private_token"] == MASK
    assert answer["envs"] == [
        {"key": "ALSO", "value": MASK, "is_secret": True, "is_hidden": True},
        {"key": "KEY", "value": MASK, "is_secret": True, "is_hidden": True},
    ]
    record = organisation.versions["game", "v2"]
    assert (record["private_token"], record["envs"][0]["value"]) == ("t", "s")


def test_version_mask_sent_back_is_stored(organisation):
    organisation.update_version("game", "v1", {"private_token": MASK})
    assert organisation.versions["game", "v1"]["private_token"] == MASK


def test_version_lists_come_back_in_another_order_with_names(organisation):
    ports = [{"port": 9000, "protocol": "TCP"}, {"port": 80, "protocol": "WS", "name": "web"}]
    answer = organisation.update_version("game", "v1", {"ports": ports})
    assert [(port["port"], port["name"]) for port in answer["ports"]] == [(80, "web"), (9000, "9000")]


def test_version_update_changes_only_what_is_sent(organisation):
    organisation.update_version(
        "game", "v1", {"envs": [{"key": "A", "value": "1"}, {"key": "B", "value": "2"}]}
    )
    before = dict(organisation.versions["game", "v1"])
    organisation.update_version("game", "v1", {"envs": [{"key": "C", "value": "3"}]})
    after = organisation.versions["game", "v1"]
    assert {name for name in after if after[name] != before[name]} == {"envs", "last_updated"}
    assert [env["key"] for env in after["envs"]] == ["C"]


def test_version_session_config_is_changed_in_part(organisation):
    organisation.update_version("game", "v1", {"session_config": {"kind": "Seat", "sockets": 4}})
    answer = organisation.update_version("game", "v1", {"session_config": {"sockets": 5}})
    assert (answer["session_config"]["kind"], answer["session_config"]["sockets"]) == ("Seat", 5)


def test_version_kind_is_set_by_create_only(organisation):
    organisation.create_version("game", VERSION | {"kind": "session"})
    assert organisation.update_version("game", "v2", {"kind": "non-session"})["kind"] == "session"


def test_version_cpu_and_memory_are_updated_together(organisation):
    assert refused(organisation.update_version, "game", "v1", {"req_cpu": 1024}) == (
        400,
        "req_cpu, req_memory: send both, or neither.",
    )
    answer = organisation.update_version("game", "v1", {"req_cpu": 1024, "req_memory": 2048})
    assert (answer["req_cpu"], answer["req_memory"]) == (1024, 2048)


def test_version_command_can_be_taken_back(organisation):
    assert organisation.update_version("game", "v1", {"command": "run"})["command"] == "run"
    assert organisation.update_version("game", "v1", {"command": None})["command"] is None


def test_version_image_is_verified_when_asked(organisation):
    missing = {"docker_tag": "missing"}
    assert organisation.update_version("game", "v1", missing)["docker_tag"] == "missing"
    assert refused(organisation.update_version, "game", "v1", {"verify_image": True})[0] == 424
    assert refused(organisation.create_version, "game", VERSION | missing | {"verify_image": True})[0] == 424
    assert ("game", "v2") not in organisation.versions


def test_version_caching_percent_moves(organisation):
    percents = [organisation.read_version("game", "v1")["caching_percent"] for _ in range(20)]
    assert all(0 <= percent <= 1 for percent in percents)
    assert percents[0] != percents[1]


def test_edition_2026_leaves_sizes_as_they_were():
    organisation = Organisation("2026")
    organisation.create_app({"name": "game", "is_active": True, "image": ""})
    organisation.create_version("game", VERSION | {"session_config": "nonsense", "use_telemetry": False})
    answer = organisation.update_version("game", "v2", {"req_cpu": 2048, "req_video": 1, "max_duration": 10})
    assert (answer["req_cpu"], answer["req_video"], answer["max_duration"]) == (512, 0, 10)
    assert "use_telemetry" not in answer


def test_edition_2026_knows_hidden_variables_only():
    organisation = Organisation("2026")
    organisation.create_app({"name": "game", "is_active": True, "image": ""})
    envs = [{"key": "A", "value": "1", "is_secret": True}, {"key": "B", "value": "2", "is_hidden": True}]
    assert organisation.create_version("game", VERSION | {"envs": envs})["envs"] == [
        {"key": "A", "value": "1", "is_hidden": False},
        {"key": "B", "value": MASK, "is_hidden": True},
    ]


def test_edition_2024_knows_secret_variables_only():
    organisation = Organisation("2024")
    organisation.create_app({"name": "game", "is_active": True, "image": ""})
    envs = [{"key": "A", "value": "1", "is_secret": True}, {"key": "B", "value": "2", "is_hidden": True}]
    answer = organisation.create_version("game", VERSION | {"envs": envs, "restart_policy": "nonsense"})
    assert answer["envs"] == [
        {"key": "A", "value": MASK, "is_secret": True},
        {"key": "B", "value": "2", "is_secret": False},
    ]
    assert "restart_policy" not in answer
    assert organisation.update_version("game", "v2", {"max_duration": 1})["max_duration"] == 1440
    forever = organisation.create_version("game", VERSION | {"name": "v3", "max_duration": 0})
    assert forever["max_duration"] == 0
    negative = VERSION | {"name": "v4", "max_duration": -1}
    assert refused(organisation.create_version, "game", negative) == (
        400,
        "max_duration: must be at least 0.",
    )


@pytest.mark.parametrize("endpoint", ["s3.example.com", "ftp://s3.example.com", "https://", ""])
def test_storage_endpoint_is_a_full_url(organisation, endpoint):
    message = "endpoint: must be a full http or https URL."
    assert refused(organisation.update_storage, "store", {"endpoint": endpoint}) == (400, message)


def test_storage_name_is_taken(organisation):
    body = organisation.read_storage("store") | {"secret_access_key": "s"}
    message = "Endpoint storage with this name already exists."
    assert refused(organisation.create_storage, body) == (400, message)


def test_storage_secret_is_kept_and_never_answered(organisation):
    answer = organisation.update_storage("store", {"secret_access_key": "new"})
    assert "secret_access_key" not in answer
    assert organisation.storages["store"]["secret_access_key"] == "new"


def test_storage_rename_takes_everything_along(organisation):
    organisation.update_version("game", "v1", {"endpoint_storage": "store"})
    organisation.update_storage("store", {"name": "depot"})
    assert list(organisation.profiles) == [("depot", "maps")]
    assert list(organisation.links) == [("depot", "maps", "game", "v1")]
    assert organisation.read_version("game", "v1")["endpoint_storage"] == "depot"


def test_storage_delete_takes_profiles_and_links_along(organisation):
    organisation.delete_storage("store")
    assert not organisation.profiles
    assert not organisation.links
    assert ("game", "v1") in organisation.versions


@pytest.mark.parametrize("source", ["maps", "/maps/", "/", "/a b", "/a//b", "/a\n"])
def test_profile_source_is_checked(organisation, source):
    status, message = refused(organisation.update_profile, "store", "maps", {"source": source})
    assert (status, message.partition(":")[0]) == (400, "source")


def test_profile_rename_takes_links_along(organisation):
    organisation.update_profile("store", "maps", {"name": "art"})
    assert list(organisation.links) == [("store", "art", "game", "v1")]


def test_link_needs_both_ends(organisation):
    assert refused(organisation.link, "store", "none", "game", "v1") == (404, "Pull profile not found.")
    assert refused(organisation.link, "store", "maps", "game", "none") == (404, "Version not found.")


def test_link_is_idempotent(organisation):
    names = ("store", "maps", "game", "v1")
    assert organisation.link(*names) == organisation.link(*names)
    organisation.unlink(*names)
    assert refused(organisation.unlink, *names) == (404, "Link not found.")


@pytest.mark.parametrize(("edition", "deleted"), [("2025", "deleted"), ("2026", "artifact_deleted")])
def test_tag_delete_keeps_an_artifact_that_has_another_tag(edition, deleted):
    organisation = Organisation(edition)
    for tag in ("a", "b"):
        organisation.registry.push("studio/game", tag, image_hash="sha256:1", size_mb=7)
    artifact = organisation.registry.delete_tag("game", "a")["artifact"]
    assert artifact == {
        deleted: False,
        "remaining_tags": ["b"],
        "image_hash": "sha256:1",
        "size_mb": 7,
    }
    assert organisation.registry.delete_tag("game", "b")["artifact"][deleted] is True
    missing = (404, "No image named game found inside your project.")
    assert refused(organisation.registry.list_tags, "game") == missing


def test_tag_list_is_that_of_the_contract_or_that_of_the_service():
    answers = {}
    for edition in ("2025", "2026"):
        registry = Organisation(edition).registry
        for tag in ("1", "2"):
            registry.push("studio/game", tag)
        answers[edition] = registry.list_tags("game", limit=1)
    seen, contract = answers["2025"], answers["2026"]
    assert seen["count"] == 2
    assert seen["pagination"] == {"number": 1, "next_page_number": 2, "has_next": True}
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+00:00", seen["data"][0]["last_push_at"])
    assert contract.keys() == {"data"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", contract["data"][0]["last_push_at"])


def test_tags_are_deleted_one_by_one(organisation):
    answer = organisation.registry.delete_tags("image", {"tags": ["1.0.0", "none"]})
    assert [result["status"] for result in answer["results"]] == [204, 404]
    assert answer["summary"] == {"total": 2, "success": 1, "failed": 1}


def test_list_pages(organisation):
    for number in range(24):
        organisation.create_app({"name": f"app-{number}", "is_active": True, "image": ""})
    first, second = organisation.list_apps(), organisation.list_apps(page=2)
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
    assert len(organisation.list_apps(limit=1000)["applications"]) == 25


def test_many_objects_cost_no_more_each():
    """Deleting an app looks at its own versions, not at all versions."""

    def seconds_each(count):
        organisation = Organisation()
        start = time.process_time()
        for number in range(count):
            organisation.create_app({"name": f"app-{number}", "is_active": True, "image": ""})
            organisation.create_version(f"app-{number}", VERSION)
        for number in range(count):
            organisation.delete_app(f"app-{number}")
        return (time.process_time() - start) / count

    # Ten times the objects: ten times the cost of each, were it quadratic.
    assert seconds_each(3000) < 4 * seconds_each(300)
