"""Values of the API that violate its contract are read, compared and kept, and never requested again."""

from __future__ import annotations

from typing import Any

import grpc
import pytest
from pulumi_edgegap import App, AppVersion
from pulumi_edgegap.emulator import Emulator, Organization
from support.declared import VERSION
from support.life import Life, Lives

OWN = "registry.edgegap.com"
ODD: list[dict[str, Any]] = [
    {"kind": 0},
    {"time_to_deploy": 10},
    {"docker_tag": "latest"},
    {"docker_repository": f"{OWN}/studio", "docker_image": "arena"},
    {"endpoint_storage": "", "dns_config": ""},
]


@pytest.fixture
def version(lives: Lives) -> Life:
    lives(App).up(name="arena")
    return lives(AppVersion).up(**VERSION)


def imported(lives: Lives) -> Life:
    """Read a version like `pulumi import`, without a state."""
    life = lives(AppVersion)
    life.id = "arena/1.0.0"
    return life.refresh()


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: next(iter(odd)))
def test_unusual_response_is_imported_and_refreshed_without_changes(
    lives: Lives, version: Life, api: Organization, odd: dict[str, Any]
) -> None:
    api.versions["arena", "1.0.0"] |= odd
    assert not version.refresh().changes(**version.inputs)
    taken = imported(lives)
    assert taken.check(**taken.inputs).failures == {}
    assert not taken.changes(**taken.inputs)
    assert not taken.refresh().changes(**taken.inputs)


def test_kind_that_a_response_returns_as_a_number_keeps_its_known_value(
    lives: Lives, api: Organization
) -> None:
    lives(App).up(name="arena")
    given = VERSION | {"kind": "session"}
    life = lives(AppVersion).up(**given)
    api.versions["arena", "1.0.0"]["kind"] = 0
    assert not life.refresh().changes(**given)
    assert life.state["kind"] == "session"


@pytest.mark.parametrize(("field", "value"), [("docker_tag", "latest"), ("time_to_deploy", 12)])
def test_existing_invalid_value_may_stay_but_not_be_introduced(
    lives: Lives, version: Life, api: Organization, field: str, value: object
) -> None:
    given = VERSION | {field: value}
    assert list(version.check(**given).failures) == [field]
    api.versions["arena", "1.0.0"][field] = value
    version.refresh()
    assert version.check(**given).failures == {}
    assert list(lives(AppVersion).check(**given).failures) == [field]


IN_PROJECT = VERSION | {"docker_repository": f"{OWN}/studio", "docker_image": "arena"}
AS_SENT = {"docker_repository": OWN, "docker_image": "studio/arena"}


def test_project_in_the_registry_is_sent_before_the_image(lives: Lives, api: Organization) -> None:
    lives(App).up(name="arena")
    life = lives(AppVersion).up(**IN_PROJECT)
    assert api.versions["arena", "1.0.0"].items() >= AS_SENT.items()
    assert not life.refresh().changes(**IN_PROJECT)
    assert not life.changes(**VERSION | AS_SENT)
    api.versions["arena", "1.0.0"] |= {"docker_repository": f"{OWN}/studio", "docker_image": "arena"}
    assert not life.refresh().changes(**IN_PROJECT)


def test_changed_image_of_the_project_is_sent_with_its_registry(
    lives: Lives, api: Organization, emulator: Emulator
) -> None:
    lives(App).up(name="arena")
    life = lives(AppVersion).up(**IN_PROJECT)
    api.versions["arena", "1.0.0"] |= {"docker_repository": f"{OWN}/studio", "docker_image": "arena"}
    life.refresh().up(**IN_PROJECT | {"docker_image": "arena-2"})
    assert emulator.requests[-1].body == {"docker_repository": OWN, "docker_image": "studio/arena-2"}
    life.up(**IN_PROJECT | {"docker_image": "arena-2", "docker_tag": "2"})
    assert emulator.requests[-1].body == {"docker_tag": "2"}


@pytest.mark.parametrize("repository", [f"{OWN}/", f"{OWN}/a/", f"{OWN}/a b", "docker.io/studio"])
def test_path_behind_a_registry_is_a_mistake_unless_it_is_a_project(lives: Lives, repository: str) -> None:
    failures = lives(AppVersion).check(**VERSION | {"docker_repository": repository}).failures
    assert "docker_repository must be the registry's host alone" in failures[""]


def test_app_is_not_deleted_with_a_version_that_is_only_known_by_name(
    lives: Lives, version: Life, emulator: Emulator
) -> None:
    app = Life(lives.server, App, "arena", {"name": "arena"}, {"name": "arena"})
    rows = {"versions": [{"name": "odd", "req_cpu": "much"}, {"name": 7}], "total_count": 2}
    emulator.fail_next(method="GET", path="*/versions", status=200, body=rows, times=2)
    with pytest.raises(grpc.RpcError, match=r"that would also delete its versions 'odd', 'row 2 of page 1'"):
        app.destroy()


def test_seconds_that_the_service_sets_are_not_an_input_of_an_import(lives: Lives, version: Life) -> None:
    taken = imported(lives)
    assert taken.state["time_to_deploy"] == 10
    assert "time_to_deploy" not in taken.inputs
