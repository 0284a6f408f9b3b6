"""A new token in the stack configuration: a refresh and a destroy still use that of the last `up`."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import OTHER_TOKEN, TOKEN
from pulumi import automation as auto
from pulumi_edgegap.commands.inventory.stack_file import parse_stack_file
from pulumi_edgegap.emulator import Organization

OF_THE_LAST_UP = (
    "A refresh or destroy without `--run-program` uses the configuration of the last `pulumi up`: if you have changed "
    "it since, add that option, or run `pulumi up` first."
)
APP = 'App("arena", name="arena")'


def set_token(project: Any, token: str) -> None:
    project.stack.set_config("edgegap:apiToken", auto.ConfigValue(token, secret=True))


def test_token_set_after_the_last_up_is_reported_with_the_remedy(project: Any) -> None:
    project.program(APP).up()
    del project.environment["EDGEGAP_API_TOKEN"]
    set_token(project, TOKEN)
    for step in (project.refresh, project.destroy):
        assert f"or set EDGEGAP_API_TOKEN. {OF_THE_LAST_UP}" in project.fails(step)
    project.up()
    project.refresh()
    assert project.preview() == {"same": 1}


@pytest.mark.parametrize(
    ("old", "words"),
    [("revoked", "does not allow this. "), (OTHER_TOKEN, "allowAllGone true` and then `pulumi up`. ")],
)
def test_token_that_replaces_a_rejected_one_is_reported_with_the_remedy(
    project: Any, old: str, words: str
) -> None:
    project.program(APP).up()
    set_token(project, old)
    project.up()  # nothing changes, so nobody asks the API
    set_token(project, TOKEN)
    for step in (project.refresh, project.destroy):
        assert f"{words}{OF_THE_LAST_UP}" in project.fails(step)
    project.up()
    project.refresh()
    assert project.preview() == {"same": 1}


def test_setting_corrected_after_the_last_up_is_reported_with_the_remedy(project: Any) -> None:
    project.program(APP).up()
    project.stack.set_config("edgegap:apiUrl", auto.ConfigValue("https://nowhere?a=b"))
    project.up()
    project.stack.remove_config("edgegap:apiUrl")
    assert f"without a query or fragment. {OF_THE_LAST_UP}" in project.fails(project.refresh)


def test_invalid_setting_shows_in_a_preview(project: Any) -> None:
    project.stack.set_config("edgegap:maxRetires", auto.ConfigValue("2"))
    text = project.program(APP).fails(project.preview)
    assert "error: edgegap:maxRetires is not a setting: did you mean edgegap:maxRetries?" in text
    project.stack.remove_config("edgegap:maxRetires")
    project.stack.set_config("edgegap:maxRetries", auto.ConfigValue("many"))
    text = project.program(APP).fails(project.preview)
    assert "error: edgegap:maxRetries must be an integer, 0 or greater: run `pulumi config set" in text
    assert "Traceback" not in text
    project.stack.set_config("edgegap:maxRetries", auto.ConfigValue("2"))
    assert project.preview() == {"create": 1}


@pytest.mark.parametrize("program", [APP, 'App.get("arena", "arena")'])
def test_token_of_a_running_program_waits_for_nothing(project: Any, program: str) -> None:
    set_token(project, "wrong")
    text = project.program(program).fails(project.up)
    assert "meant for this service" in text
    assert "--run-program" not in text


def test_run_program_makes_refresh_and_destroy_use_the_new_token(project: Any, api: Organization) -> None:
    if "PULUMI_BACKEND_URL" not in project.environment:
        pytest.skip("the local engine has no --run-program")
    project.program(APP).up()
    del project.environment["EDGEGAP_API_TOKEN"]
    set_token(project, "wrong")
    for step in (project.stack.refresh, project.stack.destroy):
        assert "(403)" in project.fails(step, run_program=True, on_output=project.said.append)
    set_token(project, TOKEN)
    project.stack.refresh(run_program=True)
    project.refresh()
    set_token(project, "wrong")
    project.destroy()
    assert api.apps == {}


def test_token_of_the_last_up_is_in_what_the_engine_exports(project: Any) -> None:
    set_token(project, TOKEN)
    project.program(APP).up()
    set_token(project, "another")
    exported = project.stack.export_stack()
    document = json.dumps({"version": exported.version, "deployment": exported.deployment})
    assert parse_stack_file(document.encode(), "export").tokens == {"edgegap:apiToken": TOKEN}
