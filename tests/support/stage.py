"""The functions that the lines in the table of messages call, and that print what users see."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pulumi
from pulumi.runtime.rpc import _special_sig_key
from pulumi_edgegap import (
    App,
    AppVersion,
    EndpointStorage,
    GameServer,
    ImageTag,
    PortArgs,
    PullProfile,
    PullProfileLink,
    get_app,
)
from pulumi_edgegap.api import Client, EdgegapError
from pulumi_edgegap.commands.app import app as commands
from pulumi_edgegap.emulator import Emulator
from pulumi_edgegap.lifecycle import presence
from pulumi_edgegap.lifecycle.accounts import ConfigurationError
from pulumi_edgegap.lifecycle.call import Call
from pulumi_edgegap.lifecycle.check import check
from pulumi_edgegap.lifecycle.create import create
from pulumi_edgegap.lifecycle.delete import delete
from pulumi_edgegap.lifecycle.diff import diff
from pulumi_edgegap.lifecycle.errors import ResourceError
from pulumi_edgegap.lifecycle.mistakes import report
from pulumi_edgegap.lifecycle.names import MASK
from pulumi_edgegap.lifecycle.ownership import OWNERSHIP
from pulumi_edgegap.lifecycle.read import read
from pulumi_edgegap.lifecycle.resource import Resource
from pulumi_edgegap.lifecycle.update import update
from typer.testing import CliRunner

from .clients import close_clients
from .declared import PROFILE, STORAGE, VERSION
from .stage_plugin import Spoken

LINK = {"storage_name": "logs", "pull_profile_name": "maps", "app_name": "arena", "app_version_name": "1.0.0"}
VALID: dict[type[Resource], dict[str, Any]] = {
    App: {"name": "arena"},
    AppVersion: VERSION,
    EndpointStorage: STORAGE,
    PullProfile: PROFILE,
    PullProfileLink: LINK,
    ImageTag: {"image_name": "studio/arena", "tag": "1"},
}
GAME = {name: VERSION[name] for name in ("docker_repository", "docker_image", "req_cpu", "req_memory")}
OWN = (ResourceError, ConfigurationError, EdgegapError)


@dataclass
class Life:
    """One resource, run through its steps in this process; messages are printed."""

    kind: type[Resource]
    lookup: Callable[[str], str | None]
    number: int
    id: str = ""
    inputs: dict[str, Any] = field(default_factory=dict)
    state: dict[str, Any] = field(default_factory=dict)
    urn: str = ""

    def __post_init__(self) -> None:
        title = self.kind._resource_type_name
        self.urn = f"urn:pulumi:dev::tests::pulumi-python:{title}::r{self.number}"
        self.life = type(self.kind._dynamic_provider)()
        self.life.use_settings(self.lookup, _Log())
        self.call = Call(self.urn, print, print, lambda: True)

    def check(self, **given: Any) -> Life:
        """Check inputs on top of the minimal ones; None removes one."""
        whole = {k: v for k, v in (VALID[self.kind] | given).items() if v is not None}
        found = check(self.life, self.inputs, whole, self.call)
        for failure in found.failures:
            print(f"{failure.property}: {failure.reason}" if failure.property else failure.reason)
        self.inputs = _open(found.inputs)
        return self

    def up(self, **given: Any) -> Life:
        """Create or update."""
        self.check(**given)
        if not self.id:
            return self.create()
        if (made := self._try(update, self.state, self.inputs)) is not None:
            self.state = _open(made.outs)
        return self

    def create(self) -> Life:
        """Create with the inputs as they are."""
        if (made := self._try(create, self.inputs)) is not None:
            self.id, self.state = made.id, _open(made.outs)
        return self

    def preview(self, **given: Any) -> None:
        """Compare."""
        self.check(**given)
        self._try(diff, self.state, self.inputs)

    def refresh(self) -> None:
        """Read."""
        self._try(read, self.id, self.state)

    def destroy(self) -> None:
        """Delete."""
        self._try(delete, self.id, self.state)

    def _try(self, step: Callable[..., Any], *given: Any) -> Any:
        try:
            return step(self.life, *given, self.call)
        except OWN as error:
            print(error)
            return None


def _open(value: Any) -> Any:
    """Remove the marks of secrets, like the engine before it passes them on."""
    if isinstance(value, dict):
        return _open(value["value"]) if _special_sig_key in value else {k: _open(v) for k, v in value.items()}
    return [_open(each) for each in value] if isinstance(value, list) else value


class _Log:
    def info(self, msg: str) -> None:
        print(msg)

    warn = info


@dataclass
class Stage:
    """The functions that a line of the table can call."""

    emulator: Emulator
    folder: Path
    plugin: Spoken
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def names(self) -> dict[str, Any]:
        """Return all of them by name."""
        kinds = {kind.__name__: kind for kind in VALID}
        own = {
            name: getattr(self, name)
            for name in (
                "check",
                "existing",
                "up",
                "ask",
                "run",
                "end",
                "write",
                "settings",
                "declare",
                "game",
            )
        }
        return {
            **kinds, **own, "VERSION": VERSION, "STORAGE": STORAGE, "fail": self.emulator.fail_next, "pulumi": pulumi, "MASK": MASK,
            "api": self.emulator.organization(), "Client": Client, "token": self.emulator.token,
            "url": self.emulator.url, "forget": presence._BY_ACCOUNT.clear, "get_app": get_app, "PortArgs": PortArgs,
            "plugin": self.plugin, "GAME": GAME, "GameServer": GameServer,
            "push": self.emulator.push_tag,
        }  # fmt: skip

    def in_short(self, messages: str) -> str:
        """Return the output without what differs between runs."""
        messages = messages.replace(self.emulator.url, "http://127.0.0.1:8080").replace(
            str(self.folder), "FOLDER"
        )
        return "".join(f"{line.rstrip()}\n" for line in messages.splitlines() if line.strip())

    def lookup(self, key: str) -> str | None:
        """Return the settings of any account."""
        known = {"apiToken": self.emulator.token, "apiUrl": self.emulator.url, "maxRetries": "0"}
        return known.get(key.partition(":")[2])

    def check(self, kind: type[Resource], /, **given: Any) -> None:
        """Print the mistakes in the inputs of a resource."""
        Life(kind, self.lookup, next(self.numbers)).check(**given)

    def existing(self, kind: type[Resource]) -> None:
        """Create an object that no resource of the program has."""
        self.up(kind)
        forget_owners()

    def up(self, kind: type[Resource], /, **given: Any) -> Life:
        """Create a resource."""
        return Life(kind, self.lookup, next(self.numbers)).up(**given)

    def ask(self, question: Callable[[Client], object], **options: Any) -> None:
        """Print the error of a call of the client."""
        options = {"token": self.emulator.token, "url": self.emulator.url, "max_retries": 0} | options
        self.end(lambda: _asked(question, options))

    def end(self, action: Callable[[], object]) -> None:
        """Print the error that ends a program."""
        try:
            action()
        except (pulumi.RunError, ValueError, *OWN) as error:
            print(error)

    def declare(
        self, kind: type[Resource], opts: pulumi.ResourceOptions | None = None, /, **given: Any
    ) -> None:
        """Print the mistakes that a program sees in its own resource during a preview."""
        given = {name: value for name, value in (VALID[kind] | given).items() if value is not None}
        report(kind._dynamic_provider, kind._outputs(), f"r{next(self.numbers)}", opts, given)

    def game(self, **given: Any) -> None:
        """Print the mistakes in a game server."""
        valid = {"active": "1.0", "versions": {"1.0": {}}, "settings": GAME}
        with patch.object(pulumi.ComponentResource, "__init__"):
            self.end(lambda: GameServer("arena", **valid | given))

    def write(self, name: str, content: object) -> None:
        """Write a file for a command; anything but a string as JSON."""
        (self.folder / name).write_text(content if isinstance(content, str) else json.dumps(content))

    def settings(self, line: str) -> None:
        """Write a project with a setting of its stack."""
        self.write("Pulumi.yaml", "name: arena\nruntime: python\n")
        self.write("Pulumi.dev.yaml", f"config:\n  {line}\n")

    def run(self, line: str, only: str = "", **environment: str | None) -> None:
        """Print the output of a command, or those of its lines that contain a text."""
        given = {
            "EDGEGAP_API_TOKEN": self.emulator.token,
            "EDGEGAP_API_URL": self.emulator.url,
            "COLUMNS": "400",
        }
        result = CliRunner().invoke(commands, shlex.split(line), env=given | environment)
        print(*(each for each in result.output.splitlines() if only in each), sep="\n")
        close_clients()


def forget_owners() -> None:
    """Reset which resource has which object."""
    vars(OWNERSHIP).update(vars(type(OWNERSHIP)()))


def _asked(question: Callable[[Client], object], options: dict[str, Any]) -> object:
    with Client(**options) as client:
        return question(client)
