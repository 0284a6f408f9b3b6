"""wait_for_caching: a version becomes active once its image is cached, and the state is accurate."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from api.conftest import FakeClock
from conftest import TOKEN
from pulumi.dynamic import CreateResult
from pulumi_edgegap import App, AppVersion
from pulumi_edgegap.api import Client
from pulumi_edgegap.app_version import AppVersionProvider
from pulumi_edgegap.emulator import Emulator, Organization
from pulumi_edgegap.lifecycle.call import Call
from pulumi_edgegap.lifecycle.create import create
from support.declared import VERSION
from support.life import Lives

WAITS = VERSION | {"wait_for_caching": 0.8, "caching_timeout": 0}
KEY = ("arena", "1.0.0")


@pytest.fixture(autouse=True)
def _app(lives: Lives, api: Organization, emulator: Emulator) -> Iterator[None]:
    lives(App).up(name="arena")
    emulator.requests.clear()
    yield
    api.cached = None


def asked(emulator: Emulator) -> list[tuple[str, Any]]:
    found = [(each.method, each.body and each.body.get("is_active")) for each in emulator.requests]
    emulator.requests.clear()
    return found


def test_version_becomes_active_once_its_image_is_cached(
    lives: Lives, api: Organization, emulator: Emulator
) -> None:
    api.cached = 0.8
    version = lives(AppVersion).up(**WAITS)
    assert asked(emulator) == [("POST", False), ("GET", None), ("PATCH", True)]
    assert api.versions[KEY]["is_active"]
    assert (version.state["is_active"], version.state["caching_percent"]) == (True, 0.8)
    assert not version.changes(**WAITS)
    assert not version.refresh().changes(**WAITS)


def test_version_whose_image_is_not_cached_in_time_is_recorded_as_inactive(
    lives: Lives, api: Organization, emulator: Emulator
) -> None:
    api.cached = 0.79
    version = lives(AppVersion).up(**WAITS)
    assert asked(emulator) == [("POST", False), ("GET", None)]
    assert version.state["is_active"] is False
    assert version.changes(**WAITS)
    assert not asked(emulator)
    api.cached = 1
    version.up(**WAITS)
    assert asked(emulator) == [("GET", None), ("PATCH", True)]
    assert version.state["is_active"] is True
    assert not version.changes(**WAITS)


def test_another_image_makes_an_active_version_wait_again(
    lives: Lives, api: Organization, emulator: Emulator
) -> None:
    api.cached = 1
    version = lives(AppVersion).up(**WAITS)
    asked(emulator)
    api.cached = 0
    version.up(**WAITS | {"docker_tag": "1.0.1"})
    assert asked(emulator) == [("PATCH", False), ("GET", None)]
    assert (version.state["docker_tag"], version.state["is_active"]) == ("1.0.1", False)
    assert (api.versions[KEY]["docker_tag"], api.versions[KEY]["is_active"]) == ("1.0.1", False)
    api.cached = 1
    version.up(**WAITS | {"docker_tag": "1.0.1"})
    assert api.versions[KEY]["is_active"]


def test_other_changes_wait_for_nothing(lives: Lives, api: Organization, emulator: Emulator) -> None:
    api.cached = 1
    version = lives(AppVersion).up(**WAITS)
    asked(emulator)
    api.cached = 0
    for changed in ({"max_duration": 60}, {"max_duration": 60, "caching_timeout": 5}):
        version.up(**WAITS | changed)
    assert asked(emulator) == [("PATCH", None)]
    version.up(**WAITS | changed | {"is_active": False, "docker_tag": "2"})
    assert asked(emulator) == [("PATCH", False)]


@pytest.mark.parametrize(
    ("tag", "expected"), [("1.0.0", [("GET", None)]), ("0.9", [("GET", None), ("PATCH", False)])]
)
def test_adopted_version_is_first_inactive_only_with_another_image(
    lives: Lives, api: Organization, emulator: Emulator, tag: str, expected: list[tuple[str, Any]]
) -> None:
    lives(AppVersion).up(**VERSION | {"docker_tag": tag})
    asked(emulator)
    api.cached = 0
    version = lives(AppVersion).up(**WAITS, adopt=True)
    requests = asked(emulator)
    assert [each for each in requests if each[0] == "PATCH"] == [
        each for each in expected if each[0] == "PATCH"
    ]
    assert version.state["is_active"] is (tag == "1.0.0") is api.versions[KEY]["is_active"]


def test_lost_response_to_a_create_changes_nothing(
    lives: Lives, api: Organization, emulator: Emulator
) -> None:
    api.cached = 1
    emulator.fail_next(method="POST", status=502, carry_out=True)
    version = lives(AppVersion).up(**WAITS)
    assert [each[1] for each in asked(emulator) if each[0] != "GET"] == [False, True]
    assert version.state["is_active"] is True


def test_failure_after_the_creation_loses_nothing(
    lives: Lives, api: Organization, emulator: Emulator
) -> None:
    api.cached = 1
    emulator.fail_next(method="PATCH", status=403)
    version = lives(AppVersion).up(**WAITS)
    assert version.state["is_active"] is False
    assert version.changes(**WAITS)


def test_edition_without_caching_percent_leaves_the_version_inactive(
    lives: Lives, editions: dict[str, Emulator]
) -> None:
    account = {"account": "edition-2024"}
    editions["edition-2024"].organization().apps.pop("uncached", None)
    app = lives(App).up(name="uncached", **account)
    waits = WAITS | account | {"app_name": "uncached"}
    version = lives(AppVersion).up(**waits)
    assert version.state["is_active"] is False
    assert version.refresh().changes(**waits)
    version.destroy()
    app.destroy()


def test_mistakes(lives: Lives) -> None:
    check = lives(AppVersion).check
    for share in (0, -0.1, 1.1):
        wrong = check(**VERSION, wait_for_caching=share).failures
        assert wrong == {"wait_for_caching": "must be greater than 0 and at most 1, such as 0.8"}
    assert check(**VERSION, wait_for_caching="0.8").failures == {
        "wait_for_caching": "must be a number, not a string"
    }
    assert check(**VERSION, caching_timeout=60).failures == {
        "wait_for_caching": "is required with caching_timeout"
    }
    assert "enable_all_locations" in check(**WAITS, enable_all_locations=True).failures
    assert not check(**VERSION, wait_for_caching=1).failures


class World:
    """A provider in this process, with its own clock."""

    def __init__(self, emulator: Emulator) -> None:
        self.clock = FakeClock()
        self.messages: list[str] = []
        self.provider = AppVersionProvider()
        self.provider.use_settings({}.get)
        client = Client(TOKEN, emulator.url, clock=self.clock, requests_per_second=1e6)
        self.provider._clients[""] = client

    def create(self, **given: Any) -> CreateResult:
        call = Call("", self.messages.append, self.messages.append, lambda: True)
        return create(self.provider, self.provider.check({}, VERSION | given).inputs, call)

    def create_for_a_killed_engine(self, **given: Any) -> None:
        """Create like the SDK's server, whose frame has the context of the call."""
        context = SimpleNamespace(is_active=lambda: False)
        self.provider.create(self.provider.check({}, VERSION | given).inputs)
        assert context


