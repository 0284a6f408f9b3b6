"""The imports between packages and modules, circular imports, and the length of files."""

import ast
import graphlib
from collections.abc import Iterator
from importlib.util import resolve_name
from pathlib import Path

import pytest

PROVIDER = Path(__file__).parents[1] / "provider"
FOLDERS = ["pulumi_edgegap", "pulumi_local", "pulumi_safe_io"]

OBJECTS = {
    "app",
    "app_version",
    "endpoint_storage",
    "image_tag",
    "pull_profile",
    "pull_profile_link",
    "version_parts",
}
BELOW_OBJECTS = {"_lazy", "api", "lifecycle"}
BELOW_COMMANDS = {*BELOW_OBJECTS, *OBJECTS, "functions", "game_server", "_public"}
FLOORS = {
    "api": {"_lazy", "api"},
    "lifecycle": BELOW_OBJECTS,
    "arguments": {*BELOW_OBJECTS, "arguments", "version_parts"},
    **dict.fromkeys(sorted(OBJECTS), BELOW_OBJECTS | OBJECTS | {"arguments"}),
    "functions": BELOW_OBJECTS | OBJECTS | {"functions"},
    "game_server": BELOW_OBJECTS | OBJECTS | {"game_server"},
    "plugin": BELOW_OBJECTS | OBJECTS | {"functions", "plugin"},
    "commands": BELOW_COMMANDS | {"commands", "emulator", "testing"},
    "emulator": {"emulator"},
    "testing": {"_lazy", "emulator", "lifecycle", "testing"},
}
"""What each part of pulumi_edgegap may import from the package."""

MOST_LINES = 300


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(PROVIDER).with_suffix("").parts).removesuffix(".__init__")


MODULES = {name_of(path): path for folder in FOLDERS for path in (PROVIDER / folder).rglob("*.py")}


def imported(module: str) -> Iterator[str]:
    """Return all imports of a module, including those in functions and for types only."""
    path = MODULES[module]
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = resolve_name("." * node.level + (node.module or ""), package)
            for each in node.names:
                inner = f"{base}.{each.name}"
                yield inner if inner in MODULES else base


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_circular_imports(folder):
    inside = [module for module in MODULES if module.split(".")[0] == folder]
    assert inside
    needs = {module: {each for each in imported(module) if each in inside} - {module} for module in inside}
    try:
        graphlib.TopologicalSorter(needs).prepare()
    except graphlib.CycleError as error:
        pytest.fail(f"These import one another: {' <- '.join(error.args[1])}", pytrace=False)


@pytest.mark.parametrize(
    ("folder", "known"),
    [("pulumi_local", {"pulumi_local", "pulumi_safe_io"}), ("pulumi_safe_io", {"pulumi_safe_io"})],
)
def test_package_imports_nothing_of_edgegap(folder, known):
    for module, path in MODULES.items():
        if module.split(".")[0] == folder:
            assert {each.split(".")[0] for each in imported(module)} & set(FOLDERS) <= known, module
            assert "edgegap" not in path.read_text(encoding="utf-8").lower(), module


def test_only_the_fixtures_of_the_provider_import_the_engine():
    knowing = {
        module for module in MODULES if any(each.startswith("pulumi_local") for each in imported(module))
    }
    outside = {module for module in knowing if module.split(".")[0] != "pulumi_local"}
    assert outside == {"pulumi_edgegap.testing._stacks"}


@pytest.mark.parametrize("floor", FLOORS)
def test_imports_go_downwards(floor):
    inside = [module for module in MODULES if module.startswith("pulumi_edgegap.") and part(module) == floor]
    assert inside
    for module in inside:
        reached = {part(each) for each in imported(module) if each.startswith("pulumi_edgegap.")}
        assert reached <= FLOORS[floor], module


def test_files_stay_short():
    lengths = {
        path.relative_to(PROVIDER).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in MODULES.values()
    }
    assert not {path: length for path, length in lengths.items() if length > MOST_LINES}


def part(module: str) -> str:
    return module.split(".")[1]
