"""Round trips from an organization to a program and a state, and back."""

from __future__ import annotations

import compileall
import shutil
import subprocess
import sys
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from pulumi_edgegap.commands.exported.plan import Plan
from pulumi_edgegap.emulator import Organization
from support.organizations import ORGANIZATIONS, build, contents

# Examples are slow, so failures are not minimized.
RUNS = settings(
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)


def secrets_of(plan: Plan, api: Organization) -> dict[str, str]:
    """Return the secrets of a plan by configuration key."""
    found = {}
    for each in plan.resources:
        record = api.versions.get(each.key) or api.storages.get(each.key[0])
        for place, key in each.secrets.items():
            envs = {f"envs.{env['key']}": env["value"] for env in record.get("envs", [])}
            found[key] = envs[place] if place in envs else record[place]
    return found


@settings(RUNS, max_examples=40)
@given(described=ORGANIZATIONS)
def test_program_compiles_and_is_formatted(exported: Any, api: Organization, described: Any) -> None:
    shutil.rmtree(exported.folder, ignore_errors=True)
    build(api, described)
    plan = exported.export()
    assert plan.left_out == []
    assert len(plan.resources) == sum(map(len, contents(api).values()))
    assert compileall.compile_dir(exported.folder, quiet=1)
    formatting = [sys.executable, "-m", "ruff", "format", "--isolated", "--diff", exported.folder]
    result = subprocess.run(formatting, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


@settings(RUNS, max_examples=2)
@given(described=ORGANIZATIONS)
def test_organization_comes_back_field_by_field(exported: Any, api: Organization, described: Any) -> None:
    shutil.rmtree(exported.folder, ignore_errors=True)
    build(api, described)
    before = contents(api)
    plan = exported.export()
    secrets = secrets_of(plan, api)
    exported.imported()
    exported.stack.preview(diff=True, expect_no_changes=True)

    exported.stack.up()  # an import knows no dependencies, and so no order of deletes
    exported.stack.destroy()
    assert not any(contents(api).values())
    exported.set_secrets(secrets)
    exported.stack.up()
    assert contents(api) == before
    exported.stack.preview(diff=True, expect_no_changes=True)
