"""The life cycle of a program with Edgegap resources."""

import json

from pulumi_edgegap.emulator import Organization

ARENA = """
app = edgegap.App("arena", name="arena")
edgegap.AppVersion(
    "blue", name="blue", app_name=app.name, docker_repository="registry.example.com", docker_image="arena",
    docker_tag="{tag}", req_cpu=512, req_memory=1024,
    envs=[edgegap.EnvArgs(key="KEY", value=config.require_secret("pass"), is_secret=True)],
)
pulumi.export("app", app.name)
pulumi.export("pass", config.require_secret("pass"))
pulumi.export("made", app.create_time)
"""


def test_program_runs_from_preview_to_destroy(studio, api: Organization):
    stack = studio.write(ARENA.format(tag="1")).stack()

    assert stack.preview().change_summary == {"create": 3}
    assert not api.apps

    result = stack.up(message="first")
    assert result.summary.resource_changes == {"create": 3}
    assert result.outputs["app"].value == "arena"
    assert (result.outputs["pass"].value, result.outputs["pass"].secret) == ("hush", True)
    assert list(api.apps) == ["arena"]

    assert stack.preview(expect_no_changes=True).change_summary == {"same": 3}

    shown = studio.write(ARENA.format(tag="2")).stack().preview(diff=True).stdout
    assert '~ docker_tag: "1" => "2"' in shown
    assert stack.up().summary.resource_changes == {"same": 2, "update": 1}

    assert stack.destroy().summary.resource_changes == {"delete": 3}
    assert not api.apps
    assert [entry.kind for entry in stack.history()] == ["destroy", "update", "update"]
    assert stack.history()[-1].message == "first"
    assert stack.history(page_size=1, page=3)[0].version == 1


def test_refresh_finds_changed_and_deleted_objects(studio, api: Organization):
    stack = studio.write(ARENA.format(tag="1")).stack()
    stack.up()
    api.apps["arena"]["is_active"] = False
    api.versions.clear()

    assert stack.refresh().summary.resource_changes == {"same": 1, "update": 1, "delete": 1}
    assert stack.preview().change_summary == {"same": 1, "update": 1, "create": 1}


def test_secrets_are_never_in_plain_text(studio):
    stack = studio.write(ARENA.format(tag="1")).stack()
    text = stack.up(diff=True).stdout

    kept = [path for path in (studio.directory / ".pulumi-local").rglob("*") if path.is_file()]
    assert len(kept) == 4  # the state, the configuration, the history, a .gitignore
    assert not any("hush" in path.read_text() for path in kept)
    assert "hush" not in text
    assert "hush" not in json.dumps(stack.export().deployment)
    assert "hush" in json.dumps(stack.export_stack().deployment)
