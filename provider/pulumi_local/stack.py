"""A stack of the local engine: its operations, configuration, state and history.

The methods have the names of Pulumi's Automation API, return its result classes and raise its `CommandError`,
so a test written for one engine runs on the other.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime, timezone
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pulumi.automation import (
    ConfigMap,
    ConfigValue,
    Deployment,
    DestroyResult,
    OutputMap,
    OutputValue,
    PreviewResult,
    RefreshResult,
    UpdateSummary,
    UpResult,
)
from pulumi.automation._cmd import CommandResult
from pulumi.automation.errors import CommandError
from pulumi_safe_io.printable import printable
from typing_extensions import Unpack

from .display import TITLES, PlainDisplay
from .errors import LocalEngineError
from .events import EngineEvents, Event, Listener, Message, Outcome
from .failures import command_error, command_errors
from .history import history_entry, summary
from .operation import Operation
from .options import OPTIONS, DestroyOptions, Options, PreviewOptions, UpOptions
from .project import find_project
from .request import Request
from .store import Store
from .urns import stack_urn
from .values import Secret, plain

# Hides these frames from pytest tracebacks: `-l` would print their variables, including the environment.
__tracebackhide__ = True


class LocalStack:
    """A stack of the local engine; see `create_stack`, `select_stack` and `create_or_select_stack`."""

    def __init__(self, name: str, work_dir: Path, state: Path | None, environment: Mapping[str, str]) -> None:
        # Only secrets need it, but the first one may appear in the middle of an update.
        if find_spec("cryptography") is None:
            raise LocalEngineError("The local engine needs cryptography: pip install cryptography")
        self.name = name
        self._store = Store(find_project(work_dir), name, {**os.environ, **environment}, state)

    def __repr__(self) -> str:
        return f"LocalStack(name={self.name!r}, project={self._store.project.name!r})"

    # Operations

    def preview(self, **options: Unpack[PreviewOptions]) -> PreviewResult:
        """Show what `up` would do.

        Raises:
            CommandError: The preview failed; the text says why.
        """
        outcome, text = self._run("preview", options)
        return PreviewResult(text, "", outcome.changes)

    def up(self, **options: Unpack[UpOptions]) -> UpResult:
        """Create, update and delete resources to match the program.

        Raises:
            CommandError: The update failed; the state has what was done.
        """
        _, text = self._run("update", options)
        return UpResult(text, "", self.history(1)[0], self.outputs())

    def refresh(self, **options: Unpack[Options]) -> RefreshResult:
        """Update the state to match what exists. The program does not run.

        Raises:
            CommandError: A resource could not be read.
        """
        _, text = self._run("refresh", options)
        return RefreshResult(text, "", self.history(1)[0])

    def destroy(self, **options: Unpack[DestroyOptions]) -> DestroyResult:
        """Delete all resources. The program does not run.

        Raises:
            CommandError: A resource could not be deleted; the state has what is left.
        """
        _, text = self._run("destroy", options)
        result = DestroyResult(text, "", self.history(1)[0])
        if options.get("remove"):
            self._store.remove()
        return result

    def cancel(self) -> None:
        """Remove a lock that a killed process left behind."""
        self._store.unlock()

    # Configuration

    def get_config(self, key: str) -> ConfigValue:
        """Return a configuration value."""
        found = self.get_all_config().get(self._store.config().key(key))
        if found is None:
            raise command_error(f"configuration key '{key}' not found for stack '{self.name}'")
        return found

    def get_all_config(self) -> ConfigMap:
        """Return the configuration: values set here override the CLI's `Pulumi.<stack>.yaml`."""
        with command_errors():
            values = self._store.config().read()
        return {key: ConfigValue(plain(value), isinstance(value, Secret)) for key, value in values.items()}

    def set_config(self, key: str, value: ConfigValue) -> None:
        """Set a configuration value."""
        self.set_all_config({key: value})

    def set_all_config(self, config: Mapping[str, ConfigValue]) -> None:
        """Set several configuration values."""
        self._write_config(
            {k: Secret(each.value) if each.secret else each.value for k, each in config.items()}
        )

    def remove_config(self, key: str) -> None:
        """Unset a configuration value that was set here."""
        self.remove_all_config([key])

    def remove_all_config(self, keys: list[str]) -> None:
        """Unset several configuration values that were set here."""
        self._write_config(dict.fromkeys(keys))

    def _write_config(self, changes: Mapping[str, str | Secret | None]) -> None:
        with command_errors():
            self._store.config().write(changes, self._store.checkpoint().crypter)

    # State

    def outputs(self) -> OutputMap:
        """Return the outputs of the last `up`."""
        with command_errors():
            found = self._store.checkpoint().stack_outputs()
        return {name: OutputValue(plain(value), isinstance(value, Secret)) for name, value in found.items()}

    def export_stack(self) -> Deployment:
        """Return the state with secrets in plain text, as the Automation API does."""
        return self.export(show_secrets=True)

    def export(self, *, show_secrets: bool = False) -> Deployment:
        """Return the state, as `pulumi stack export` does."""
        with command_errors():
            return Deployment(**self._store.checkpoint().state(show_secrets=show_secrets))

    def import_stack(self, state: Deployment) -> None:
        """Replace the state with one from `export_stack` or `pulumi stack export`."""
        with command_errors(), self._store.locked():
            self._store.checkpoint().replace(vars(state))

    def history(self, page_size: int | None = None, page: int | None = None) -> list[UpdateSummary]:
        """Return the past operations, the latest first."""
        entries = self._store.history()[::-1]
        if page_size:
            first = ((page or 1) - 1) * page_size
            entries = entries[first : first + page_size]
        return [summary(entry) for entry in entries]

    def info(self) -> UpdateSummary | None:
        """Return the last operation."""
        return next(iter(self.history(1)), None)

    @property
    def has_open_secrets(self) -> bool:
        """Whether the state has secrets encrypted with an empty passphrase."""
        return not self._store.passphrase and self._store.checkpoint().salt is not None

    # Running operations

    def operate(
        self,
        kind: str,
        options: Mapping[str, Any],
        *,
        config: Mapping[str, str | Secret] | None = None,
        listeners: tuple[Listener, ...] = (),
    ) -> tuple[Outcome, str]:
        """Run an operation and return its outcome, which may be a failure, and its output.

        Args:
            kind: preview, update, refresh or destroy.
            options: The options of the method for that kind.
            config: Configuration to set first.
            listeners: Receive the operation's events, in addition to the options `on_output` and `on_event`.

        Raises:
            LocalEngineError: The operation could not start.
            TypeError: The operation does not have one of the options.
        """
        for name in options.keys() - OPTIONS[kind].__optional_keys__:
            raise TypeError(f"The local engine has no option {name!r} for {kind}.")
        text: list[str] = []
        on_output, on_event = options.get("on_output"), options.get("on_event")

        def write(line: str) -> None:
            line = printable(line.expandtabs())
            text.append(line)
            if on_output is not None:
                on_output(line)

        write(f"{TITLES[kind]} ({self.name}):")
        request = Request.of(kind, options, self._store.project, self.name)
        root = stack_urn(self.name, self._store.project.name)
        listeners = (
            *listeners,
            PlainDisplay(write, root, diff=bool(options.get("diff")), dry_run=request.dry_run),
        )
        if on_event is not None:
            listeners = (*listeners, EngineEvents(on_event, kind))
        with self._store.locked():
            started = datetime.now(timezone.utc)
            operation = Operation(request, self._store, config or {}, listeners)
            outcome = operation.run()
            if not request.dry_run:
                self._store.add_history(
                    history_entry(kind, options.get("message"), operation.config, outcome, started)
                )
        if (
            outcome.result == "succeeded"
            and options.get("expect_no_changes")
            and set(outcome.changes) - {"same"}
        ):
            outcome.result = "failed"
            write("error: no changes were expected but changes occurred")
        return outcome, "\n".join(text) + "\n"

    def _run(self, kind: str, options: Mapping[str, Any]) -> tuple[Outcome, str]:
        """Run an operation and raise the Automation API's error if it fails."""
        errors: list[str] = []

        def collect(event: Event) -> None:
            if isinstance(event, Message) and event.severity == "error":
                errors.append(f"error: {event.text}")

        with command_errors():
            outcome, text = self.operate(kind, options, listeners=(collect,))
        if outcome.result == "canceled":
            raise KeyboardInterrupt
        if outcome.result == "failed":
            raise CommandError(CommandResult(text, "\n".join(errors), 255))
        return outcome, text
