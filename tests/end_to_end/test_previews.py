"""A preview shows what `up` will do, and refuses what the program cannot mean."""

from __future__ import annotations

import re
from typing import Any

from pulumi_edgegap.emulator import Organization

IMAGE = 'docker_repository="docker.io", docker_image="studio/arena", req_cpu=512, req_memory=1024'


def test_two_resources_with_one_object_are_reported_in_preview_and_up(
    project: Any, api: Organization
) -> None:
    app = 'app = App("a", name="arena", adopt=True)\n'
    project.program(app).up()
    pairs = f"""{app}
App("b", name="arena", is_active=False, adopt=True)
for tag in ("1", "2"):
    AppVersion("v" + tag, app_name=app.name, name="1.0", docker_tag=tag, {IMAGE}, adopt=True)
"""
    text = project.program(pairs).fails(project.preview)
    assert "App 'b': property name is already used by App 'a': two resources cannot manage one object" in text
    assert "AppVersion 'v2': property name is already used by AppVersion 'v1' with the same app_name" in text

    project.program(f'{app}App("b", name=app.name, is_active=False, adopt=True)')
    for step in (project.preview, project.up):
        text = project.fails(step)
        assert re.search(r"resource 'b': property name value \{arena\} .*already used by App 'a'", text)
    assert api.apps["arena"]["is_active"] is True

    project.said.clear()
    project.program(f'{app}App("b", pulumi.ResourceOptions(id="arena"), name="arena")').preview()
    assert "error" not in project.output


def test_renamed_resource_is_reported_with_the_alias_to_add(project: Any) -> None:
    project.program('App("old", name="arena")').up()
    text = project.program('App("new", name="arena")').fails(project.up)
    assert (
        'if the program formerly called the resource "old", add `aliases=[pulumi.Alias(name="old")]`' in text
    )
    alias = 'pulumi.ResourceOptions(aliases=[pulumi.Alias(name="old")])'
    assert project.program(f'App("new", {alias}, name="arena")').up() == {"same": 1}


def test_option_without_a_matching_property_is_reported_before_anything_changes(
    project: Any, api: Organization
) -> None:
    program = """
        opts = pulumi.ResourceOptions(ignore_changes=["{0}"], additional_secret_outputs=["{0}"])
        App("a", opts, name="arena", is_active={1})
        """
    project.program(program.format("is_active", True)).up()
    for step in (project.preview, project.up):
        text = project.program(program.format("isActive", False)).fails(step)
        for option in ("ignore_changes", "additional_secret_outputs"):
            messages = f"App 'a': option {option}: unknown property 'isActive': did you mean 'is_active'?"
            assert messages in text
    assert api.apps["arena"]["is_active"] is True


def test_preview_names_the_secrets_that_change_once(project: Any, api: Organization) -> None:
    program = f"""
        app = App("a", name="arena")
        AppVersion("v", app_name=app.name, name="1.0", docker_tag="1", {IMAGE}, private_token="token-STAGE",
            envs=[{{"key": "KEY", "value": "key-STAGE", "is_secret": True}}, {{"key": "MODE-STAGE", "value": "x"}}])
        """
    project.program(program.replace("STAGE", "1")).up()
    project.program(program.replace("STAGE", "2"))
    key, mode = api.versions["arena", "1.0"]["envs"]
    by_hand = {"envs": [key, mode | {"key": "BY-HAND"}]}
    api.versions["arena", "1.0"] = api.versions["arena", "1.0"] | by_hand  # of which a refresh says nothing
    for step in (project.preview, project.up):
        project.said.clear()
        step(refresh=True)
        messages = (
            "AppVersion 'arena/1.0': private_token changes; envs changes KEY, adds MODE-2, removes BY-HAND."
        )
        assert set(re.findall("AppVersion 'arena/1.0': .*", project.output)) == {messages}
        assert project.output.split("Diagnostics:")[-1].count(messages) == 1
        assert not re.search("token-|key-", project.output)
    assert api.versions["arena", "1.0"]["private_token"] == "token-2"
