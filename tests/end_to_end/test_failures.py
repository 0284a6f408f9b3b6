"""What is not done after a failure, and how failures are counted."""

from __future__ import annotations

from typing import Any

from pulumi_edgegap.emulator import Emulator, Organization

IMAGE = 'docker_repository="docker.io", docker_image="studio/arena", docker_tag="STAGE", req_cpu=512, req_memory=1024'
PROGRAM = f"""
    app = App("arena", is_active=STAGE == 1)
    logs = EndpointStorage("logs", access_key_id="AKIA", secret_access_key="key", bucket="logs-STAGE",
        endpoint="https://s3.example.com")
    AppVersion("v1", app_name=app.name, {IMAGE}, endpoint_storage=logs.name,
        envs=[{{"key": "MADE", "value": app.create_time}}])
    """


def test_dependents_of_a_failed_resource_wait_and_the_rest_continues(
    project: Any, api: Organization, emulator: Emulator
) -> None:
    project.program(PROGRAM.replace("STAGE", "1"))
    emulator.fail_next(method="POST", path="/v1/app", status=400)
    text = project.fails(project.up, continue_on_error=True)
    assert "is required" not in text
    assert "    2 errored" in text
    assert (len(api.apps), len(api.storages)) == (0, 1)
    assert project.up() == {"create": 2, "same": 1}

    project.program(PROGRAM.replace("STAGE", "2"))
    emulator.fail_next(method="PATCH", path="/v1/storage/endpoint/*", status=400)
    text = project.fails(project.up, continue_on_error=True)
    assert "does not set endpoint_storage" not in text
    assert [app["is_active"] for app in api.apps.values()] == [False]
    assert [version["docker_tag"] for version in api.versions.values()] == ["1"]
    assert project.up() == {"update": 2, "same": 1}
    assert project.preview() == {"same": 3}


def test_empty_output_is_a_mistake_at_preview_and_fails_only_its_resource(
    project: Any, api: Organization
) -> None:
    project.program(f"""
        AppVersion("v1", app_name=pulumi.Output.from_input(None), {IMAGE})
        App("lobby", name="lobby")
        """)
    assert "missing required property 'app_name'" in project.fails(project.preview)
    text = project.fails(project.up, continue_on_error=True)
    assert "This AppVersion could not be created: its app_name has no value" in text
    assert list(api.apps) == ["lobby"]


def test_each_resource_with_an_error_is_counted_once(project: Any) -> None:
    project.program('App("one", nme="x")\nApp("two", name=pulumi.Output.from_input("x"))')
    assert "    2 errored" in project.fails(project.preview)
    project.program('[App(name, pulumi.ResourceOptions(protect=True)) for name in ("one", "two")]').up()
    assert "    3 errored" in project.fails(project.destroy)  # the third is the stack: "update failed"


UPDATES_FOR_NOTHING = """
    from pulumi.dynamic import CreateResult, DiffResult, Resource, ResourceProvider, UpdateResult

    class Restless(ResourceProvider):
        def create(self, props):
            return CreateResult("1", props)

        def diff(self, id, olds, news):
            return DiffResult(changes=True)

        def update(self, id, olds, news):
            return UpdateResult(news)

    class Thing(Resource):
        pass

    Thing(Restless(), "thing", {"size": 1, "word": pulumi.Output.secret("WORD")})
    """


def test_update_with_no_property_shows_all_there_are(project: Any) -> None:
    project.program(UPDATES_FOR_NOTHING.replace("WORD", "hush")).up()
    for word in ("hush", "quiet"):  # one secret looks as any other
        project.said.clear()
        project.program(UPDATES_FOR_NOTHING.replace("WORD", word)).up(diff=True)
        lines = [line.strip().replace(" ", "") for line in project.output.splitlines()]
        assert {"size:1", "word:[secret]"} <= set(lines)
