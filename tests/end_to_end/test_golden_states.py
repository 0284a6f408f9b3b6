"""States of older versions, with every kind of resource, still work."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from pulumi.automation import ConfigValue, Deployment
from pulumi_edgegap.emulator import Organization

GOLDEN = Path(__file__).parents[1] / "golden"
TABLES = ("apps", "versions", "storages", "profiles", "links", "tags")
SECRETS = ("bucketKey", "registryToken", "apiKey")


@pytest.fixture(params=[state.parent.name for state in sorted(GOLDEN.glob("*/state.json"))])
def golden(request: pytest.FixtureRequest, project: Any, api: Organization) -> Any:
    """A stack with the state of an older version, and an API with its objects."""
    shutil.copytree(GOLDEN / request.param, project.folder, dirs_exist_ok=True)
    project.environment["PULUMI_CONFIG_PASSPHRASE"] = "passphrase"
    # The token is in the state: operations that do not run the program read it from there.
    del project.environment["EDGEGAP_API_TOKEN"]
    for table, records in json.loads((project.folder / "organization.json").read_text()).items():
        for key, record in records:
            getattr(api, table)[key if isinstance(key, str) else tuple(key)] = record
    stack = project.stack
    stack.import_stack(Deployment(**json.loads((project.folder / "state.json").read_text())))
    stack.set_all_config({key: ConfigValue(f"value of {key}", secret=True) for key in SECRETS})
    return project


def objects(api: Organization) -> dict[str, dict[Any, Any]]:
    return {table: dict(getattr(api, table)) for table in TABLES}


def test_state_of_an_older_version_changes_nothing(golden: Any, api: Organization) -> None:
    before = objects(api)
    assert all(before.values())
    urns = [each["urn"] for each in golden.stack.export_stack().deployment["resources"]]
    assert golden.preview() == {"same": len(urns) - 2}
    golden.refresh()
    assert [each["urn"] for each in golden.stack.export_stack().deployment["resources"]] == urns
    assert golden.preview(expect_no_changes=True) == {"same": len(urns) - 2}
    assert golden.up() == {"same": len(urns) - 2}
    assert objects(api) == before


def test_state_of_an_older_version_is_destroyed_to_nothing(golden: Any, api: Organization) -> None:
    golden.destroy()
    assert golden.stack.export_stack().deployment.get("resources", []) == []
    assert not any(objects(api).values())
