"""Messages about changes that Pulumi hides: names but no values."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest
from pulumi_edgegap import AppVersion, EndpointStorage
from pulumi_edgegap.lifecycle import secret_changes
from pulumi_edgegap.lifecycle.state import changed_fields
from support.declared import STORAGE, VERSION


def env(key: Any, value: Any, *, is_secret: bool = False) -> dict[str, Any]:
    return {"key": key, "value": value, "is_secret": is_secret}


KEY, MODE = env("KEY", "hush", is_secret=True), env("MODE", "ranked")


@pytest.mark.parametrize(
    ("before", "wanted", "messages"),
    [
        ({"envs": [KEY, MODE]}, {"envs": [env("KEY", "other", is_secret=True), MODE]}, "envs changes KEY"),
        ({"envs": [KEY, MODE]}, {"envs": [KEY, env("MODE", "x"), env("NEW", "y")]}, "envs changes MODE, adds NEW"),
        ({"envs": [KEY, MODE]}, {"envs": [MODE]}, "envs removes KEY"),
        ({"envs": [KEY, MODE]}, {}, "envs removes KEY, MODE"),
        ({}, {"envs": [MODE, KEY]}, "envs adds MODE, KEY"),
        ({"envs": [KEY]}, {"envs": [env("KEY", "hush")]}, "envs changes KEY"),
        ({"envs": [KEY]}, {"envs": [env("KEY", pulumi.UNKNOWN, is_secret=True)]}, "envs changes KEY"),
        ({"envs": [KEY]}, {"envs": pulumi.UNKNOWN}, ""),
        ({"envs": [KEY]}, {"envs": [pulumi.UNKNOWN, MODE]}, ""),
        ({"envs": [env("\x1b[2J", "x")]}, {}, r"envs removes \x1b[2J"),
        ({"private_token": "hush"}, {"private_token": "other"}, "private_token changes"),
        (
            {"private_username": "u", "envs": [KEY]},
            {"private_token": "t", "envs": [MODE]},
            "private_token is added; envs adds MODE, removes KEY",
        ),
        ({"docker_tag": "1"}, {"docker_tag": "2"}, ""),
    ],
)  # fmt: skip
def test_what_changes_comes_and_goes_is_named(before: Any, wanted: Any, messages: str) -> None:
    model = AppVersion._dynamic_provider.inputs
    state, wanted = VERSION | before, VERSION | wanted
    changed = changed_fields(model, state, wanted)
    assert secret_changes.describe_secret_changes(model, state, wanted, changed) == messages


def test_secret_of_a_storage_is_named() -> None:
    wanted = STORAGE | {"secret_access_key": "other"}
    model = EndpointStorage._dynamic_provider.inputs
    assert (
        secret_changes.describe_secret_changes(model, STORAGE, wanted, ["secret_access_key"])
        == "secret_access_key changes"
    )
