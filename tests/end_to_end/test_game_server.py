"""`GameServer`: releases, blue/green deployments and rollbacks."""

from __future__ import annotations

from typing import Any

import pulumi
import pulumi_edgegap
import pytest
from pulumi_edgegap import App, AppVersion, EndpointStorage, GameServer, PullProfile
from pulumi_edgegap.emulator import Emulator, Organization
from pulumi_edgegap.lifecycle.resource import Resource

SETTINGS = {
    "docker_repository": "docker.io",
    "docker_image": "studio/arena",
    "req_cpu": 512,
    "req_memory": 1024,
    "ports": [{"port": 7777, "protocol": "UDP", "name": "game"}, {"port": 80, "protocol": "TCP"}],
    "private_token": "s3cr3t-marker",
}
STORAGES = {
    "files": {
        "access_key_id": "AKIA",
        "secret_access_key": "s3cr3t-marker",
        "endpoint": "https://s3.example.com",
        "bucket": "files",
    }
}
MAPS = {"storage": "files", "source": "/maps", "source_type": "Folder", "destination": "/game/maps"}


# Not about the engine, on which the component is the same program.
on_local_engine = pytest.mark.parametrize("project", ["local"], indirect=True)


def arena(active: str, versions: dict[str, Any], form: str = "**", **changed: Any) -> str:
    arguments: dict[str, Any] = {
        "active": active,
        "versions": versions,
        "app": {"name": "arena"},
        "settings": SETTINGS,
        "storages": STORAGES,
        "logs": "files",
        "pull_profiles": {"maps": MAPS},
    } | changed
    return f"""
server = GameServer("arena", {form}{arguments!r}{")" * form.count("(")})
for name in ("app_name", "active_version", "versions"):
    pulumi.export(name, getattr(server, name))
pulumi.export("ports", server.ports.apply(lambda ports: {{name: each.port for name, each in ports.items()}}))
"""


