"""A secret that only the API knows is kept until the program sets it."""

from __future__ import annotations

from typing import Any

import pulumi_edgegap
import pytest
from pulumi_edgegap import KEEP_EXISTING_SECRET, AppVersion, EndpointStorage
from pulumi_edgegap.commands.exported.plan import plan
from pulumi_edgegap.commands.inventory.scan import scan
from pulumi_edgegap.emulator import Organization
from support.declared import STORAGE, VERSION
from support.life import Life, Lives

HIDDEN = {"key": "PASSWORD", "value": KEEP_EXISTING_SECRET, "is_secret": True}
PLAIN = {"key": "MODE", "value": "duel"}


@pytest.fixture
def version(lives: Lives, exported: Any, api: Organization) -> Life:
    """A version after an import, whose secrets the state does not know."""
    api.create_app({"name": "arena", "is_active": True, "image": ""})
    sent = {name: value for name, value in VERSION.items() if name != "app_name"}
    envs = [PLAIN, HIDDEN | {"value": "pass"}]
    api.create_version("arena", sent | {"private_token": "token", "envs": envs})
    (planned,) = plan(scan(exported.client)).of(AppVersion)
    return Life(lives.server, AppVersion, planned.id, planned.inputs, planned.state)


def secrets(api: Organization) -> tuple[Any, Any]:
    version = api.versions["arena", "1.0.0"]
    return version["private_token"], [env["value"] for env in version["envs"] if env["is_secret"]]


def test_unknown_secret_is_not_a_change_and_is_kept(version: Life, api: Organization) -> None:
    assert not version.changes(**version.inputs)
    assert not version.refresh().changes(**version.inputs)
    version.up(**version.inputs | {"docker_tag": "2"})
    assert secrets(api) == ("token", ["pass"])


def test_secret_that_the_program_sets_is_sent(version: Life, api: Organization) -> None:
    known = version.inputs | {"private_token": "new", "envs": [PLAIN, HIDDEN | {"value": "word"}]}
    assert version.changes(**known)
    version.up(**known)
    assert secrets(api) == ("new", ["word"])
    assert not version.changes(**known)


def test_secret_that_was_set_once_is_kept_when_it_is_no_longer_set(version: Life, api: Organization) -> None:
    kept = version.inputs
    version.up(**kept | {"private_token": "new", "envs": [PLAIN, HIDDEN | {"value": "word"}]})
    assert not version.changes(**kept)
    version.up(**kept | {"envs": [PLAIN | {"value": "race"}, HIDDEN]})
    assert secrets(api) == ("new", ["word"])


def test_list_with_an_unknown_secret_cannot_change(version: Life) -> None:
    for envs in ([HIDDEN], [PLAIN | {"value": "race"}, HIDDEN], [PLAIN, HIDDEN, {"key": "B", "value": ""}]):
        failures = version.check(**version.inputs | {"envs": envs}).failures
        assert list(failures) == [f"envs[{envs.index(HIDDEN)}].value"]
        assert "has to be sent whole" in next(iter(failures.values()))
    assert version.check(**version.inputs | {"envs": [HIDDEN, PLAIN]}).failures == {}


def test_mask_is_never_sent(version: Life, api: Organization) -> None:
    refusal = "that would overwrite a secret with the text that the API shows in its place"
    version.state["envs"] = [HIDDEN]  # so that the state differs where check cannot see it
    with pytest.raises(Exception, match=refusal):
        version.server.update(AppVersion, version.id, version.state, version.inputs)
    assert secrets(api) == ("token", ["pass"])
    with pytest.raises(Exception, match=refusal):
        version.server.create(AppVersion, version.inputs | {"name": "2.0.0"})
    assert ("arena", "2.0.0") not in api.versions


def test_new_object_needs_its_secrets(lives: Lives) -> None:
    failures = lives(EndpointStorage).check(**STORAGE | {"secret_access_key": KEEP_EXISTING_SECRET}).failures
    assert "secret_access_key is KEEP_EXISTING_SECRET" in failures[""]
    failures = lives(AppVersion).check(**VERSION, envs=[PLAIN, HIDDEN]).failures
    assert set(failures) == {"envs[1].value"}


def test_old_name_of_the_text_works_with_a_warning() -> None:
    with pytest.warns(DeprecationWarning, match="KEPT_SECRET is deprecated: use KEEP_EXISTING_SECRET"):
        assert pulumi_edgegap.KEPT_SECRET == KEEP_EXISTING_SECRET
