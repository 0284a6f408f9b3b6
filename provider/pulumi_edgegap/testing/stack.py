"""Stacks of the local engine, with the names of Pulumi's Automation API.

```python
from pulumi_edgegap.testing import create_or_select_stack

stack = create_or_select_stack("test", work_dir="infra")
stack.up()
assert stack.preview().change_summary == {"same": 4}
```

The results are of the Automation API's own classes, and what fails raises its `CommandError`: a test that is
written for one engine runs on the other. The engine is for tests and for trying things out; production uses
`pulumi`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timezone
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pulumi.automation import (
    ConfigMap,
    ConfigValue,
    Deployment,
    DestroyResult,
    EngineEvent,
    LocalWorkspaceOptions,
    OutputMap,
    OutputValue,
    PreviewResult,
    RefreshResult,
    UpdateSummary,
    UpResult,
)
from pulumi.automation._cmd import CommandResult
from pulumi.automation.errors import (
    CommandError,
    ConcurrentUpdateError,
    StackAlreadyExistsError,
    StackNotFoundError,
)
from pulumi_safe_io.printable import printable
from typing_extensions import TypedDict, Unpack

from ._display import TITLES, PlainDisplay
from ._events import EngineEvents, Event, Listener, Message, Outcome
from ._operation import Operation
from ._project import find_project
from ._store import Store
from ._urns import stack_urn
from ._values import Properties, Secret, plain
from .errors import LocalEngineError

# pytest leaves these frames out of a traceback: `-l` would show their variables, the environment among them.
__tracebackhide__ = True

_TIME = "%Y-%m-%dT%H:%M:%S.%fZ"


class Options(TypedDict, total=False):
    """Options of every operation; None is the default of each.

    Attributes:
        parallel: How many calls to the provider at once; 4 for each CPU by default.
        message: A note for the history.
        target: URNs to which the operation is limited; `*` and `**` stand for any characters.
        expect_no_changes: Fail when something changes.
        diff: Show properties.
        on_output: Is called with each line.
        on_event: Is called with each event.
    """

    parallel: int | None
    message: str | None
    target: list[str] | None
    expect_no_changes: bool | None
    diff: bool | None
    on_output: Callable[[str], Any] | None
    on_event: Callable[[EngineEvent], Any] | None


class PreviewOptions(Options, total=False):
    """Options of `preview`.

    Attributes:
        target_dependents: Take what depends on a target as a target too.
        refresh: Read what is there first.
        replace: URNs of resources to replace.
    """

    target_dependents: bool | None
    refresh: bool | None
    replace: list[str] | None


class UpOptions(PreviewOptions, total=False):
    """Options of `up`.

    Attributes:
        continue_on_error: After a failure, go on with what does not depend on it.
    """

    continue_on_error: bool | None


class DestroyOptions(Options, total=False):
    """Options of `destroy`: as for `up`, and its own.

    Attributes:
        remove: Delete the stack itself, too.
    """

    target_dependents: bool | None
    refresh: bool | None
    continue_on_error: bool | None
    remove: bool | None


_OPTIONS: dict[str, Any] = {
    "preview": PreviewOptions,
    "update": UpOptions,
    "refresh": Options,
    "destroy": DestroyOptions,
}


class LocalStack:
    """A stack of the local engine. Made by `create_stack`, `select_stack` or `create_or_select_stack`."""

    def __init__(self, name: str, work_dir: Path, state: Path | None, environment: Mapping[str, str]) -> None:
        if (
            find_spec("cryptography") is None
        ):  # only a secret needs it, but may come in the middle of an update
            raise LocalEngineError(
                "The local engine needs cryptography: pip install 'pulumi-edgegap[testing]'"
            )
        self.name = name
        self._store = Store(find_project(work_dir), name, {**os.environ, **environment}, state)

    def __repr__(self) -> str:
        return f"LocalStack(name={self.name!r}, project={self._store.project.name!r})"

    # Operations

    def preview(self, **options: Unpack[PreviewOptions]) -> PreviewResult:
        """Find out what `up` would do.

        Raises:
            CommandError: It failed; the text says why.
        """
        outcome, text = self._run("preview", options)
        return PreviewResult(text, "", outcome.changes)

    def up(self, **options: Unpack[UpOptions]) -> UpResult:
        """Bring the stack to what the program wants.

        Raises:
            CommandError: It failed; what was done is in the state.
        """
        _, text = self._run("update", options)
        return UpResult(text, "", self.history(1)[0], self.outputs())

    def refresh(self, **options: Unpack[Options]) -> RefreshResult:
        """Bring the state to what is there. The program does not run.

        Raises:
            CommandError: A resource could not be read.
        """
        _, text = self._run("refresh", options)
        return RefreshResult(text, "", self.history(1)[0])

    def destroy(self, **options: Unpack[DestroyOptions]) -> DestroyResult:
        """Delete everything. The program does not run.

        Raises:
            CommandError: Something could not be deleted; the state has what is left.
        """
        _, text = self._run("destroy", options)
        result = DestroyResult(text, "", self.history(1)[0])
        if options.get("remove"):
            self._store.remove()
        return result

    def cancel(self) -> None:
        """Take away a lock that a killed process left."""
        self._store.unlock()

    # Configuration

    def get_config(self, key: str) -> ConfigValue:
        """Give a configuration value."""
        found = self.get_all_config().get(self._store.config().key(key))
        if found is None:
            raise _command_error(f"configuration key '{key}' not found for stack '{self.name}'")
        return found

    def get_all_config(self) -> ConfigMap:
        """Give the whole configuration: what was set here, over the CLI's `Pulumi.<stack>.yaml`."""
        with _command_errors():
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
        with _command_errors():
            self._store.config().write(changes, self._store.checkpoint().crypter)

    # State

    def outputs(self) -> OutputMap:
        """Give the outputs of the last `up`."""
        with _command_errors():
            found = self._store.checkpoint().stack_outputs()
        return {name: OutputValue(plain(value), isinstance(value, Secret)) for name, value in found.items()}

    def export_stack(self) -> Deployment:
        """Give the state; as with the Automation API, secrets stand in it in clear."""
        return self.export(show_secrets=True)

    def export(self, *, show_secrets: bool = False) -> Deployment:
        """Give the state, as `pulumi stack export` does."""
        with _command_errors():
            return Deployment(**self._store.checkpoint().state(show_secrets=show_secrets))

    def import_stack(self, state: Deployment) -> None:
        """Take a state: of `export_stack`, or of `pulumi stack export`."""
        with _command_errors(), self._store.locked():
            self._store.checkpoint().replace(vars(state))

    def history(self, page_size: int | None = None, page: int | None = None) -> list[UpdateSummary]:
        """Give what was done, the latest first."""
        entries = self._store.history()[::-1]
        if page_size:
            first = ((page or 1) - 1) * page_size
            entries = entries[first : first + page_size]
        return [_summary(entry) for entry in entries]

    def info(self) -> UpdateSummary | None:
        """Give what was done last."""
        return next(iter(self.history(1)), None)

    @property
    def has_open_secrets(self) -> bool:
        """Whether the state has secrets that an empty passphrase opens."""
        return not self._store.passphrase and self._store.checkpoint().salt is not None

    # The course of an operation

    def operate(
        self,
        kind: str,
        options: Mapping[str, Any],
        *,
        config: Mapping[str, str | Secret] | None = None,
        listeners: tuple[Listener, ...] = (),
    ) -> tuple[Outcome, str]:
        """Run an operation; give its outcome, which may be a failure, and its text.

        Args:
            kind: preview, update, refresh or destroy.
            options: The options of the method of that name.
            config: Configuration to set first.
            listeners: Who is told what happens, beside the options `on_output` and `on_event`.

        Raises:
            LocalEngineError: It could not begin.
            TypeError: The operation does not have an option.
        """
        for name in options.keys() - _OPTIONS[kind].__optional_keys__:
            raise TypeError(f"The local engine has no option {name!r} for {kind}.")
        text: list[str] = []
        on_output, on_event = options.get("on_output"), options.get("on_event")

        def write(line: str) -> None:
            line = printable(line.expandtabs())
            text.append(line)
            if on_output is not None:
                on_output(line)

        write(f"{TITLES[kind]} ({self.name}):")
        dry_run = kind == "preview"
        root = stack_urn(self.name, self._store.project.name)
        listeners = (*listeners, PlainDisplay(write, root, diff=bool(options.get("diff")), dry_run=dry_run))
        if on_event is not None:
            listeners = (*listeners, EngineEvents(on_event, kind))
        with self._store.locked():
            started = datetime.now(timezone.utc)
            operation = Operation(kind, options, self._store, config or {}, listeners)
            outcome = operation.run()
            if not dry_run:
                self._store.add_history(
                    _history_entry(kind, options.get("message"), operation.config, outcome, started)
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
        """Run an operation, and raise as the Automation API does when it fails."""
        errors: list[str] = []

        def collect(event: Event) -> None:
            if isinstance(event, Message) and event.severity == "error":
                errors.append(f"error: {event.text}")

        with _command_errors():
            outcome, text = self.operate(kind, options, listeners=(collect,))
        if outcome.result == "canceled":
            raise KeyboardInterrupt
        if outcome.result == "failed":
            raise CommandError(CommandResult(text, "\n".join(errors), 255))
        return outcome, text


class Selection(TypedDict, total=False):
    """Which stack is meant, beside its name.

    Attributes:
        work_dir: The project's directory, the current one by default. The program is the one that its
            `Pulumi.yaml` names.
        project_name: Is refused, as `program` is: inline programs are for the Automation API only.
        program: Is refused.
        opts: Its `env_vars` are set for the program and the provider, its `work_dir` is the default for the
            argument; nothing else of it has a meaning here.
        state: The state file; by default it is in `.pulumi-local` in the project.
    """

    work_dir: str | Path | None
    project_name: str | None
    program: Callable[[], Any] | None
    opts: LocalWorkspaceOptions | None
    state: str | Path | None


def create_stack(stack_name: str, *inline: object, **selection: Unpack[Selection]) -> LocalStack:
    """Create a stack.

    Raises:
        CommandError: There is no such project, or the program is given inline.
        StackAlreadyExistsError: There is one.
    """
    stack = _stack(stack_name, *inline, **selection)
    if stack._store.exists:
        raise StackAlreadyExistsError(CommandResult("", f"error: stack '{stack_name}' already exists", 255))
    stack._store.create()
    return stack


def select_stack(stack_name: str, *inline: object, **selection: Unpack[Selection]) -> LocalStack:
    """Select a stack.

    Raises:
        CommandError: There is no such project, or the program is given inline.
        StackNotFoundError: There is none.
    """
    stack = _stack(stack_name, *inline, **selection)
    if not stack._store.exists:
        raise StackNotFoundError(CommandResult("", f"error: no stack named '{stack_name}' found", 255))
    return stack


def create_or_select_stack(stack_name: str, *inline: object, **selection: Unpack[Selection]) -> LocalStack:
    """Select a stack, or create it.

    Raises:
        CommandError: There is no such project, or the program is given inline.
    """
    stack = _stack(stack_name, *inline, **selection)
    if not stack._store.exists:
        stack._store.create()
    return stack


def _stack(
    name: str,
    *inline: object,
    work_dir: str | Path | None = None,
    project_name: str | None = None,
    program: Callable[[], Any] | None = None,
    opts: LocalWorkspaceOptions | None = None,
    state: str | Path | None = None,
) -> LocalStack:
    given = vars(opts) if opts is not None else {}
    inline += (project_name, program, given.get("program"), given.get("project_settings"))
    if any(inline):
        raise _command_error(
            "the local engine runs the program of a project on disk, not an inline one: write it as __main__.py "
            "beside a Pulumi.yaml, and give their directory as work_dir, without project_name, program and project_settings."
        )
    refused = sorted(key for key, value in given.items() if value and key not in ("env_vars", "work_dir"))
    if refused:
        raise TypeError(f"The local engine takes env_vars and work_dir of opts, not {', '.join(refused)}.")
    directory = Path(work_dir or given.get("work_dir") or ".")
    with _command_errors():
        return LocalStack(name, directory, Path(state) if state else None, given.get("env_vars") or {})


@contextmanager
def _command_errors() -> Iterator[None]:
    """Raise what the engine refuses as the Automation API raises it."""
    try:
        yield
    except LocalEngineError as error:
        raise _command_error(str(error)) from None


def _command_error(message: str) -> CommandError:
    kind = ConcurrentUpdateError if "currently locked by" in message else CommandError
    return kind(CommandResult("", f"error: {message}", 255))


def _history_entry(
    kind: str, message: str | None, config: Properties, outcome: Outcome, started: datetime
) -> dict[str, Any]:
    """Give what the history keeps of an operation; the names are those of `UpdateSummary`."""
    return {
        "kind": kind,
        "start_time": started.strftime(_TIME),
        "message": message or "",
        "environment": {"exec.kind": "local-engine"},
        "config": {
            key: {"secret": True} if isinstance(value, Secret) else {"value": value, "secret": False}
            for key, value in config.items()
        },
        "result": "succeeded" if outcome.result == "succeeded" else "failed",
        "end_time": datetime.now(timezone.utc).strftime(_TIME),
        "resource_changes": outcome.changes,
    }


def _summary(entry: Mapping[str, Any]) -> UpdateSummary:
    times = {name: datetime.strptime(entry[name], _TIME) for name in ("start_time", "end_time")}
    return UpdateSummary(**{**entry, **times})
