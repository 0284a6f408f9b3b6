"""`pulumi-edgegap export`, followed by the real Pulumi CLI."""

from __future__ import annotations

import errno
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from pulumi_edgegap.commands import export
from pulumi_edgegap.commands.app import app
from pulumi_edgegap.emulator import Organization
from pulumi_edgegap.testing import engine
from pytest_mock import MockerFixture
from typer.testing import CliRunner

CLI = engine.find_engine()
VERSION = {"docker_repository": "docker.io", "docker_image": "a/b", "req_cpu": 512, "req_memory": 512}


@pytest.fixture(autouse=True)
def arena(api: Organization) -> Organization:
    """An organization with two apps, one of them without versions, and a storage."""
    for name in ("arena", "lobby"):
        api.create_app({"name": name, "is_active": True, "image": ""})
    secret = {"key": "KEY", "value": "s3cr3t-marker", "is_secret": True}
    private = {"private_username": "robot", "private_token": "s3cr3t-marker"}
    api.create_version("arena", {"name": "1.0", "docker_tag": "1", "envs": [secret], **private, **VERSION})
    access = {"access_key_id": "AKIA", "secret_access_key": "s3cr3t-marker"}
    api.create_storage({"name": "logs", "endpoint": "https://s3.example.com", "bucket": "b", **access})
    return api