def children(project: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in project.stack.export_stack().deployment["resources"]:
        if each.get("parent", "").endswith("::edgegap:index:GameServer::arena"):
            kind = each["type"].rpartition(":")[2]
            found.setdefault(kind, []).append(each["urn"].rpartition("::")[2])
    return found


def writes(emulator: Emulator) -> list[str]:
    return [
        f"{each.method} {each.path.rpartition('/v1/')[2]} {(each.body or {}).get('is_active', '')}".strip()
        for each in emulator.requests
        if each.method != "GET"
    ]


def test_releases_and_rollbacks(project: Any, api: Organization, emulator: Emulator) -> None:
    one = {"1.0": {}}
    two = {"1.0": {}, "1.1": {"req_cpu": 600}}
    # The component, app, storage, profile, version and link.
    assert project.program(arena("1.0", one)).up() == {"create": 6}
    assert children(project) == {
        "App": ["arena"],
        "EndpointStorage": ["arena-files"],
        "PullProfile": ["arena-maps"],
        "AppVersion": ["arena-1.0"],
        "PullProfileLink": ["arena-1.0-maps"],
    }
    assert {name: each.value for name, each in project.stack.outputs().items()} == {
        "app_name": "arena",
        "active_version": "1.0",
        "versions": {"1.0": "1.0"},
        "ports": {"game": 7777, "80": 80},
    }
    (storage,) = api.storages
    assert api.versions["arena", "1.0"]["endpoint_storage"] == storage

    assert project.program(arena("1.0", two, "")).up() == {"same": 6, "create": 2}
    assert api.versions["arena", "1.1"]["req_cpu"] == 600
    assert api.versions["arena", "1.1"]["is_active"] is False

    emulator.requests.clear()
    assert project.program(arena("1.1", two, "GameServerArgs(**")).up() == {"same": 6, "update": 2}
    assert writes(emulator) == ["PATCH app/arena/version/1.1 True", "PATCH app/arena/version/1.0 False"]
    assert project.stack.outputs()["active_version"].value == "1.1"

    emulator.requests.clear()
    assert project.program(arena("1.0", one)).up() == {"same": 5, "update": 1, "delete": 2}
    back, unlinked, deleted = writes(emulator)
    assert back == "PATCH app/arena/version/1.0 True"
    assert unlinked.startswith("DELETE storage/endpoint/")
    assert deleted == "DELETE app/arena/version/1.1"
    assert "s3cr3t-marker" not in project.output + project.files


@on_local_engine
def test_active_version_stops_only_once_the_next_one_has_all_that_it_needs(
    project: Any, api: Organization, emulator: Emulator
) -> None:
    project.program(arena("1.0", {"1.0": {}})).up()
    emulator.requests.clear()
    project.program(arena("1.1", {"1.0": {}, "1.1": {}})).up()
    assert [each.split("/")[0] for each in writes(emulator)] == ["POST app", "PUT storage", "PATCH app"]
    project.fails(project.program(arena("1.2", {"1.1": {}, "1.2": {"endpoint_storage": "nowhere"}})).up)
    assert api.versions["arena", "1.1"]["is_active"] is True


@on_local_engine
def test_second_version_can_be_active_if_it_says_so(project: Any, api: Organization) -> None:
    project.program(arena("1.1", {"1.0": {"is_active": True}, "1.1": {}, "0.9": {}})).up()
    assert {tag: each["is_active"] for (_, tag), each in api.versions.items()} == {
        "1.1": True,
        "1.0": True,
        "0.9": False,
    }


@on_local_engine
def test_storage_declared_elsewhere_is_used_for_logs_and_files(project: Any, api: Organization) -> None:
    project.program(
        f"""
        storage = EndpointStorage("shared", name="shared", **{STORAGES["files"]!r})
        GameServer("arena", active="1.0", versions={{"1.0": {{}}}}, settings={SETTINGS!r}, logs=storage,
            pull_profiles={{"maps": {MAPS!r} | {{"storage": storage, "name": "maps"}}}})
        """
    ).up()
    assert list(api.profiles) == [("shared", "maps")]
    assert [each["endpoint_storage"] for each in api.versions.values()] == ["shared"]
    assert len(api.links) == 1


@on_local_engine
def test_mistakes_are_reported_at_preview_where_the_program_has_them(project: Any) -> None:
    del project.environment["EDGEGAP_API_TOKEN"]
    program = arena(
        "1.3",
        {"1.1": {"req_cpu": 50}, "latest": {"docker_image": "a:b"}, "1.2": {"nme": "x"}},
        settings=SETTINGS | {"req_cpux": 1, "account": "b"},
        storages={"files": STORAGES["files"] | {"bucket": ""}},
        pull_profiles={"maps": MAPS | {"storage": "fils"}, "skins": MAPS | {"source_type": "Fold"}},
        logs="logs",
    )
    said = project.program(program).fails(project.preview)
    for words in (
        "active is '1.3', which is not one of its versions: 1.1, latest, 1.2.",
        "versions['1.1'].req_cpu must be at least 100.",
        "versions['latest'].docker_tag must not be 'latest'",
        "versions['latest'].docker_image must not contain a tag",
        "settings.account is an argument of GameServer itself: set it there.",
        "storages['files'].bucket must have at least 1 character.",
        "pull_profiles['maps'].storage is 'fils', which is not one of its storages: files.",
        "pull_profiles['skins'].source_type must be one of 'File' or 'Folder'.",
        "logs is 'logs', which is not one of its storages: files.",
    ):
        assert f"error: GameServer 'arena': property {words}" in said
    assert (
        """error: GameServer 'arena': unknown property "versions['1.2'].nme": did you mean 'name'?""" in said
    )
    assert "error: GameServer 'arena': unknown property 'settings.req_cpux': did you mean 'req_cpu'?" in said
    assert "Traceback" not in said
    assert "s3cr3t-marker" not in said


def test_misspelt_argument_ends_the_program_with_one_sentence() -> None:
    with pytest.raises(pulumi.RunError, match="'arena': unknown argument 'verions': did you mean 'versions'"):
        GameServer("arena", active="1.0", versions={}, verions={})  # type: ignore[call-overload]
    with pytest.raises(
        pulumi.RunError, match="'arena': active is a keyword argument, but others are in args"
    ):
        GameServer("arena", {"active": "1.0"}, active="1.0", versions={})  # type: ignore[call-overload]


@pytest.mark.parametrize("kind", [App, AppVersion, EndpointStorage, PullProfile])
def test_dict_form_has_the_arguments_of_the_child(kind: type[Resource]) -> None:
    form = getattr(pulumi_edgegap, f"GameServer{kind.__name__}ArgsDict")
    own = {"app_name", "storage_name", "account", "adopt"}
    assert set(form.__annotations__) - {"storage"} == set(kind._dynamic_provider.inputs.fields) - own
