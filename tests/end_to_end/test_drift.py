"""Changes by hand are never undone silently, on whole engines, with and without `ignore_changes`."""

from __future__ import annotations

import os
from typing import Any

from conftest import OTHER_TOKEN, TOKEN
from hypothesis import HealthCheck, Phase, example, given, settings
from pulumi import automation as auto
from pulumi_edgegap.emulator import Emulator, Organization
from support.declared import VERSION
from support.sequences import PLACE, SEEN, is_allowed, lives_of_a_version, take

SEQUENCES = int(os.environ.get("SEQUENCES_OF_ENGINES", "0"))


@example(SEEN[0])
@given(lives_of_a_version)
@settings(
    max_examples=max(SEQUENCES, 1),
    phases=[Phase.explicit, *([Phase.generate] if SEQUENCES else [])],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_preview_names_what_changes_and_up_sends_nothing_else(
    project: Any, api: Organization, emulator: Emulator, lived: Any
) -> None:
    start, steps, ignoring = lived
    project.program("").up()
    api.apps.clear()
    declared = VERSION | start
    up(project, declared, ignoring, api, emulator)
    for step, what in steps:
        take(declared, step, what, api)
        if step == "refresh":
            project.refresh()
        if step != "by hand":
            up(project, declared, ignoring, api, emulator)


def up(
    project: Any, declared: dict[str, Any], ignoring: set[str], api: Organization, emulator: Emulator
) -> None:
    """Preview and run a program; a second preview is empty."""
    arguments = ", ".join(
        f"{name}={value!r}" for name, value in declared.items() if name not in ("app_name", "name")
    )
    project.program(
        f"""
        app = App("arena", name="arena")
        AppVersion("v1", app_name=app.name, name="1.0.0", {arguments},
            opts=pulumi.ResourceOptions(ignore_changes={sorted(ignoring)!r}))
        """
    )
    changes = previewed(project)
    emulator.requests.clear()
    there = dict(api.versions.get(PLACE, {}))
    project.up()
    bodies = [request.body for request in emulator.requests if request.method == "PATCH"]
    assert all(is_allowed(body, changes, there) for body in bodies)
    assert previewed(project) == set()


def previewed(project: Any) -> set[str]:
    """The properties of the version that a preview shows as changed."""
    events: list[Any] = []
    project.preview(on_event=events.append)
    steps = [each.resource_pre_event.metadata for each in events if each.resource_pre_event]
    (step,) = [each for each in steps if each.type.endswith("AppVersion")]
    op = getattr(step.op, "value", step.op)
    if op != "update":
        return set() if op == "same" else set(step.new.inputs)
    old, new = step.old.inputs, step.new.inputs
    differ = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    assert differ
    return differ


def test_drift_that_an_update_meets_is_reported_and_left_alone(project: Any, api: Organization) -> None:
    def program(duration: int) -> Any:
        return project.program(
            f"""
            AppVersion("v1", app_name=App("arena", name="arena").name, name="1.0.0", docker_repository="docker.io",
                docker_image="studio/arena", docker_tag="1", req_cpu=512, req_memory=1024, max_duration={duration})
            """
        )

    program(30).up()
    api.update_version(*PLACE, {"docker_tag": "hacked"})
    program(60).up()
    assert api.versions[PLACE]["docker_tag"] == "hacked"
    messages = (
        "AppVersion 'arena/1.0.0': docker_tag drifted from the state, and this update left the drift in place"
    )
    assert messages in project.output
    assert project.preview() == {"same": 2}
    project.refresh()
    assert project.preview(diff=True) == {"same": 1, "update": 1}
    assert "docker_tag" in project.output.split("(update)")[-1]


def test_token_of_another_organization_removes_nothing(project: Any, api: Organization) -> None:
    project.program('App("arena", name="arena")\nApp("lobby", name="lobby")').up()
    project.environment["EDGEGAP_API_TOKEN"] = OTHER_TOKEN
    for step in (project.refresh, project.destroy):
        assert "was not found in this Edgegap organization" in project.fails(step)
    project.environment["EDGEGAP_API_TOKEN"] = TOKEN
    project.environment["EDGEGAP_API_URL"] += "/v1/"
    project.refresh()
    assert project.preview() == {"same": 2}

    api.apps.clear()
    project.environment["EDGEGAP_ALLOW_ALL_GONE"] = "true"
    project.refresh()
    assert "App 'lobby' no longer exists in Edgegap, so it is removed from the state" in project.output
    assert project.preview() == {"create": 2}


def test_replacement_with_children_is_reported_at_preview(project: Any, api: Organization) -> None:
    project.program('App("arena", name="arena")').up()
    api.create_version("arena", {name: VERSION[name] for name in VERSION.keys() - {"app_name"}})
    project.program('App("arena", name="lobby")').preview()
    assert (
        "App 'arena': replacing it deletes all its versions. If it has any outside of this stack"
        in project.output
    )
    assert "that would also delete its versions '1.0.0', which" in project.fails(project.up)
    assert list(api.versions) == [("arena", "1.0.0")]
    project.stack.set_config("edgegap:deleteChildren", auto.ConfigValue("true"))
    project.up()
    assert list(api.apps) == ["lobby"]


def test_replacement_and_destroy_spare_live_games(project: Any, api: Organization) -> None:
    def program(version: str) -> Any:
        return project.program(
            f"""
            app = App("arena", name="arena")
            AppVersion("v", app_name=app.name, name="{version}", docker_repository="docker.io",
                docker_image="studio/arena", docker_tag="1", req_cpu=512, req_memory=1024)
            """
        )

    program("1.0").up()
    game = api.orchestrator.run("arena", "1.0", sockets_usage=4)
    messages = "AppVersion 'arena/1.0' could not be deleted: it has 1 running deployment with 4 players (a live game);"
    assert messages in project.fails(program("2.0").up)
    assert messages in project.fails(project.destroy)
    assert ("arena", "1.0") in api.versions
    api.orchestrator.stop(game)
    project.up()
    assert list(api.versions) == [("arena", "2.0")]
    api.orchestrator.run("arena", "2.0")
    project.stack.set_config("edgegap:deleteWithDeployments", auto.ConfigValue("true"))
    project.up()
    project.destroy()
    assert "AppVersion 'arena/2.0' is being deleted with 1 running deployment." in project.output
    assert not api.apps
