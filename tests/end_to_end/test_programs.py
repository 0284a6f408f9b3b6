"""The output of whole programs."""

from __future__ import annotations

import contextlib
import re
import subprocess
from itertools import takewhile
from pathlib import Path
from typing import Any

import psutil
import pytest
from pulumi import automation as auto
from pulumi_edgegap.emulator import Emulator, Organization, SeenRequest

EXAMPLES = Path(__file__).parents[2] / "examples"
VERSION = (
    'docker_repository="docker.io", docker_image="studio/arena", docker_tag="1", req_cpu=512, req_memory=1024'
)
SECRET = "s3cr3t-marker"

GAME = f"""
app = App("arena", name="arena")
version = AppVersion("v1", app_name=app.name, name="1.0", {VERSION})
storage = EndpointStorage("files", name="files", access_key_id="AKIA", secret_access_key="{SECRET}",
    endpoint="https://s3.example.com", bucket="files")
maps = PullProfile("maps", storage_name=storage.name, name="maps", source="/maps", source_type="Folder",
    destination="/game/maps")
link = PullProfileLink("link", storage_name=storage.name, pull_profile_name=maps.name, app_name=app.name,
    app_version_name=version.name)
"""

on_local_engine = pytest.mark.parametrize("project", ["local"], indirect=True)


def order(emulator: Emulator) -> list[str]:
    return [f"{each.method} {each.path}" for each in emulator.requests if each.method != "GET"]


def test_quickstart_has_the_expected_objects_after_up(project: Any) -> None:
    project.program((EXAMPLES / "quickstart" / "__main__.py").read_text())
    assert project.up() == {"create": 2}
    assert project.preview(expect_no_changes=True) == {"same": 2}


def test_life_of_a_game(project: Any, api: Organization) -> None:
    project.program(GAME)
    assert project.preview() == {"create": 5}
    assert project.up() == {"create": 5}
    assert project.preview() == {"same": 5}

    api.versions["arena", "1.0"] = api.versions["arena", "1.0"] | {"docker_tag": "hacked"}
    project.refresh()
    assert project.preview(diff=True) == {"same": 4, "update": 1}
    assert re.search(r'docker_tag *: "hacked" => "1"', project.output)
    assert project.up() == {"same": 4, "update": 1}
    assert api.versions["arena", "1.0"]["docker_tag"] == "1"

    project.destroy()
    assert [*api.apps, *api.versions, *api.storages, *api.profiles, *api.links] == []


def test_replacing_an_app_replaces_its_versions_and_links(
    project: Any, api: Organization, emulator: Emulator
) -> None:
    project.program(GAME).up()
    emulator.requests.clear()
    changes = project.program(GAME.replace('name="arena"', 'name="arena2"')).up()
    assert changes == {"same": 2, "replace": 3}
    assert list(api.apps) == ["arena2"]
    assert list(api.versions) == [("arena2", "1.0")]
    assert list(api.links) == [("files", "maps", "arena2", "1.0")]
    deleted = [each for each in order(emulator) if each.startswith("DELETE")]
    assert [each.count("/") for each in deleted] == sorted(
        (each.count("/") for each in deleted), reverse=True
    )
    assert project.preview() == {"same": 5}


def test_replacement_in_place_deletes_first_and_replaces_the_links(project: Any, api: Organization) -> None:
    project.program(GAME).up()
    changes = project.program(GAME.replace('name="1.0",', 'name="1.0", kind="session",')).up()
    assert changes == {"same": 3, "replace": 2}
    assert api.versions["arena", "1.0"]["kind"] == "session"
    assert list(api.links) == [("files", "maps", "arena", "1.0")]
    assert project.preview() == {"same": 5}


def test_mistakes_of_all_resources_show_in_one_preview_without_a_token(project: Any) -> None:
    del project.environment["EDGEGAP_API_TOKEN"], project.environment["EDGEGAP_API_URL"]
    assert project.program(GAME).preview() == {"create": 5}
    text = project.program(
        f"""
        App("a", nme="x")
        AppVersion("b", app_name="arena", {VERSION.replace("512", "50")}, ports=[{{"port": 1, "protocol": "UPD"}}])
        """
    ).fails(project.preview)
    assert "App 'a': unknown property 'nme': did you mean 'name'" in text
    assert "AppVersion 'b': property req_cpu must be at least 100" in text
    assert "AppVersion 'b': property ports[0].protocol must be one of" in text
    assert "Traceback" not in text  # neither of an error nor of the interrupt that ends the program


TRANSFORMS = {
    "of the stack": ("pulumi.runtime.register_resource_transform(corrected)", ""),
    "of the stack, old": ("pulumi.runtime.register_stack_transformation(corrected)", ""),
    "of the resource": ("", "transforms=[corrected]"),
}


