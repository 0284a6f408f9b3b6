"""The examples of the guides declare the packages that they import, like those with a `Pulumi.yaml`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from pulumi_edgegap.lifecycle.sdk import requirement

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize("name", ["automation", "component/provider"])
def test_example_requires_what_it_imports(name: str) -> None:
    folder = EXAMPLES / name
    text = "\n".join(each.read_text() for each in folder.glob("*.py"))
    own = {each.stem for each in folder.glob("*.py")}
    imported = set(re.findall(r"^(?:import|from) (\w+)", text, re.MULTILINE)) - sys.stdlib_module_names - own
    required = {
        each.name: each for each in map(Requirement, (folder / "requirements.txt").read_text().splitlines())
    }
    assert {name.replace("-", "_") for name in required} == imported
    assert required["pulumi"] == Requirement(requirement())
