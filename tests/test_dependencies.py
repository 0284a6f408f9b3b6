"""Each layer imports only what its extra installs, and programs need no more than the dependencies."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
OWN = {"pulumi_edgegap", "pulumi_local", "pulumi_safe_io"}
MODULES = {"pyyaml": "yaml", "typing-extensions": "typing_extensions"}
# These may bring other packages: httpx needs httpcore, pulumi needs grpc, and FastAPI needs starlette.
BROUGHT = {"pulumi": {"google", "grpc"}, "fastapi": {"starlette"}, "pydantic": {"pydantic_core"}}
FLOORS = {
    "cli": ["pulumi_edgegap/commands"],
    "emulator": ["pulumi_edgegap/emulator"],
    "testing": ["pulumi_edgegap/testing", "pulumi_local"],
}


def brought(requirements: list[str]) -> Iterator[str]:
    for each in requirements:
        name, extras = re.match(r"([\w-]+)(?:\[([\w,]+)\])?", each).groups()  # type: ignore[union-attr]
        if name == "pulumi-edgegap":
            for extra in extras.split(","):
                yield from brought(PROJECT["optional-dependencies"][extra])
            continue
        yield MODULES.get(name, name)
        yield from BROUGHT.get(name, ())


def imported(folder: str, *but: str) -> set[str]:
    found = set()
    for file in (ROOT / "provider" / folder).rglob("*.py"):
        if any(each in str(file.relative_to(ROOT / "provider")) for each in but):
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add(str(node.module).split(".")[0])
    return found - sys.stdlib_module_names - OWN


def test_programs_and_providers_need_only_the_dependencies() -> None:
    floors = [each for folders in FLOORS.values() for each in folders]
    assert imported("pulumi_edgegap", *floors) <= set(brought(PROJECT["dependencies"]))


@pytest.mark.parametrize("extra", FLOORS)
def test_layer_needs_only_its_extra(extra: str) -> None:
    there = {*brought(PROJECT["dependencies"]), *brought(PROJECT["optional-dependencies"][extra])}
    for folder in FLOORS[extra]:
        assert imported(folder) <= there


@pytest.mark.parametrize(
    ("command", "remedy"),
    [("pulumi_edgegap.commands", "pulumi-edgegap[cli]"), ("pulumi_local.entry", "extra `local`")],
)
def test_command_without_its_extra_says_what_to_install(command: str, remedy: str) -> None:
    code = f"import sys; sys.modules['typer'] = None; from {command} import main; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert remedy in done.stderr
    assert "Traceback" not in done.stderr


def test_check_and_diff_load_no_http() -> None:
    program = """
import sys
from pulumi_edgegap.app import AppProvider
provider = AppProvider()
inputs = provider.check({}, {"name": "arena"}).inputs
provider.diff("arena", inputs, inputs)
sys.exit("httpx" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
