"""Components for programs in any language: docs/guides/components.md and examples/component."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import grpc
import pulumi
import pytest
from pulumi.provider.experimental.component import ComponentProvider
from pulumi.provider.experimental.util import camel_case
from pulumi.runtime import mocks, set_mocks
from pulumi.runtime.proto import provider_pb2
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderStub
from pulumi_edgegap import GameServer
from pulumi_edgegap.emulator import Emulator, Organization
from pulumi_edgegap.game_server import arguments
from pulumi_edgegap.testing.engine import Engine

EXAMPLE = Path(__file__).parents[2] / "examples" / "component"
TOKEN = "token-of-the-tests"
SETTINGS = {
    "docker_repository": "docker.io",
    "docker_image": "studio/arena",
    "req_cpu": 512,
    "req_memory": 1024,
    "ports": [{"port": 7777, "protocol": "UDP", "to_check": False}],
}
STORAGE = {
    "access_key_id": "AKIA",
    "secret_access_key": "secret",
    "endpoint": "https://s3.test",
    "bucket": "b",
}
ARENA: dict[str, Any] = {
    "active": "1.2.0",
    "versions": {"1.1.0": {}, "1.2.0": {"req_cpu": 1024}},
    "settings": SETTINGS,
    "storages": {"logs": STORAGE},
    "logs": "logs",
}


@pytest.fixture(scope="module")
def provider() -> ComponentProvider:
    return ComponentProvider([GameServer], "games")


def test_schema_of_a_hosted_game_server_has_all_its_arguments(provider: ComponentProvider) -> None:
    schema = json.loads(provider.schema or "")
    component = schema["resources"]["games:index:GameServer"]
    assert {
        "active",
        "versions",
        "settings",
        "app",
        "storages",
        "logs",
        "pullProfiles",
        "account",
        "adopt",
    } == {*component["inputProperties"]}
    assert component["requiredInputs"] == ["active", "versions"]
    assert {*component["properties"]} == {"appName", "activeVersion", "versions", "ports"}
    for kind in ("App", "AppVersion", "EndpointStorage", "PullProfile"):
        of_schema = schema["types"][f"games:index:GameServer{kind}"]
        of_program = getattr(arguments, f"GameServer{kind}ArgsDict").__annotations__
        assert {*of_schema["properties"]} == {camel_case(name) for name in of_program}
    version = schema["types"]["games:index:GameServerAppVersion"]["properties"]
    assert version["reqCpu"] == {"type": "integer"}
    assert version["ports"]["items"] == {"$ref": "#/types/games:index:GameServerPort"}
    assert schema["types"]["games:index:GameServerEndpointStorage"]["required"] == [
        *("accessKeyId", "bucket", "endpoint", "secretAccessKey")
    ]


class Recorder(mocks.Mocks):
    def __init__(self) -> None:
        self.inputs: dict[str, Any] = {}

    def call(self, args: mocks.MockCallArgs) -> dict[str, Any]:
        raise AssertionError(f"the program asks for {args.token}")

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        self.inputs[args.name] = args.inputs
        return f"{args.name}-id", args.inputs


def registered(declare: Any) -> dict[str, Any]:
    recorder = Recorder()
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)  # a test before may have left none
    set_mocks(recorder, project="tests", stack="dev", preview=False)
    pulumi.runtime.test(declare)()
    asyncio.set_event_loop(None)
    loop.close()
    return recorder.inputs


def camel_cased(value: Any, kept: bool = False) -> Any:
    """Convert a value as in another language; the keys of a map are not changed."""
    if isinstance(value, dict):
        maps = ("versions", "storages")
        return {
            key if kept else camel_case(key): camel_cased(each, key in maps) for key, each in value.items()
        }
    return [camel_cased(each) for each in value] if isinstance(value, list) else value


def test_hosted_game_server_declares_the_same_as_in_a_program(provider: ComponentProvider) -> None:
    def hosted() -> None:
        provider.construct("arena", "games:index:GameServer", camel_cased(ARENA), pulumi.ResourceOptions())

    def declared() -> None:
        GameServer("arena", **ARENA)

    assert registered(hosted) == registered(declared) != {}


def schema_of(folder: Path) -> str:
    """Call a provider that runs as by the engine."""
    with subprocess.Popen(
        [sys.executable, folder / "__main__.py", "127.0.0.1:9"], stdout=subprocess.PIPE, text=True
    ) as provider:
        try:
            assert provider.stdout
            with grpc.insecure_channel(f"127.0.0.1:{int(provider.stdout.readline())}") as channel:
                asked = ResourceProviderStub(channel).GetSchema(provider_pb2.GetSchemaRequest())
                return str(asked.schema)
        finally:
            provider.terminate()


def test_provider_of_the_example_offers_its_components() -> None:
    schema = json.loads(schema_of(EXAMPLE / "provider"))
    assert {*schema["resources"]} == {"games:index:Arena", "games:index:GameServer"}
    assert schema["resources"]["games:index:Arena"]["requiredInputs"] == ["tag"]


@pytest.fixture
def consumer(tmp_path: Path, cli: Engine, emulator: Emulator) -> tuple[Path, dict[str, str]]:
    """A copy of the example whose provider and program use the tests' environment."""
    place = tmp_path / "component"
    shutil.copytree(EXAMPLE, place, ignore=shutil.ignore_patterns(".venv", "sdks", "requirements.txt"))
    for settings in (place / "provider" / "PulumiPlugin.yaml", place / "consumer" / "Pulumi.yaml"):
        settings.write_text(settings.read_text().replace("virtualenv: .venv", f"virtualenv: '{sys.prefix}'"))
    account = {"EDGEGAP_API_URL": emulator.url, "EDGEGAP_API_TOKEN": TOKEN}
    environment = cli.environment(tmp_path) | account | {"PYTHONPATH": str(tmp_path / "sdk" / "python")}
    # With a folder it would install the provider's requirements into the tests' environment.
    (tmp_path / "schema.json").write_text(schema_of(place / "provider"))
    run(cli, environment, tmp_path, "package", "gen-sdk", "schema.json", "--language=python", "--out=sdk")
    # The generated package reads its own version from an installation.
    installed = tmp_path / "sdk" / "python" / "pulumi_games-0.0.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: pulumi_games\nVersion: 0.0.0\n")
    return place / "consumer", environment


def run(cli: Engine, environment: dict[str, str], folder: Path, *arguments: str) -> str:
    ran = subprocess.run(
        [cli.path, *arguments, "--non-interactive"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_program_uses_components_of_a_provider(
    consumer: tuple[Path, dict[str, str]], cli: Engine, api: Organization
) -> None:
    folder, environment = consumer

    def pulumi_(*arguments: str) -> str:
        return run(cli, environment, folder, *arguments)

    pulumi_("stack", "init", "dev")
    pulumi_("up", "--skip-preview", "--yes")
    assert {name: version["is_active"] for (_, name), version in api.versions.items() if "-" not in name} == {
        "1.27.3": False,
        "1.27.4": True,
    }
    pulumi_("preview", "--expect-no-changes")
    pulumi_("destroy", "--skip-preview", "--yes")
    assert [*api.apps, *api.versions] == []