@pytest.mark.parametrize("registered", TRANSFORMS)
def test_transform_corrects_a_mistake_before_it_is_reported(project: Any, registered: str) -> None:
    register, option = TRANSFORMS[registered]
    old = registered.endswith("old")
    kind = "ResourceTransformation" if old else "ResourceTransform"
    is_version = "args.type_.endswith('AppVersion')"
    program = f"""
        def corrected(args):
            if {is_version}:
                return pulumi.{kind}Result(props={{{{**args.props, "docker_tag": "TAG", "req_cpu": 512}}}}, opts=args.opts)

        {register}
        AppVersion("v1", app_name=App("arena", name="arena").name, name="1.0", docker_repository="docker.io",
            docker_image="studio/arena", docker_tag="latest", req_memory=512, opts=pulumi.ResourceOptions({option}))
        """.replace("{{", "{").replace("}}", "}")
    assert project.program(program.replace("TAG", "1.2.3")).preview() == {"create": 2}
    assert project.up() == {"create": 2}
    said = project.program(program.replace("TAG", "latest")).fails(project.preview)
    assert "docker_tag" in said
    assert "must not be 'latest'" in said


def test_mistake_in_an_output_is_also_shown_at_preview(project: Any) -> None:
    text = project.program('App("c", name=pulumi.Output.from_input("x"))').fails(project.preview)
    assert "resource 'c': property name value {x} has a problem: must have at least 3 characters" in text


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        (
            {"EDGEGAP_API_TOKEN": ""},
            "run `pulumi config set --secret edgegap:apiToken`, or set EDGEGAP_API_TOKEN",
        ),
        ({"EDGEGAP_API_TOKEN": "wrong"}, "(403): check that the API token still exists"),
        ({"EDGEGAP_API_URL": "http://127.0.0.1:9"}, "could not be reached"),
        ({"EDGEGAP_API_URL": "http://user:hunter2@127.0.0.1:9"}, "must not contain a user name or password"),
    ],
)
def test_failure_is_one_line_under_its_resource(project: Any, variables: dict[str, str], words: str) -> None:
    project.environment |= variables
    project.stack.set_config("edgegap:maxRetries", auto.ConfigValue("0"))
    text = project.program('App("arena", name="arena")').fails(project.up)
    after = text.split("dynamic/edgegap:App (arena):\n")[1]
    under_resource = "\n".join(takewhile(lambda line: line.startswith("    "), after.split("\n"))).strip()
    # The SDK before 3.260 says the latter.
    assert re.match(r"error: (pulumi_edgegap\.ResourceError|Exception calling application): ", under_resource)
    assert words in under_resource
    assert "\n" not in under_resource
    assert "hunter2" not in text


def test_no_secret_in_state_or_output(project: Any, api: Organization) -> None:
    program = f"""
        AppVersion("v1", app_name=App("arena", name="arena").name, name="1.0", {VERSION},
            private_username="{SECRET}-user", private_token="{SECRET}-token",
            envs=[{{"key": "KEY", "value": "{SECRET}-env", "is_secret": True}}])
        EndpointStorage("files", access_key_id="AKIA", secret_access_key="{SECRET}-key",
            endpoint="https://s3.example.com", bucket="files")
        """
    project.program(program).preview(diff=True)
    project.up(diff=True)
    project.program(program.replace("-token", "-token2").replace("-env", "-env2")).up(diff=True)
    assert api.versions["arena", "1.0"]["private_token"] == f"{SECRET}-token2"
    project.refresh()
    for text in (project.files, project.output):
        assert text
        assert SECRET not in text


def test_functions_read_what_exists_and_are_unknown_without_a_token(project: Any, api: Organization) -> None:
    for name in ("one", "two"):
        api.create_app({"name": f"app-{name}", "is_active": True, "image": "icon"})
    project.program(
        """
        pulumi.export("names", [app.name for app in get_apps().apps])
        pulumi.export("one", get_app_output("app-one").name)
        pulumi.export("whole", get_app("app-two"))
        """
    ).up()
    outputs = {name: output.value for name, output in project.stack.outputs().items()}
    assert outputs["names"] == ["app-one", "app-two"]
    assert outputs["one"] == "app-one"
    assert outputs["whole"]["is_active"] is True

    del project.environment["EDGEGAP_API_TOKEN"]
    project.program('App("a", name=get_app_output("app-one").name.apply(lambda name: name + "2"))').preview()
    assert "Missing API token" in project.output
    text = project.program('get_app("app-one")').fails(project.preview)
    assert "error: Missing API token for Edgegap" in text
    assert "Traceback" not in text


@pytest.mark.parametrize(
    "waits_for", ["app", "[app]", "[pulumi.Output.from_input(app)]", "GameServer('g', **GAME)"]
)
def test_function_waits_for_what_it_depends_on(project: Any, api: Organization, waits_for: str) -> None:
    project.program(
        f"""
        GAME = {{
            "active": "1", "versions": {{"1": {{}}}}, "app": {{"name": "arena"}},
            "settings": {{"docker_repository": "docker.io", "docker_image": "studio/arena", "req_cpu": 512,
                         "req_memory": 1024}},
        }}
        app = {"None" if "GAME" in waits_for else "App('a', name='arena')"}
        later = pulumi.InvokeOutputOptions(depends_on={waits_for})
        pulumi.export("name", get_app_output("arena", opts=later).name)
        pulumi.export("all", get_apps_output(opts=later).apps.apply(len))
        """
    ).up()
    assert {name: output.value for name, output in project.stack.outputs().items()} == {
        "name": "arena",
        "all": 1,
    }


