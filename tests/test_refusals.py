"""Statuses with more than one cause: advice depends on further reads, not on the status alone."""

from __future__ import annotations

from typing import Any

import grpc
import pytest
from pulumi_edgegap import App, AppVersion, EndpointStorage
from pulumi_edgegap.emulator import Emulator, Organization
from support.declared import STORAGE, VERSION
from support.life import Life, Lives


@pytest.fixture
def version(lives: Lives) -> Life:
    lives(App).up(name="arena")
    lives(EndpointStorage).up(**STORAGE)
    return lives(AppVersion).up(**VERSION, endpoint_storage="logs")


def failure(step: Any, **given: Any) -> str:
    with pytest.raises(grpc.RpcError) as refused:
        step(**given)
    return str(refused.value.details())


@pytest.mark.parametrize(
    ("method", "status", "reason"),
    [
        ("DELETE", 409, "The version has 3 active deployments."),
        ("PATCH", 409, "Another update is in progress."),
        ("PATCH", 400, "The port is already in use by another port."),
        ("POST", 409, "Too many changes at the same time."),
        ("POST", 400, "A port of that name is already used."),
    ],
)
@pytest.mark.parametrize("adopt", [False, True])
def test_conflict_about_anything_but_the_name_keeps_the_message_of_the_api(
    lives: Lives, version: Life, emulator: Emulator, method: str, status: int, reason: str, adopt: bool
) -> None:
    emulator.fail_next(method=method, status=status, body={"message": reason})
    given = VERSION | {"endpoint_storage": "logs", "docker_tag": "2.0.0", "adopt": adopt}
    if method == "POST":
        said = failure(lives(AppVersion).up, **given | {"name": "2.0.0"})
    elif method == "PATCH":
        said = failure(version.up, **given)
    else:
        said = failure(version.destroy)
    assert reason in said
    assert "adopt" not in said


def test_taken_name_is_never_to_be_deleted_as_it_may_be_the_stack_s_own(lives: Lives, version: Life) -> None:
    said = failure(lives(AppVersion).up, **VERSION)
    assert "adopt=True" in said
    assert "delete_before_replace=True" in said
    assert "delete the" not in said


@pytest.mark.parametrize("message", ["There is no endpoint storage 'logs'.", "Not found."])
def test_update_is_refused_because_of_what_it_names_not_because_it_is_gone(
    version: Life, emulator: Emulator, message: str
) -> None:
    emulator.fail_next(method="PATCH", status=404, body={"message": message})
    said = failure(version.up, **VERSION | {"endpoint_storage": "logs", "docker_tag": "2.0.0"})
    assert message in said
    assert "Its endpoint_storage 'logs' does not exist: use one that exists." in said
    assert "deleted" not in said


def test_update_of_a_gone_object_says_so(version: Life, api: Organization) -> None:
    api.versions.clear()
    said = failure(version.up, **VERSION | {"endpoint_storage": "logs", "docker_tag": "2.0.0"})
    assert "It was deleted outside of Pulumi: run `pulumi refresh`" in said


def test_create_with_an_existing_parent_is_refused_because_of_what_it_names(
    lives: Lives, version: Life, emulator: Emulator
) -> None:
    emulator.fail_next(method="POST", status=404, body={"message": "Not found."})
    said = failure(lives(AppVersion).up, **VERSION | {"name": "2.0.0", "endpoint_storage": "logs"})
    assert "Its endpoint_storage 'logs'" in said
    assert "parent" not in said


def test_limit_of_a_plan_says_what_is_limited_and_that_a_replacement_needs_room(
    lives: Lives, version: Life, emulator: Emulator
) -> None:
    emulator.fail_next(method="POST", status=400, body={"message": "2 versions on the free tier."})
    said = failure(lives(AppVersion).up, **VERSION | {"name": "2.0.0"})
    assert '"2 versions on the free tier." (400)' in said
    assert "no room for another AppVersion" in said
    assert "A replacement needs room for one more" in said
    assert "delete_before_replace=True" in said
