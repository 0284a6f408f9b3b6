"""`get`, which reads objects that a program does not manage."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi import automation as auto
from pulumi_edgegap.emulator import Organization

on_local_engine = pytest.mark.parametrize("project", ["local"], indirect=True)
SECRET = "s3cr3t-marker"
VERSION = {
    "docker_repository": "docker.io",
    "docker_image": "studio/arena",
    "docker_tag": "1",
    "req_cpu": 512,
    "req_memory": 1024,
    "private_token": SECRET,
    "envs": [{"key": "KEY", "value": SECRET, "is_secret": True}],
}
PROGRAM = """
    app = App.get("app", "arena")
    version = AppVersion.get("version", app.name.apply(lambda name: f"{name}/1.0+2"))
    storage = EndpointStorage.get("storage", "files")
    profile = PullProfile.get("profile", "files/maps")
    link = PullProfileLink.get("link", "files/maps/arena/1.0%2B2")
    tag = ImageTag.get("tag", "studio%2Farena/1")
    for name, value in {
        "app": app.is_active, "version": version.req_memory, "of": version.app_name, "storage": storage.bucket,
        "profile": profile.destination, "link": link.app_version_name, "tag": tag.image_name,
        "token": version.private_token, "envs": version.envs, "cpu": version.req_cpu,
    }.items():
        pulumi.export(name, value)
    """


@pytest.fixture
def existing(api: Organization) -> Organization:
    api.create_app({"name": "arena", "is_active": True, "image": "icon"})
    api.create_version("arena", VERSION | {"name": "1.0+2"})
    api.create_storage(
        {
            "name": "files",
            "access_key_id": "AKIA",
            "secret_access_key": SECRET,
            "endpoint": "https://s3.example.com",
            "bucket": "game-files",
        }
    )
    maps = {"name": "maps", "source": "/maps", "source_type": "Folder", "destination": "/game/maps"}
    api.create_profile("files", maps)
    api.link("files", "maps", "arena", "1.0+2")
    api.registry.push("studio/arena", "1")
    return api


def kept(api: Organization) -> list[int]:
    return [len(table) for table in (api.apps, api.versions, api.storages, api.profiles, api.links, api.tags)]


def test_get_reads_an_object_of_each_kind_without_changing_it(project: Any, existing: Organization) -> None:
    project.program(PROGRAM).up()
    outputs = project.stack.outputs()
    assert {name: output.value for name, output in outputs.items() if not output.secret} == {
        "app": True,
        "version": 1024,
        "of": "arena",
        "storage": "game-files",
        "profile": "/game/maps",
        "link": "1.0+2",
        "tag": "studio/arena",
        "cpu": 512,
    }
    assert {name for name, output in outputs.items() if output.secret} == {"token", "envs"}
    assert SECRET not in project.output + project.files

    project.destroy()
    assert kept(existing) == [1, 1, 1, 1, 1, 1]


@on_local_engine
def test_get_follows_changes_by_hand_and_fails_on_deleted_objects(
    project: Any, existing: Organization
) -> None:
    program = 'pulumi.export("cpu", AppVersion.get("version", "arena/1.0%2B2").req_cpu)'
    project.program(program).up()
    existing.versions["arena", "1.0+2"]["req_cpu"] = 600
    project.up()
    assert project.stack.outputs()["cpu"].value == 600

    existing.versions.clear()
    assert "AppVersion 'arena/1.0+2' could not be found" in project.fails(project.preview)


@on_local_engine
def test_option_import_is_an_error_that_names_the_ways_out_unless_the_stack_has_the_object(
    project: Any,
) -> None:
    program = 'App("lobby", name="lobby", opts=pulumi.ResourceOptions({}))'
    text = project.program(program.format('import_="lobby"')).fails(project.preview)
    assert "the option import_ needs the plugin: call `edgegap.use_plugin()`" in text
    assert "__provider" not in text
    project.program(program.format("")).up()
    assert project.program(program.format('import_="lobby"')).preview() == {"same": 1}
    project.program(program.format('import_="arena"')).fails(project.preview)


def test_get_uses_the_given_account(project: Any, studio_b: Organization) -> None:
    studio_b.create_app({"name": "arena", "is_active": False, "image": "icon"})
    url = project.environment["EDGEGAP_API_URL"]
    project.stack.set_all_config(
        {
            "edgegap-studio-b:apiToken": auto.ConfigValue("token-of-studio-b", secret=True),
            "edgegap-studio-b:apiUrl": auto.ConfigValue(url),
        }
    )
    project.program('pulumi.export("active", App.get("x", "arena", account="studio-b").is_active)').up()
    assert project.stack.outputs()["active"].value is False
    assert "could not be found" in project.program('App.get("x", "arena")').fails(project.preview)


def test_preview_without_a_token_does_not_know_what_get_reads(project: Any) -> None:
    del project.environment["EDGEGAP_API_TOKEN"]
    changes = project.program(
        """
        parent, other = App.get("a", "arena"), App.get("b", "arena")
        AppVersion("v1", app_name=parent.name, name="1.0", docker_repository="docker.io",
            docker_image="studio/arena", docker_tag="1", req_cpu=512, req_memory=1024)
        """
    ).preview()
    assert changes["create"] == 1
    words = "or set EDGEGAP_API_TOKEN. Values read from Edgegap are unknown in this preview."
    assert sum(words in line for line in project.output.split("Diagnostics:")[-1].splitlines()) == 1
    assert "Missing API token for Edgegap: run" in project.fails(project.up)


@on_local_engine
@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            'AppVersion.get("v", "arena")',
            "AppVersion 'v': invalid ID 'arena': expected the form 'app_name/name'.",
        ),
        ('ImageTag.get("t", "studio/arena/1")', "a slash within one is %2F."),
    ],
)
def test_wrong_id_is_reported_at_preview_without_a_token(project: Any, call: str, words: str) -> None:
    del project.environment["EDGEGAP_API_TOKEN"]
    assert words in project.program(call).fails(project.preview)
