"""Organizations that are exported, imported, and run on the local engine."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pulumi.automation import ConfigValue, Deployment, LocalWorkspaceOptions
from pulumi_edgegap.api import Client
from pulumi_edgegap.commands.exported.folder import build_folder
from pulumi_edgegap.commands.exported.plan import Plan, plan
from pulumi_edgegap.commands.inventory.scan import scan
from pulumi_edgegap.commands.inventory.stack_file import StackFile, parse_stack_file
from pulumi_edgegap.emulator import Emulator, Organization
from pulumi_local import LocalStack, create_or_select_stack

ROOT = "urn:pulumi:dev::exported::"
STACK = f"{ROOT}pulumi:pulumi:Stack::exported-dev"
PROVIDER = f"{ROOT}pulumi:providers:pulumi-python::default"


@dataclass
class Exported:
    """An export on disk, and a local stack that runs it."""

    folder: Path
    client: Client
    environment: dict[str, str]

    def export(self, *stacks: StackFile) -> Plan:
        made = plan(scan(self.client), stacks=stacks)
        build_folder(made, self.folder, "exported", adds=bool(stacks)).write()
        return made

    @property
    def stack(self) -> LocalStack:
        opts = LocalWorkspaceOptions(env_vars=self.environment)
        return create_or_select_stack("dev", work_dir=self.folder, opts=opts)

    def imported(self, file: str = "import.json") -> Exported:
        """Import the import file into the state, like `pulumi import --file`."""
        deployment = self.stack.export_stack().deployment or {}
        resources = deployment.setdefault("resources", [])
        if not resources:
            resources.append({"urn": STACK, "custom": False, "type": "pulumi:pulumi:Stack"})
            resources.append(
                {"urn": PROVIDER, "custom": True, "id": "default", "type": "pulumi:providers:pulumi-python"}
            )
        for each in json.loads((self.folder / file).read_text())["resources"]:
            name = each.pop("name")
            urn = {"urn": f"{ROOT}{each['type']}::{name}", "custom": True, "parent": STACK}
            resources.append({**each, **urn, "provider": f"{PROVIDER}::default"})
        self.stack.import_stack(Deployment(3, deployment))
        return self

    def set_secrets(self, values: dict[str, str]) -> None:
        self.stack.set_all_config({key: ConfigValue(value, secret=True) for key, value in values.items()})

    def stack_file(self) -> StackFile:
        state = self.stack.export()
        content = {"version": state.version, "deployment": state.deployment}
        return parse_stack_file(json.dumps(content).encode(), "stack.json")


@pytest.fixture
def exported(tmp_path: Path, emulator: Emulator, api: Organization) -> Any:
    environment = {
        "EDGEGAP_API_URL": emulator.url,
        "EDGEGAP_API_TOKEN": emulator.token,
        "PULUMI_CONFIG_PASSPHRASE": "a passphrase",
    }
    with Client(emulator.token, emulator.url, requests_per_second=5000) as client:
        yield Exported(tmp_path / "exported", client, environment)
