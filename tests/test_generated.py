"""Generated code is up to date, and a new field needs no other change by hand."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BY_HAND = {
    "app_version/inputs.py": (
        '    build_type = Field(Text(), "How the image was built (late 2024).")\n',
        '    greeting = Field(Text(longest=9), "What players read first.")\n',
    ),
    "version_parts.py": (
        '    name = Field(Text(shortest=1), "The port\'s name.")\n',
        '    label = Field(Text(), "What people call the port.")\n',
    ),
    "api/models.py": (
        "    tls_upgrade: StrictBool | None = None\n",
        "    label: StrictStr | None = None\n",
        "    build_type: StrictStr | None = None\n",
        "    greeting: StrictStr | None = None\n    shard: Always[Whole] = None\n",
    ),
    "emulator/objects.py": (
        '    "tls_upgrade": Field(type="boolean", default=False),\n',
        '    "label": Field(type="string"),\n',
        '    "build_type": Field(type="string", editions=("2025",)),\n',
        '    "greeting": Field(type="string"),\n    "shard": Field(type="integer", default=7),\n',
    ),
}
"""The lines to add, each after the line before it."""

PROGRAM = """
import pulumi
import pulumi_edgegap as edgegap

IMAGE = {"docker_repository": "docker.io", "docker_image": "studio/arena", "req_cpu": 512, "req_memory": 1024}
game = edgegap.GameServer(
    "arena",
    active="1.0",
    versions={"1.0": {"greeting": GREETING}},
    settings={**IMAGE, "ports": [edgegap.PortArgs(port=7777, protocol="UDP", label="game")]},
)
version = game.app_versions["1.0"]
read = edgegap.get_app_version_output(version.app_name, version.name)
pulumi.export("seen", [version.greeting, version.shard, version.ports[0].label])
pulumi.export("read", [read.greeting, read.shard, read.ports[0].label])
"""
TEST = """
import inspect
import typing

import pulumi
import pulumi.automation
import pulumi_edgegap
import pytest


def test_program_uses_the_new_fields(edgegap_api, edgegap_stack, tmp_path):
    assert pulumi_edgegap.__file__.startswith(HERE)
    (tmp_path / "Pulumi.yaml").write_text("name: arena\\nruntime: python\\n")
    program = tmp_path / "__main__.py"
    program.write_text(PROGRAM.replace("GREETING", "'far too long'"))
    stack = edgegap_stack(tmp_path)
    with pytest.raises(pulumi.automation.CommandError, match="greeting must have at most 9 characters"):
        stack.preview()
    program.write_text(PROGRAM.replace("GREETING", "'hello'"))
    outputs = stack.up().outputs
    assert [outputs[name].value for name in ("seen", "read")] == [["hello", 7, "game"]] * 2
    (version,) = edgegap_api.versions.values()
    assert (version["greeting"], version["ports"][0]["label"]) == ("hello", "game")
    stack.preview(expect_no_changes=True)


def test_editors_know_the_new_fields():
    takes = inspect.signature(pulumi_edgegap.AppVersionArgs).parameters
    assert takes["greeting"].annotation == pulumi.Input[str] | None
    for constructor in (pulumi_edgegap.AppVersion.__init__, pulumi_edgegap.AppVersionArgs.__init__):
        assert "greeting: What players read first. 0 to 9 characters." in constructor.__doc__
    for form in (pulumi_edgegap.AppVersionArgsDict, pulumi_edgegap.GameServerAppVersionArgsDict):
        assert "greeting" in form.__optional_keys__
    assert "label" in pulumi_edgegap.PortArgsDict.__optional_keys__
"""


def _python(root: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(root / "provider"), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    del environment[
        "PYTHONDONTWRITEBYTECODE"
    ]  # set by conftest.py; without it, each process would compile the copy
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


def _generate(root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return _python(root, root / "generate", *options)


def _copy(to: Path) -> Path:
    for folder in ("provider", "generate"):
        shutil.copytree(ROOT / folder, to / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for folder in ("docs", "tests/plugin_face"):
        (to / folder).mkdir(parents=True)
    for file in ("pyproject.toml", "docs/reference.md", "tests/plugin_face/schema.json"):
        shutil.copy(ROOT / file, to / file)
    return to


def test_generated_code_reference_and_schema_are_up_to_date() -> None:
    made = _generate(ROOT, "--check")
    assert (made.stdout, made.returncode) == ("", 0), made.stderr


def test_only_the_declaration_and_the_response_of_a_field_are_written_by_hand(tmp_path: Path) -> None:
    copy = _copy(tmp_path)
    for module, lines in BY_HAND.items():
        path = copy / "provider/pulumi_edgegap" / module
        for before, added in zip(lines[::2], lines[1::2], strict=True):
            assert path.read_text().count(before) == 1
            path.write_text(path.read_text().replace(before, before + added))
    stale = _generate(copy, "--check").stdout
    assert {line.split()[0] for line in stale.splitlines()} == {
        "docs/reference.md",
        "tests/plugin_face/schema.json",
        "provider/pulumi_edgegap/app_version/__init__.py",
        "provider/pulumi_edgegap/arguments/app_version.py",
        "provider/pulumi_edgegap/game_server/arguments.py",
        "provider/pulumi_edgegap/functions/results.py",
        "provider/pulumi_edgegap/version_parts.py",
    }
    assert _generate(copy).returncode == 0
    (copy / "test_it.py").write_text(f"HERE = {str(copy)!r}\nPROGRAM = '''{PROGRAM}'''\n{TEST}")
    ran = _python(copy, "-m", "pytest", "-p", "pulumi_edgegap.testing.plugin", "test_it.py")
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("    name: pulumi.Output[str]\n", "    own = 1\n", "app.py: App has something below the mark"),
        ("    # Made by `make generate`, to the end of the class:\n", "", "No class App has a line"),
    ],
)
def test_generator_does_not_overwrite_other_code(tmp_path: Path, before: str, after: str, why: str) -> None:
    copy = _copy(tmp_path)
    module = copy / "provider/pulumi_edgegap/app.py"
    module.write_text(module.read_text().replace(before, after))
    written = module.read_text()
    assert why in _generate(copy).stderr
    assert module.read_text() == written
