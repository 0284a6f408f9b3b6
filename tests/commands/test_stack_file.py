"""Reading of stack exports."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pulumi_edgegap import App, AppVersion
from pulumi_edgegap.commands.inventory.stack_file import StackFileError, parse_stack_file, read_stack_file
from pulumi_edgegap.lifecycle.cases import camel

BY_PULUMI = Path(__file__).parents[1] / "local" / "exported-by-pulumi.json"


def test_export_of_the_cli_is_read_without_encrypted_values():
    stack = read_stack_file(str(BY_PULUMI))
    assert (stack.project, stack.name) == ("p1", "dev")
    version = next(each for each in stack.resources if each.kind is AppVersion)
    assert version.name == "v1"
    assert version.key == ("arena-309fc9b", "v1")
    assert version.encrypted == version.secret == {"envs"}
    assert "envs" not in {**version.inputs, **version.outputs}
    assert version.outputs["req_cpu"] == 512
    assert "__provider" not in version.inputs


def in_the_plugin_s_words(document: dict) -> dict:
    for each in document["deployment"]["resources"]:
        for place in ("type", "urn"):
            each[place] = each[place].replace("pulumi-python:dynamic/edgegap:", "edgegap:index:")
        each.get("inputs", {}).pop("__provider", None)
        for place in each.keys() & {"inputs", "outputs"}:
            each[place] = {camel(name): value for name, value in each[place].items()}
    return document


def test_stack_of_the_plugin_is_read_like_one_of_dynamic_resources():
    document = in_the_plugin_s_words(json.loads(BY_PULUMI.read_text()))
    found = parse_stack_file(json.dumps(document).encode(), "x").resources
    stood = read_stack_file(str(BY_PULUMI)).resources
    assert [(each.kind, each.key, each.inputs, each.outputs, each.encrypted) for each in found] == [
        (each.kind, each.key, each.inputs, each.outputs, each.encrypted) for each in stood
    ]
    assert len(found) > 1


def test_utf16_of_powershell_is_read():
    text = BY_PULUMI.read_text()
    assert parse_stack_file(text.encode("utf-16"), "x") == parse_stack_file(text.encode(), "x")


def test_subclass_is_recognized_by_its_provider():
    document = json.loads(BY_PULUMI.read_text().replace('dynamic/edgegap:App"', 'dynamic:Resource"'))
    stack = parse_stack_file(json.dumps(document).encode(), "x")
    assert stack.resources[0].kind is App


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it is not JSON"),
        (b"\xff\xfe\x00", "it is not JSON"),
        (b"[1]", "it lacks `deployment`"),
        (b'{"version": 3}', "it lacks `deployment`"),
        (b'{"deployment": {"resources": [{"id": 1}]}}', "its resources are not in Pulumi's format"),
        (b'{"deployment": {"resources": [1]}}', "its resources are not in Pulumi's format"),
    ],
)
def test_invalid_export_is_reported_in_one_sentence(content, why):
    with pytest.raises(StackFileError) as caught:
        parse_stack_file(content, "x.json")
    assert str(caught.value).startswith(
        f"x.json is not a stack export: {why}; create one with `pulumi stack export"
    )
