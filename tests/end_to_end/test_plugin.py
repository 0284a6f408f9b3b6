"""Programs with the plugin on the CLI; the local engine serves only dynamic resources."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from conftest import OTHER_TOKEN, TOKEN
from pulumi.automation import ConfigValue
from pulumi_edgegap.emulator import Emulator, Organization
from pulumi_edgegap.testing.engine import Engine

PLUGIN = "use_plugin()\n"
GAME = """
app = App("arena", name="arena")
version = AppVersion("v1", app_name=app.name, name="1.0", docker_repository="docker.io", docker_image="studio/arena",
    docker_tag="{tag}", req_cpu=512, req_memory=1024, ports=[PortArgs(port=7777, protocol="UDP")],
    envs=[EnvArgs(key="MODE", value="ranked"), EnvArgs(key="KEY", value="marker-secret", is_secret=True)])
pulumi.export("checked", version.ports.apply(lambda ports: ports[0].to_check))
"""


@pytest.fixture
def project(make_project: Any, cli: Engine) -> Any:
    project = make_project(cli)
    folder = Path(sys.executable).parent
    (project.folder / "Pulumi.yaml").write_text(
        f"name: tests\nruntime: python\nplugins: {{providers: [{{name: edgegap, path: {folder}}}]}}\n"
    )
    return project


def kinds(project: Any) -> dict[str, str]:
    state = project.stack.export_stack().deployment
    return {each["urn"].rpartition("::")[2]: each["type"] for each in state["resources"]}


def test_stack_switches_to_the_plugin_and_back_without_changes(
    project: Any, api: Organization, emulator: Emulator
) -> None:
    dynamic, plugin = GAME.format(tag="1"), PLUGIN + GAME.format(tag="1")
    project.program(dynamic).up()
    emulator.requests.clear()
    assert project.program(plugin).preview() == {"same": 2}
    assert project.up() == {"same": 2}
    assert kinds(project)["arena"] == "edgegap:index:App"
    assert not [seen for seen in emulator.requests if seen.method != "GET"]

    project.refresh()
    assert project.preview() == {"same": 2}
    assert project.stack.outputs()["checked"].value is True
    assert "marker-secret" not in project.files

    assert project.program(dynamic).preview() == {"same": 2}
    assert project.up() == {"same": 2}
    assert kinds(project)["arena"] == "pulumi-python:dynamic/edgegap:App"
    assert project.stack.outputs()["checked"].value is True
    project.destroy()
    assert not api.apps


@pytest.mark.parametrize("faces", [("", PLUGIN), (PLUGIN, "")], ids=["to the plugin", "back"])
def test_resources_are_renamed_with_the_switch(project: Any, faces: tuple[str, str]) -> None:
    before, after = faces
    names = ("first", "second", "third", "fourth")
    project.program(f"{before}for name in {names}: App(name, name=name)").up()
    state = project.stack.export_stack().deployment
    urn = next(each["urn"] for each in state["resources"] if each["urn"].endswith("::second"))
    project.program(
        f"""{after}
game = pulumi.ComponentResource("studio:index:Game", "game")
for name, parent, alias in (
    ("first", None, pulumi.Alias("first")),
    ("second", None, {urn!r}),
    ("third", None, pulumi.Output.from_input(pulumi.Alias("third"))),
    ("fourth", game, pulumi.Alias("fourth", parent=pulumi.ROOT_STACK_RESOURCE)),
):
    App(f"{{name}}-new", opts=pulumi.ResourceOptions(aliases=[alias], parent=parent), name=name)
