"""A project in a temporary directory, run on the local engine against the emulator."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pulumi.automation import ConfigValue, LocalWorkspaceOptions
from pulumi_edgegap.emulator import Emulator, Organization
from pulumi_local import LocalStack, create_or_select_stack

HEAD = """
import pulumi
import pulumi_edgegap as edgegap
from pulumi import ResourceOptions as Options

config = pulumi.Config()
"""

THINGS = '''
import time
from pathlib import Path

import pulumi
from pulumi import ResourceOptions as Options
from pulumi.dynamic import CheckFailure, CheckResult, CreateResult, DiffResult, ReadResult, Resource, ResourceProvider
from pulumi.dynamic import UpdateResult

config = pulumi.Config()


class Things(ResourceProvider):
    """Stores nothing; logs each call in the file `calls`. A change of `place` replaces."""

    serialize_as_secret_always = False

    def note(self, call, props):
        with Path("calls").open("a") as file:
            file.write(f"{call} {props.get('label')}\\n")
        if call in props.get("fails", []):
            raise Exception(f"{call} refused")
        time.sleep(props.get("takes", 0))

    def check(self, olds, news):
        failures = [CheckFailure("label", "is too long")] if len(str(news.get("label"))) > 40 else []
        return CheckResult(news, failures)

    def diff(self, id, olds, news):
        changed = [
            name
            for name in {**olds, **news}
            if name not in ("__provider", "made", "takes") and olds.get(name) != news.get(name)
        ]
        replaces = [name for name in changed if name == "place"]
        return DiffResult(bool(changed), replaces, delete_before_replace=bool(news.get("first_delete")))

    def create(self, props):
        self.note("create", props)
        return CreateResult(f"id-{props['label']}-{props.get('place')}", {**props, "made": "made"})

    def update(self, id, olds, news):
        self.note("update", news)
        return UpdateResult({**news, "made": "made again"})

    def delete(self, id, props):
        self.note("delete", props)

    def read(self, id, props):
        return ReadResult(id, props)


class Thing(Resource, module="tests", name="Thing"):
    made: pulumi.Output[str]
    label: pulumi.Output[str]
    place: pulumi.Output[str]

    def __init__(self, label, opts=None, **props):
        super().__init__(Things(), label, {"label": label, "place": None, "made": None, **props}, opts)
'''


@dataclass
class Studio:
    """A project, its stack and its output."""

    directory: Path
    environment: dict[str, str]
    said: list[str] = field(default_factory=list)

    def write(self, program: str, head: str = HEAD) -> Studio:
        (self.directory / "__main__.py").write_text(head + textwrap.dedent(program))
        return self

    def things(self, program: str) -> Studio:
        """Write a program with the test's dynamic resources."""
        return self.write(program, THINGS)

    def stack(self, name: str = "test") -> LocalStack:
        stack = create_or_select_stack(
            name, work_dir=self.directory, opts=LocalWorkspaceOptions(env_vars=self.environment)
        )
        if name == "test":
            stack.set_config("pass", ConfigValue("hush", secret=True))
        return stack

    @property
    def state_file(self) -> Path:
        return self.directory / ".pulumi-local" / "stacks" / "arena" / "test.json"

    @property
    def calls(self) -> list[str]:
        """The calls of the test's provider since the last time."""
        path = self.directory / "calls"
        found = path.read_text().splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return found


@pytest.fixture
def studio(tmp_path: Path, emulator: Emulator, api: Organization) -> Studio:
    (tmp_path / "Pulumi.yaml").write_text("name: arena\nruntime: python\n")
    environment = {
        "EDGEGAP_API_URL": emulator.url,
        "EDGEGAP_API_TOKEN": emulator.token,
        "PULUMI_CONFIG_PASSPHRASE": "a passphrase",
    }
    return Studio(tmp_path, environment)


@pytest.fixture
def names() -> Callable[[LocalStack], list[str]]:
    """Return the logical names of a stack's resources, without providers and the stack itself."""

    def of(stack: LocalStack) -> list[str]:
        deployment = stack.export_stack().deployment or {}
        urns = [each["urn"] for each in deployment.get("resources", [])]
        return [urn.split("::")[-1] for urn in urns if "dynamic" in urn]

    return of
