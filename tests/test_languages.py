"""The plugin from other languages, on the real engine: the examples and `pulumi import`."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from pulumi_edgegap.emulator import Emulator, Organization
from pulumi_edgegap.testing.engine import Engine, find_engine

TOP = Path(__file__).parent.parent
SCHEMA = TOP / "tests/plugin_face/schema.json"
NEEDS = {
    "go": ("pulumi-language-go", "go"),
    "typescript": ("pulumi-language-nodejs", "npm"),
    "yaml": ("pulumi-language-yaml",),
}
"""The programs that each example needs on PATH."""
SDKS = {"go": "go", "typescript": "nodejs"}
"""What Pulumi calls the languages whose SDK is generated."""
ENGINE = find_engine()
TOKEN = "token-of-the-tests"
SECRET = "s3cr3t-marker"


class Project:
    """A project in a new folder that uses this process's plugin."""

    def __init__(self, folder: Path, settings: dict[str, Any], engine: Engine, emulator: Emulator) -> None:
        self.folder, self._pulumi = folder, engine.path
        account = {"EDGEGAP_API_URL": emulator.url, "EDGEGAP_API_TOKEN": TOKEN}
        self.environment = engine.environment(folder.parent) | account
        folder.mkdir(exist_ok=True)
        settings.pop("packages", None)
        self.settings = settings | {
            "plugins": {"providers": [{"name": "edgegap", "path": f"{sys.prefix}/bin"}]}
        }
        self.write({})
        self.pulumi("stack", "init", "dev")

    def write(self, more: dict[str, Any]) -> None:
        (self.folder / "Pulumi.yaml").write_text(yaml.safe_dump(self.settings | more))

    def pulumi(self, *arguments: str, without: str = "") -> str:
        environment = {name: value for name, value in self.environment.items() if name != without}
        return self._run([self._pulumi, *arguments, "--non-interactive"], environment)

    def install(self, *command: str) -> None:
        """Install what a program in another language needs, as `pulumi install` does."""
        try:
            self._run([*command], self.environment)
        except AssertionError as error:
            if re.search(
                "ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT|ENOTCACHED|no such host|dial tcp", str(error)
            ):
                pytest.skip(f"{command[0]} reaches no registry")
            raise

    def _run(self, command: list[str | Path], environment: dict[str, str]) -> str:
        ran = subprocess.run(
            command,
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert ran.returncode == 0, ran.stdout
        return ran.stdout


@pytest.fixture
def engine() -> Engine:
    if ENGINE is None:
        pytest.skip("there is no `pulumi` on PATH or in PULUMI_HOME")
    return ENGINE


@pytest.mark.parametrize("name", NEEDS)
def test_example_is_created_stays_unchanged_and_is_destroyed(
    name: str, tmp_path: Path, engine: Engine, emulator: Emulator, api: Organization
) -> None:
    for command in NEEDS[name]:
        if not shutil.which(command):
            pytest.skip(f"there is no `{command}` on PATH")
    folder = tmp_path / name
    made = shutil.ignore_patterns("node_modules", "sdks", "package-lock.json", "go.sum", "Pulumi.*.yaml")
    shutil.copytree(TOP / "examples" / name, folder, ignore=made)
    project = Project(folder, yaml.safe_load((folder / "Pulumi.yaml").read_text()), engine, emulator)
    if sdk := SDKS.get(name):
        project.pulumi(
            "package", "gen-sdk", str(SCHEMA), "--language", sdk, "--local", "--out", str(tmp_path / "sdks")
        )
        shutil.move(tmp_path / "sdks" / sdk, folder / "sdks/edgegap")
        if name == "go":  # as `pulumi install` completes the SDK
            head = ("module example.com/pulumi-edgegap/sdk/go", "go 1.25")
            (folder / "sdks/edgegap/go.mod").write_text("\n".join(head))
        project.install(*{"go": ("go", "mod", "tidy"), "typescript": ("npm", "install", "--no-audit")}[name])
    project.pulumi("config", "set", "--secret", "apiKey", SECRET)
    assert "+ 3 to create" in project.pulumi("preview", without="EDGEGAP_API_TOKEN")
    assert SECRET not in project.pulumi("up", "--skip-preview", "--yes")
    (version,) = api.versions.values()
    assert version["envs"][1]["value"] == SECRET
    assert project.pulumi("stack", "output", "isActive").strip() == "true"
    assert SECRET not in project.pulumi("stack", "export")
    project.pulumi("preview", "--expect-no-changes")
    project.pulumi("destroy", "--skip-preview", "--yes")
    assert [*api.apps, *api.versions] == []


GENERATED = """
import pulumi
import edgegap_sdk as edgegap

app = edgegap.App("arena", name="arena")
version = edgegap.AppVersion("v1", app_name=app.name, name="1.0", docker_repository="docker.io", docker_image="a/b",
    docker_tag="1", req_cpu=512, req_memory=512,
    ports=[edgegap.PortArgs(port=7777, protocol=edgegap.PortProtocol.UDP)],
    envs=[edgegap.EnvArgs(key="KEY", value="marker", is_secret=True)])
found = edgegap.get_app_versions_output(app_name=version.app_name)
pulumi.export("port", found.app_versions[0].ports[0].protocol)
"""


def test_generated_python_sdk_creates_resources_that_stay_unchanged(
    tmp_path: Path, engine: Engine, emulator: Emulator, api: Organization
) -> None:
    project = Project(tmp_path / "generated", {"name": "generated", "runtime": "python"}, engine, emulator)
    project.pulumi("package", "gen-sdk", str(SCHEMA), "--language", "python", "--out", str(tmp_path))
    shutil.move(tmp_path / "python/edgegap_sdk", project.folder)
    installed = (
        project.folder / "edgegap_sdk-0.1.0.dist-info"
    )  # as pip leaves it; the package asks for its version
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: edgegap_sdk\nVersion: 0.1.0\n")
    (project.folder / "__main__.py").write_text(GENERATED)
    assert "+ 3 to create" in project.pulumi("preview", without="EDGEGAP_API_TOKEN")
    project.pulumi("up", "--skip-preview", "--yes")
    assert project.pulumi("stack", "output", "port").strip() == "UDP"
    assert [*api.versions] == [("arena", "1.0")]
    project.pulumi("preview", "--expect-no-changes")
    project.pulumi("destroy", "--skip-preview", "--yes")


def test_import_writes_a_program_that_changes_nothing(
    tmp_path: Path, engine: Engine, emulator: Emulator, api: Organization
) -> None:
    if not shutil.which("pulumi-converter-yaml"):
        pytest.skip("there is no `pulumi-converter-yaml` on PATH")
    api.create_app({"name": "arena", "is_active": False, "image": "aWNvbg=="})
    image = {"docker_repository": "docker.io", "docker_image": "a/b", "docker_tag": "1"}
    private = {"private_username": SECRET, "private_token": SECRET}
    envs = [{"key": "A", "value": "plain"}, {"key": "KEY", "value": SECRET, "is_secret": True}]
    made = {"name": "v1", "req_cpu": 512, "req_memory": 512, "envs": envs, **image, **private}
    api.create_version("arena", made)
    project = Project(tmp_path / "imported", {"name": "imported", "runtime": "yaml"}, engine, emulator)

    written: dict[str, Any] = {}
    for kind, name, found in (("App", "arena", "arena"), ("AppVersion", "v1", "arena/v1")):
        code = tmp_path / f"{name}.yaml"
        arguments = (f"edgegap:index:{kind}", name, found, "--yes", "--protect=false", "--out", str(code))
        project.pulumi("import", *arguments)
        written |= yaml.safe_load(code.read_text())["resources"]
    assert SECRET not in str(written)
    project.write({"resources": written})
    emulator.requests.clear()
    project.pulumi("preview", "--expect-no-changes")
    project.pulumi("up", "--skip-preview", "--yes")
    assert {request.method for request in emulator.requests} <= {"GET"}


def test_folder_for_package_add_starts_the_plugin() -> None:
    folder = TOP / "plugin"
    runtime = yaml.safe_load((folder / "PulumiPlugin.yaml").read_text())["runtime"]
    assert runtime["name"] == "python"
    # The engine reads one line: the port.
    with subprocess.Popen(
        [sys.executable, folder, "127.0.0.1:9"], stdout=subprocess.PIPE, text=True
    ) as plugin:
        assert plugin.stdout
        assert plugin.stdout.readline().strip().isdigit()
        plugin.terminate()
    assert plugin.returncode == 0