def test_progress_is_reported_once_a_minute(api: Organization, emulator: Emulator) -> None:
    api.cached = 0.25
    world = World(emulator)
    result = world.create(wait_for_caching=0.8, caching_timeout=125)
    assert result.outs["is_active"] is False
    assert world.clock.slept == [10.0] * 12 + [5.0]
    how_far = "25 % of its image is cached, of 80 % wanted"
    assert world.messages == [
        *(f"AppVersion 'arena/1.0.0': {how_far} (after {seconds} s of 125)." for seconds in (0, 60, 120)),
        f"AppVersion 'arena/1.0.0' is in Edgegap with is_active False for now: after 125 s {how_far}. The next "
        "`pulumi up` waits again.",
    ]


def test_wait_ends_when_the_image_is_cached(api: Organization, emulator: Emulator) -> None:
    world, seen = World(emulator), []

    def caches(_request: object) -> None:
        seen.append(_request)
        api.cached = len(seen) / 10

    emulator.on_request = caches
    try:
        result = world.create(wait_for_caching=0.5)
    finally:
        emulator.on_request = None
    assert result.outs["is_active"] is True
    assert world.clock.slept == [10.0] * 4


def test_wait_of_a_killed_engine_does_not_activate_anything(api: Organization, emulator: Emulator) -> None:
    api.cached = 1
    World(emulator).create_for_a_killed_engine(wait_for_caching=0.5)
    assert asked(emulator) == [("POST", False)]
    assert api.versions[KEY]["is_active"] is False
