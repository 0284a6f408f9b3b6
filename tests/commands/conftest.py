"""A stack after `up`, with its export and its organization, and commands run on them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from pulumi.automation import LocalWorkspaceOptions
from pulumi_edgegap.commands.app import app
from pulumi_edgegap.emulator import Emulator, Organization
from pulumi_edgegap.emulator.tables import Table
from pulumi_local import LocalStack, create_stack
from support.clients import close_clients
from typer.testing import CliRunner

SECRET = "s3cr3t-marker"
# Click before 8.2 mixes stdout and stderr unless told otherwise.
APART = {"mix_stderr": False} if "mix_stderr" in signature(CliRunner).parameters else {}
PROGRAM = f"""
import pulumi_edgegap as edgegap

IMAGE = dict(docker_repository="registry.edgegap.com", docker_image="studio/arena", req_cpu=512, req_memory=1024)

app = edgegap.App("arena", name="arena")
storage = edgegap.EndpointStorage(
    "files", name="files", access_key_id="AKIA", secret_access_key="{SECRET}-key",
    endpoint="https://s3.example.com", bucket="files",
)
maps = edgegap.PullProfile(
    "maps", storage_name=storage.name, name="maps", source="/maps", source_type="Folder", destination="/game/maps",
)
blue = edgegap.AppVersion(
    "blue", app_name=app.name, name="blue", docker_tag="1", max_duration=60, **IMAGE,
    private_username="{SECRET}-user", private_token="{SECRET}-token",
    ports=[{{"port": 7777, "protocol": "UDP", "name": "game"}}],
    envs=[{{"key": "MODE", "value": "ranked"}}, {{"key": "KEY", "value": "{SECRET}-env", "is_secret": True}}],
)
green = edgegap.AppVersion(
    "green", app_name=app.name, name="green", docker_tag="2", **IMAGE, envs=[{{"key": "MODE", "value": "casual"}}],
)
edgegap.PullProfileLink(
    "link", storage_name=storage.name, pull_profile_name=maps.name, app_name=app.name, app_version_name=green.name,
)
"""


@dataclass
class Arena:
    """The stack, and the organization that only it uses."""

    emulator: Emulator
    stack: LocalStack
    export: Path
    """The file of `local export`."""
    open_export: Path
    """The same with `--show-secrets`."""
    _tables: dict[str, dict[Any, Any]] = field(default_factory=dict)

    @property
    def api(self) -> Organization:
        return self.emulator.organization()

    def remember(self) -> None:
        self._tables = {name: dict(table) for name, table in _tables(self.api).items()}

    def restore(self) -> None:
        for name, table in _tables(self.api).items():
            table.clear()
            table.update(self._tables[name])
        self.emulator.requests.clear()
        self.emulator.faults.clear()

    def change(self, table: str, key: Any, **values: Any) -> None:
        """Change an object by hand."""
        found = _tables(self.api)[table]
        found[key] = found[key] | values

    def add_versions(self, *names: str, app: str = "arena", **values: Any) -> None:
        """Create inactive versions that are in no stack, each newer than the previous one."""
        record = self.api.versions["arena", "green"] | {"is_active": False} | values
        for name in names:
            age = f"2020-01-{len(self.api.versions):02} 00:00:00.000000"
            self.api.versions[app, name] = record | {"name": name, "create_time": age}


def _tables(api: Organization) -> dict[str, Table[Any]]:
    names = ("apps", "versions", "storages", "profiles", "links", "tags", "deployments")
    return {name: getattr(api, name) for name in names}


@pytest.fixture(scope="session")
def _arena(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    place = tmp_path_factory.mktemp("arena")
    (place / "Pulumi.yaml").write_text("name: arena\nruntime: python\n")
    (place / "__main__.py").write_text(PROGRAM)
    with Emulator() as emulator:
        environment = {
            "EDGEGAP_API_URL": emulator.url,
            "EDGEGAP_API_TOKEN": emulator.token,
            "PULUMI_CONFIG_PASSPHRASE": "passphrase",
        }
        stack = create_stack("dev", work_dir=place, opts=LocalWorkspaceOptions(env_vars=environment))
        stack.up()
        made = Arena(emulator, stack, place / "arena.json", place / "open.json")
        for path, show_secrets in ((made.export, False), (made.open_export, True)):
            found = stack.export(show_secrets=show_secrets)
            path.write_text(json.dumps({"version": found.version, "deployment": found.deployment}))
        made.remember()
        yield made


@pytest.fixture
def arena(_arena: Arena, monkeypatch: pytest.MonkeyPatch) -> Arena:
    """The stack just after `up`; the token and the URL are in the environment."""
    _arena.restore()
    monkeypatch.setenv("EDGEGAP_API_URL", _arena.emulator.url)
    monkeypatch.setenv("EDGEGAP_API_TOKEN", _arena.emulator.token)
    monkeypatch.delenv("COLUMNS", raising=False)
    return _arena


@pytest.fixture
def run() -> Callable[..., Result]:
    """Run a command, and check that it exits as expected and shows no secret."""

    def invoke(*arguments: str, code: int = 0, **kwargs: Any) -> Result:
        result = CliRunner(**APART).invoke(app, [*arguments], **kwargs)
        close_clients()
        assert result.exit_code == code, result.output
        assert SECRET not in result.output + result.stderr
        assert "Traceback" not in result.output + result.stderr
        return result

    return invoke