"""
    )
    assert project.preview() == {"same": 4, "create": 1}
    project.up()
    assert project.preview() == {"same": 5}


def test_change_is_shown_at_its_property_and_only_secret_values_are_hidden(project: Any) -> None:
    project.program(PLUGIN + GAME.format(tag="1")).up()
    changed = GAME.format(tag="2").replace("ranked", "casual").replace("7777", "7778")
    project.program(PLUGIN + changed).preview(diff=True)
    shown = project.output
    assert '~ value: "ranked" => "casual"' in shown
    assert '~ dockerTag: "1" => "2"' in shown
    assert "marker-secret" not in shown + project.files


def test_mistakes_of_all_resources_show_at_once_and_without_a_token(project: Any) -> None:
    del project.environment["EDGEGAP_API_TOKEN"]
    project.program(PLUGIN + 'App("a", is_activ=True)\nApp("b", name="x")\n')
    said = project.fails(project.preview)
    assert "did you mean 'is_active'?" in said
    assert "App 'b': property name must have at least 3 characters" in said
    project.program(PLUGIN + GAME.format(tag="1"))
    assert project.preview() == {"create": 2}


def test_corrected_token_is_used_in_the_next_run(project: Any, api: Organization) -> None:
    del project.environment["EDGEGAP_API_TOKEN"]
    project.program(PLUGIN + GAME.format(tag="1"))
    project.stack.set_config("edgegap:apiToken", ConfigValue("wrong", secret=True))
    assert "(403)" in project.fails(project.up) + project.fails(project.up)
    project.stack.set_config("edgegap:apiToken", ConfigValue(TOKEN, secret=True))
    project.up()
    project.program(PLUGIN + GAME.format(tag="2"))
    project.stack.set_config("edgegap:apiToken", ConfigValue("wrong", secret=True))
    project.fails(project.up)
    project.stack.set_config("edgegap:apiToken", ConfigValue(TOKEN, secret=True))
    assert project.up() == {"update": 1, "same": 1}
    assert TOKEN not in project.files


def test_account_is_a_provider_of_its_own(
    project: Any, api: Organization, studio_b: Organization, emulator: Emulator
) -> None:
    project.stack.set_config("edgegap-studio-b:apiToken", ConfigValue(OTHER_TOKEN, secret=True))
    project.stack.set_config("edgegap-studio-b:apiUrl", ConfigValue(emulator.url))
    program = 'App("arena", name="arena")\nApp("lobby", name="lobby", account="studio-b")\n'
    project.program(program).up()
    # The provider of the account is new to the stack.
    assert project.program(PLUGIN + program).up() == {"create": 1, "same": 2}
    assert project.preview() == {"same": 3}
    assert (list(api.apps), list(studio_b.apps)) == (["arena"], ["lobby"])
    project.destroy()
    assert not api.apps
    assert not studio_b.apps


def test_objects_of_an_up_with_a_killed_plugin_are_adopted_by_the_next(
    project: Any, api: Organization, emulator: Emulator
) -> None:
    project.program(PLUGIN + 'App("arena", name="arena", adopt=True)')
    emulator.fail_next(method="POST", delay=2, status=None)
    killer = threading.Thread(target=kill_plugin, args=(project, lambda: "arena" in api.apps))
    killer.start()
    project.fails(project.up, continue_on_error=False)
    killer.join()
    assert project.up() == {"create": 1}
    assert project.preview() == {"same": 1}


@pytest.mark.parametrize("face", [PLUGIN, ""], ids=["plugin", "dynamic"])
def test_ctrl_c_lets_running_calls_end_and_the_next_up_does_the_rest(
    project: Any, api: Organization, emulator: Emulator, face: str
) -> None:
    game = GAME.format(tag="1").replace("app_name=app.name", "app_name=apps[0].name")
    apps = 'apps = [App(name, name=name) for name in ("arena", "duel", "lobby")]\n'
    project.program(face + game.replace('app = App("arena", name="arena")\n', apps)).stack.get_all_config()
    emulator.fail_next(method="POST", path="/v1/app", times=3, delay=2, status=None)
    running = subprocess.Popen(
        ["pulumi", "up", "--yes", "--skip-preview", "--stack", "dev", "--non-interactive"],
        cwd=project.folder,
        env=project.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    wait_until(lambda: len(api.apps) == 3)
    os.killpg(running.pid, signal.SIGINT)  # as the terminal does, to all that it started
    said, _ = running.communicate(timeout=60)
    assert running.returncode != 0, said
    assert kinds(project).keys() >= {"arena", "duel", "lobby"}
    assert (sorted(api.apps), [*api.versions]) == (["arena", "duel", "lobby"], [])
    emulator.requests.clear()
    assert project.up() == {"create": 1, "same": 3}
    assert [seen.path for seen in emulator.requests if seen.method == "POST"] == ["/v1/app/arena/version"]
    assert project.preview() == {"same": 4}


def wait_until(happens: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not happens() and time.monotonic() < deadline:
        time.sleep(0.02)


def kill_plugin(project: Any, when: Callable[[], bool]) -> None:
    home = project.environment["PULUMI_HOME"]
    wait_until(when)
    for process in psutil.process_iter(["cmdline"]):
        if "pulumi-resource-edgegap" in " ".join(process.info["cmdline"] or ()):
            with suppress(psutil.Error):
                if process.environ().get("PULUMI_HOME") == home:
                    process.kill()
