"""Paths in Pulumi's options, where one that matches no property would have no effect."""

from __future__ import annotations

import pulumi
import pytest
from pulumi import ResourceOptions
from pulumi_edgegap import App, AppVersion
from pulumi_edgegap.lifecycle import options
from pulumi_edgegap.lifecycle.resource import Resource

OPTIONS = ("ignore_changes", "replace_on_changes", "additional_secret_outputs", "hide_diffs")


def mistakes(kind: type[Resource], option: str, *paths: str) -> list[str]:
    opts = ResourceOptions(**{option: list(paths)})  # type: ignore[arg-type]
    return list(options.mistakes(kind._dynamic_provider.inputs, kind._outputs(), opts))


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize(
    ("path", "advice"),
    [
        ("dockerTag", "did you mean 'docker_tag'?"),
        ("isActive", "did you mean 'is_active'?"),
        ("env[0].value", "did you mean 'envs'?"),
        ('["docker tag"].x', "did you mean 'docker_tag'?"),
        ("[0]", "expected one of app_name, name, docker_repository, "),
        ("zzz", "expected one of app_name, name, docker_repository, "),
    ],
)
def test_path_that_does_not_start_with_a_property_is_a_mistake(option: str, path: str, advice: str) -> None:
    (messages,) = mistakes(AppVersion, option, path)
    assert messages.startswith(f"option {option}: unknown property {path!r}: {advice}")


@pytest.mark.parametrize("option", OPTIONS)
def test_path_to_an_input_an_output_or_everything_is_valid(option: str) -> None:
    right = ("envs[0].value", "envs[*].value", '["docker_tag"]', "probe.optimal_ping", "*", "[*]")
    assert mistakes(AppVersion, option, *right, "create_time", "caching_percent", "__provider") == []
    assert mistakes(App, option, "adopt", "account", "last_updated") == []


def test_path_that_is_not_a_list_is_a_mistake() -> None:
    opts = ResourceOptions(ignore_changes="docker_tag")  # type: ignore[arg-type]
    (messages,) = options.mistakes(AppVersion._dynamic_provider.inputs, AppVersion._outputs(), opts)
    assert messages == "option ignore_changes must be a list: use ['docker_tag']"


def test_wrong_option_of_a_read_resource_ends_the_program() -> None:
    wrong = ResourceOptions(additional_secret_outputs=["createTime"])
    words = "App 'lobby': option additional_secret_outputs: unknown property 'createTime': did you mean 'create_time'"
    with pytest.raises(pulumi.RunError, match=words):
        App.get("lobby", "lobby", wrong)
    with pytest.raises(pulumi.RunError, match=words):
        App("lobby", ResourceOptions.merge(wrong, ResourceOptions(id="lobby")))