@pytest.fixture
def run(exported: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    for name, value in exported.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("COLUMNS", "200")

    def invoke(*options: str) -> Result:
        return CliRunner().invoke(app, ["export", str(exported.folder), *options])

    return invoke


def test_output_says_what_was_written_and_what_to_do(run: Any, exported: Any) -> None:
    result = run()
    assert result.exit_code == 0, result.output
    assert "1 EndpointStorage, 2 Apps, 1 AppVersion" in result.output
    assert "pulumi import --file import.json --generate-code=false --protect=false --yes" in result.output
    assert "pulumi config set --secret arena-1.0_KEY" in result.output
    assert "pulumi config set --secret arena-1.0_KEY" in (exported.folder / "README.md").read_text()
    assert "s3cr3t-marker" not in "".join(path.read_text() for path in exported.folder.rglob("*.*"))


def test_names_and_patterns_choose(run: Any) -> None:
    shown = json.loads(run("--app", "l*", "--json").output)
    assert shown["resources"] == {"App": 1}
    assert "apps/lobby.py" in shown["files"]
    shown = json.loads(run("--app", "none", "--storage", "none", "--json").output)
    assert (shown["resources"], shown["files"]) == ({}, [])


def test_existing_files_are_kept(run: Any, exported: Any) -> None:
    run()
    main, ignored = (exported.folder / name for name in ("__main__.py", ".gitignore"))
    assert ".venv/" in ignored.read_text().split()
    ignored.write_text("mine\n")
    main.write_text("import mine\n")
    refused = run()
    assert refused.exit_code == 1
    assert "would be overwritten: choose another folder, or use --force." in refused.output
    assert main.read_text() == "import mine\n"
    assert run("--force").exit_code == 0
    assert "import apps.arena" in main.read_text()
    assert ignored.read_text() == "mine\n"


def kept(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b""
        for path in folder.rglob("*")
    }


def test_folder_is_unchanged_if_a_file_cannot_be_written(run: Any, exported: Any) -> None:
    exported.folder.mkdir()
    (exported.folder / "apps").write_text("a file")
    before = kept(exported.folder)
    result = run()
    assert (result.exit_code, kept(exported.folder)) == (1, before)
    assert result.output == f"{exported.folder / 'apps/arena.py'} cannot be written: Not a directory.\n"


def test_replaced_files_are_restored_if_a_later_one_fails(run: Any, exported: Any) -> None:
    run()
    (exported.folder / "__main__.py").write_text("import mine\n")
    (exported.folder / "import.json").unlink()
    (exported.folder / "import.json").mkdir()
    before = kept(exported.folder)
    result = run("--force")
    assert (result.exit_code, kept(exported.folder)) == (1, before)
    assert result.output == f"{exported.folder / 'import.json'} cannot be written: Is a directory.\n"


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_new_folder_appears_complete_or_not_at_all(
    run: Any, exported: Any, mocker: MockerFixture, error: BaseException
) -> None:
    def full(path: Path, content: bytes) -> int:
        if path.name == "README.md":
            raise error
        return write(path, content)

    write = Path.write_bytes
    mocker.patch.object(Path, "write_bytes", autospec=True, side_effect=full)
    exported.folder = exported.folder / "in" / "new" / "folders"
    result = run()
    assert result.exit_code != 0
    assert list(exported.folder.parents[2].parent.iterdir()) == []
    if isinstance(error, OSError):
        assert (
            result.output == f"{exported.folder / 'README.md'} cannot be written: No space left on device.\n"
        )


def test_invalid_folder_name_is_refused_in_one_sentence(run: Any, exported: Any) -> None:
    exported.folder = exported.folder / ("x" * 300)
    assert "".join(run().output.split()) == f"{exported.folder}cannotbewritten:Filenametoolong."


def test_left_out_properties_have_a_separate_exit_code(run: Any, arena: Organization) -> None:
    arena.create_version(
        "lobby", {"name": "old", "docker_tag": "1", **VERSION, "docker_image": "docker.io/old"}
    )
    result = run()
    assert result.exit_code == 3
    assert (
        "AppVersion 'lobby/old': property docker_image must not contain the registry's host" in result.output
    )


def test_old_cli_is_reported(run: Any, mocker: MockerFixture) -> None:
    mocker.patch.object(export, "find_engine", return_value=engine.Engine(Path("pulumi"), "3.253.1"))
    assert "3.253.1" in json.loads(run("--json").output)["warning"]


def test_missing_token_is_reported_in_one_sentence(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EDGEGAP_API_TOKEN")
    result = run("--json")
    assert (result.exit_code, json.loads(result.output)) == (
        1,
        {"error": "Missing API token: set EDGEGAP_API_TOKEN."},
    )


def test_import_for_the_plugin_has_only_names_and_ids(run: Any, exported: Any) -> None:
    result = run("--app", "arena", "--storage", "none", "--plugin")
    assert result.exit_code == 0
    assert "  python3 -m venv .venv\n  pulumi install\n" in result.output
    assert json.loads((exported.folder / "import.json").read_text()) == {
        "resources": [
            {"type": "edgegap:index:App", "name": "arena", "id": "arena"},
            {"type": "edgegap:index:AppVersion", "name": "arena-1.0", "id": "arena/1.0"},
        ]
    }
    assert "\nedgegap.use_plugin()\n\nimport apps.arena\n" in (exported.folder / "__main__.py").read_text()
    assert "    - name: edgegap\n      path: .venv/bin\n" in (exported.folder / "Pulumi.yaml").read_text()
    refused = run("--plugin", "--account", "studio-b", "--force")
    assert (refused.exit_code, "leave --account out" in refused.output) == (1, True)


@pytest.mark.skipif(CLI is None, reason="there is no `pulumi` on PATH or in PULUMI_HOME")
@pytest.mark.parametrize("face", [(), ("--plugin",)], ids=["dynamic resources", "plugin"])
def test_imported_by_the_cli_nothing_changes(
    run: Any, exported: Any, tmp_path: Path, face: tuple[str, ...]
) -> None:
    assert CLI is not None
    command = json.loads(run("--json", *face).output)["import"].split()
    settings = exported.folder / "Pulumi.yaml"
    plugins = f"plugins:\n  providers:\n    - {{name: edgegap, path: '{sys.prefix}/bin'}}\n" if face else ""
    settings.write_text(f"name: exported\nruntime: python\n{plugins}")
    environment = exported.environment | CLI.environment(tmp_path)
    if not face:
        environment["EDGEGAP_API_URL"] = "http://127.0.0.1:1"

    def pulumi(*arguments: str) -> str:
        result = subprocess.run(
            [str(CLI.path), *arguments], cwd=exported.folder, env=environment, capture_output=True, text=True
        )
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    pulumi("stack", "init", "dev")
    said = pulumi(*command[1:])
    assert "warning" not in said
    assert "5 unchanged" in pulumi("preview", "--expect-no-changes")
    state = pulumi("stack", "export")
    assert "This value is set and encrypted" not in state


@pytest.mark.parametrize("image", ["studio/arena", "arena"])
def test_image_tags_are_exported_under_the_given_name(
    run: Any, exported: Any, arena: Organization, image: str
) -> None:
    arena.registry.push("studio/arena", "1")
    messages = json.loads(run("--app", "none", "--storage", "none", "--image", image, "--json").output)
    assert messages["resources"] == {"ImageTag": 1}
    assert exported.imported().stack.preview().change_summary == {"same": 2}


def test_export_of_a_missing_image_says_so(run: Any, exported: Any) -> None:
    refused = run("--image", "studio/areena")
    assert refused.exit_code == 1
    assert "Edgegap has no image 'studio/areena' in the registry of this organization, nor 'areena'" in (
        " ".join(refused.output.split())
    )
    assert not list(exported.folder.glob("*.py"))