def test_function_is_unknown_in_the_preview_that_creates_what_its_argument_comes_from(
    project: Any, api: Organization
) -> None:
    project.program(
        """
        app = App("a", name="arena")
        pulumi.export("name", get_app_output(app.name).name)
        pulumi.export("all", get_app_versions_output(app_name=app.name.apply(str)).app_versions.apply(len))
        """
    )
    assert project.preview() == {"create": 1}
    project.up()
    assert {name: output.value for name, output in project.stack.outputs().items()} == {
        "name": "arena",
        "all": 0,
    }


@on_local_engine
def test_functions_read_a_tag_and_all_of_an_image(project: Any, api: Organization) -> None:
    api.registry.push("studio/arena", "1")
    project.program(
        """
        pulumi.export("one", get_image_tag("studio/arena", "1").tag)
        pulumi.export("all", get_image_tags_output("studio/arena").image_tags[0].tag)
        get_apps(opts=pulumi.InvokeOptions(version="1.0.0"))
        """
    ).up()
    assert {name: output.value for name, output in project.stack.outputs().items()} == {
        "one": "1",
        "all": "1",
    }
    assert "option version has no effect on the functions of pulumi_edgegap" in project.output


@on_local_engine
def test_old_names_of_functions_work_with_a_warning(project: Any, api: Organization) -> None:
    api.create_app({"name": "arena", "is_active": True, "image": "icon"})
    project.program(
        """
        import warnings
        with warnings.catch_warnings(record=True) as messages:
            warnings.simplefilter("always")
            from pulumi_edgegap import AppResult
            (app,) = list_apps()
            assert isinstance(app, AppResult)
            pulumi.export("name", list_apps_output()[0].name)
        pulumi.export("messages", [*dict.fromkeys(str(each.message) for each in messages if each.category is DeprecationWarning)])
        """
    ).up()
    outputs = {name: output.value for name, output in project.stack.outputs().items()}
    assert outputs["name"] == "arena"
    assert outputs["messages"] == [
        "AppResult is deprecated: use GetAppResult.",
        "list_apps is deprecated: use get_apps, whose result has them as `apps`.",
        "list_apps_output is deprecated: use get_apps_output, whose result has them as `apps`.",
    ]


def test_removed_field_that_stays_is_reported_at_preview(project: Any) -> None:
    app = 'app = App("arena", name="arena")\n'
    project.program(
        f'{app}AppVersion("v1", app_name=app.name, name="1.0", {VERSION}, time_to_deploy=300)'
    ).up()
    project.program(f'{app}AppVersion("v1", app_name=app.name, name="1.0", {VERSION})').preview()
    assert (
        "no longer sets time_to_deploy, but the API cannot unset it, so it keeps its value" in project.output
    )
    project.up()
    assert project.preview() == {"same": 2}


def test_deletion_of_a_storage_that_a_version_names_is_reported_at_preview(project: Any) -> None:
    program = f"""
        app = App("arena", name="arena")
        logs = EndpointStorage("logs", name="logs", access_key_id="AKIA", secret_access_key="key",
            endpoint="https://s3.example.com", bucket="logs")
        AppVersion("v1", app_name=app.name, name="1.0", {VERSION}, endpoint_storage=logs.name)
        """
    project.program(program).up()
    project.program(
        f"""AppVersion("v1", app_name=App("arena", name="arena").name, name="1.0", {VERSION})"""
    ).preview()
    assert "it still refers to 'logs' as its endpoint_storage" in project.output


def test_objects_of_a_killed_up_can_be_adopted_by_the_next_one(
    project: Any, api: Organization, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "PULUMI_BACKEND_URL" not in project.environment:
        pytest.skip("the local engine is not a process of its own here, so it cannot be killed")
    project.program('App("arena", name="arena")').stack.get_all_config()
    command = ["pulumi", "up", "--yes", "--skip-preview", "--stack", "dev"]
    running = subprocess.Popen(
        command,
        cwd=project.folder,
        env=project.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    orphans: list[psutil.Process] = []

    def kill(seen: SeenRequest) -> None:
        if seen.method == "POST" and running.poll() is None:
            orphans.extend(psutil.Process(running.pid).children(recursive=True))
            running.kill()

    monkeypatch.setattr(emulator, "on_request", kill)
    running.wait(timeout=60)
    assert list(api.apps) == ["arena"]
    for orphan in orphans:  # a killed engine leaves its dynamic-provider server behind
        with contextlib.suppress(psutil.NoSuchProcess):
            orphan.kill()
    project.stack.cancel()

    text = project.fails(project.up)
    assert "interrupted while creating" in text
    assert "adopt it with `adopt=True`" in text
    project.stack.set_config("edgegap:adopt", auto.ConfigValue("true"))
    assert project.up() == {"create": 1}
    assert "App 'arena' already existed and was adopted" in project.output
    project.stack.refresh(clear_pending_creates=True, on_output=project.said.append)
    assert project.preview() == {"same": 1}
