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

import getpass
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from pulumi.automation import (
    ConfigMap,
    ConfigValue,
    Deployment,
    DestroyResult,
    EngineEvent,
    LocalWorkspaceOptions,
    OpType,
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

from ._checkpoint import Checkpoint
from ._display import TITLES, PlainDisplay
from ._engine_events import EngineEvents
from ._events import Listener, Message, Outcome
from ._operation import Operation, Options
from ._project import Config, find_project
from ._resource import to_json
from ._secrets import Crypter, passphrase_from
from ._store import Store, stack_outputs
from ._values import Secret, plain
from .errors import LocalEngineError

OnOutput = Callable[[str], Any]
OnEvent = Callable[[EngineEvent], Any]
_TIME = "%Y-%m-%dT%H:%M:%S.%fZ"


@dataclass
class Wishes:
    """What a caller asks of one operation beside `Options`."""

    message: str = ""
    diff: bool = False
    expect_no_changes: bool = False
    on_output: OnOutput | None = None
    on_event: OnEvent | None = None
    listeners: list[Listener] = field(default_factory=list)


class LocalStack:
    """A stack of the local engine. Made by `create_stack`, `select_stack` or `create_or_select_stack`."""

    def __init__(self, name: str, work_dir: Path, state: Path | None, environment: Mapping[str, str]) -> None:
        self.name = name
        self._environment = {**os.environ, **environment}
        self._project = find_project(work_dir)
        self._store = Store(self._project.root, self._project.name, name, state)
        self._passphrase = passphrase_from(self._environment)
        self._config = Config(self._project, name, self._store.config, self._passphrase)

    def __repr__(self) -> str:
        return f"LocalStack(name={self.name!r}, project={self._project.name!r})"

    # Operations

    def preview(
        self,
        *,
        parallel: int | None = None,
        message: str | None = None,
        target: list[str] | None = None,
        target_dependents: bool | None = None,
        replace: list[str] | None = None,
        expect_no_changes: bool | None = None,
        diff: bool | None = None,
        refresh: bool | None = None,
        on_output: OnOutput | None = None,
        on_event: OnEvent | None = None,
    ) -> PreviewResult:
        """Find out what `up` would do.

        Args:
            parallel: How many calls to the provider at once; 4 for each CPU by default.
            message: A note for the history.
            target: URNs to which the operation is limited; `*` and `**` stand for any characters.
            target_dependents: Take what depends on a target as a target too.
            replace: URNs of resources to replace.
            expect_no_changes: Fail when something changes.
            diff: Show properties.
            refresh: Read what is there first.
            on_output: Is called with each line.
            on_event: Is called with each event.

        Raises:
            CommandError: It failed; the text says why.
        """
        options = _options(parallel, target, target_dependents, replace, False, refresh, dry_run=True)
        wishes = _wishes(message, diff, expect_no_changes, on_output, on_event)
        outcome, text = self._run("preview", options, wishes)
        return PreviewResult(text, "", _op_map(outcome.changes))

    def up(
        self,
        *,
        parallel: int | None = None,
        message: str | None = None,
        target: list[str] | None = None,
        target_dependents: bool | None = None,
        replace: list[str] | None = None,
        expect_no_changes: bool | None = None,
        diff: bool | None = None,
        refresh: bool | None = None,
        continue_on_error: bool | None = None,
        on_output: OnOutput | None = None,
        on_event: OnEvent | None = None,
    ) -> UpResult:
        """Bring the stack to what the program wants.

        Args:
            parallel: See `preview`.
            message: See `preview`.
            target: See `preview`.
            target_dependents: See `preview`.
            replace: See `preview`.
            expect_no_changes: See `preview`.
            diff: See `preview`.
            refresh: See `preview`.
            continue_on_error: After a failure, go on with what does not depend on it.
            on_output: See `preview`.
            on_event: See `preview`.

        Raises:
            CommandError: It failed; what was done is in the state.
        """
        options = _options(parallel, target, target_dependents, replace, continue_on_error, refresh)
        wishes = _wishes(message, diff, expect_no_changes, on_output, on_event)
        _, text = self._run("update", options, wishes)
        return UpResult(text, "", self._last(), self.outputs())

    def refresh(
        self,
        *,
        parallel: int | None = None,
        message: str | None = None,
        target: list[str] | None = None,
        expect_no_changes: bool | None = None,
        diff: bool | None = None,
        on_output: OnOutput | None = None,
        on_event: OnEvent | None = None,
    ) -> RefreshResult:
        """Bring the state to what is there. The program does not run. The arguments are those of `preview`.

        Raises:
            CommandError: A resource could not be read.
        """
        wishes = _wishes(message, diff, expect_no_changes, on_output, on_event)
        _, text = self._run("refresh", _options(parallel, target), wishes)
        return RefreshResult(text, "", self._last())

    def destroy(
        self,
        *,
        parallel: int | None = None,
        message: str | None = None,
        target: list[str] | None = None,
        target_dependents: bool | None = None,
        diff: bool | None = None,
        refresh: bool | None = None,
        continue_on_error: bool | None = None,
        remove: bool | None = None,
        on_output: OnOutput | None = None,
        on_event: OnEvent | None = None,
    ) -> DestroyResult:
        """Delete everything. The program does not run. The arguments are those of `up`, and `remove`.

        Raises:
            CommandError: Something could not be deleted; the state has what is left.
        """
        options = _options(parallel, target, target_dependents, None, continue_on_error, refresh)
        wishes = _wishes(message, diff, None, on_output, on_event)
        _, text = self._run("destroy", options, wishes)
        summary = self._last()
        if remove:
            self._store.remove()
        return DestroyResult(text, "", summary)

    def cancel(self) -> None:
        """Take away a lock that a killed process left."""
        self._store.unlock()

    # Configuration

    def get_config(self, key: str) -> ConfigValue:
        """Give a configuration value."""
        found = self.get_all_config().get(self._config.key(key))
        if found is None:
            raise _command_error(f"configuration key '{key}' not found for stack '{self.name}'")
        return found

    def get_all_config(self) -> ConfigMap:
        """Give the whole configuration: what was set here, over the CLI's `Pulumi.<stack>.yaml`."""
        with _errors():
            values = self._config.read(self._crypter(Checkpoint(self._store.state)))
        return {key: ConfigValue(plain(value), isinstance(value, Secret)) for key, value in values.items()}

    def set_config(self, key: str, value: ConfigValue) -> None:
        """Set a configuration value."""
        self.set_all_config({key: value})

    def set_all_config(self, config: Mapping[str, ConfigValue]) -> None:
        """Set several configuration values."""
        changes: dict[str, str | Secret | None] = {
            key: Secret(value.value) if value.secret else value.value for key, value in config.items()
        }
        self._write_config(changes)

    def remove_config(self, key: str) -> None:
        """Unset a configuration value that was set here."""
        self.remove_all_config([key])

    def remove_all_config(self, keys: list[str]) -> None:
        """Unset several configuration values that were set here."""
        self._write_config(dict.fromkeys(keys))

    # State

    def outputs(self) -> OutputMap:
        """Give the outputs of the last `up`."""
        with _errors():
            checkpoint = Checkpoint(self._store.state)
            found = stack_outputs(checkpoint, self._crypter(checkpoint))
        return {name: OutputValue(plain(value), isinstance(value, Secret)) for name, value in found.items()}

    def export_stack(self) -> Deployment:
        """Give the state; as with the Automation API, secrets stand in it in clear."""
        return self.export(show_secrets=True)

    def export(self, *, show_secrets: bool = False) -> Deployment:
        """Give the state, as `pulumi stack export` does."""
        with _errors():
            checkpoint = Checkpoint(self._store.state)
            documents = None
            if show_secrets:
                crypter = self._crypter(checkpoint)
                documents = [to_json(resource, None) for resource in checkpoint.resources(crypter)]
            state = checkpoint.deployment(documents)
        return Deployment(state["version"], state["deployment"])

    def import_stack(self, state: Deployment) -> None:
        """Take a state: of `export_stack`, or of `pulumi stack export`."""
        with _errors(), self._store.locked():
            checkpoint = Checkpoint(self._store.state)
            document = {"version": state.version, "deployment": state.deployment}
            checkpoint.replace_all(document, self._crypter(checkpoint))

    def history(self, page_size: int | None = None, page: int | None = None) -> list[UpdateSummary]:
        """Give what was done, the latest first."""
        entries = self._store.read_history()[::-1]
        if page_size:
            first = ((page or 1) - 1) * page_size
            entries = entries[first : first + page_size]
        return [_summary(entry) for entry in entries]

    def info(self) -> UpdateSummary | None:
        """Give what was done last."""
        return next(iter(self.history(page_size=1)), None)

    @property
    def has_open_secrets(self) -> bool:
        """Whether the state has secrets that an empty passphrase opens."""
        return not self._passphrase and Checkpoint(self._store.state).salt is not None

    # The course of an operation

    def operate(self, kind: str, options: Options, wishes: Wishes) -> tuple[Outcome, str]:
        """Run an operation; give its outcome, which may be a failure, and its text.

        Args:
            kind: preview, update, refresh or destroy.
            options: How it is done.
            wishes: How it is told.

        Raises:
            LocalEngineError: It could not begin.
        """
        text: list[str] = []

        def write(line: str) -> None:
            text.append(line)
            if wishes.on_output is not None:
                wishes.on_output(line)

        title = f"preview-{kind}" if options.dry_run and kind != "preview" else kind
        write(f"{TITLES[title]} ({self.name}):")
        listeners: list[Listener] = [
            PlainDisplay(write, diff=wishes.diff, dry_run=options.dry_run),
            *wishes.listeners,
        ]
        if wishes.on_event is not None:
            listeners.append(EngineEvents(wishes.on_event, dry_run=options.dry_run))
        with self._store.locked():
            started = datetime.now(timezone.utc)
            checkpoint = Checkpoint(self._store.state)
            crypter = self._crypter(checkpoint)
            operation = Operation(
                self._project,
                self.name,
                lambda: self._config.read(crypter),
                checkpoint,
                crypter,
                options,
                self._environment,
                lambda name: self._store.outputs_of_another(name, self._passphrase),
                listeners,
            )
            course = {"refresh": operation.refresh, "destroy": operation.destroy}.get(kind, operation.up)
            outcome = course()
            if not options.dry_run:
                self._note(kind, wishes.message, operation.config, outcome, started)
        if outcome.result == "succeeded" and wishes.expect_no_changes and set(outcome.changes) - {"same"}:
            outcome.result = "failed"
            write("error: no changes were expected but changes occurred")
        return outcome, "\n".join(text) + "\n"

    def _run(self, kind: str, options: Options, wishes: Wishes) -> tuple[Outcome, str]:
        """Run an operation, and raise as the Automation API does when it fails."""
        errors: list[str] = []

        def collect(event: object) -> None:
            if isinstance(event, Message) and event.severity == "error":
                errors.append(f"error: {event.text}")

        wishes.listeners.append(collect)
        with _errors():
            outcome, text = self.operate(kind, options, wishes)
        if outcome.result == "canceled":
            raise KeyboardInterrupt
        if outcome.result == "failed":
            raise CommandError(CommandResult(text, "\n".join(errors), 255))
        return outcome, text

    def _crypter(self, checkpoint: Checkpoint) -> Crypter:
        salt = self._config.own_salt or checkpoint.salt or self._config.project_salt
        crypter = Crypter(self._passphrase, salt)
        if checkpoint.salt:
            crypter.prepare()
        return crypter

    def _write_config(self, changes: dict[str, str | Secret | None]) -> None:
        with _errors():
            self._config.write(changes, self._crypter(Checkpoint(self._store.state)))

    def _note(
        self, kind: str, message: str, config: Mapping[str, Any], outcome: Outcome, started: datetime
    ) -> None:
        self._store.add_history(
            {
                "kind": kind,
                "start_time": started.strftime(_TIME),
                "message": message,
                "environment": {"exec.kind": "local-engine", "exec.user": _user()},
                "config": {
                    key: {"secret": True} if isinstance(value, Secret) else {"value": value, "secret": False}
                    for key, value in config.items()
                },
                "result": "succeeded" if outcome.result == "succeeded" else "failed",
                "end_time": datetime.now(timezone.utc).strftime(_TIME),
                "version": len(self._store.read_history()) + 1,
                "resource_changes": outcome.changes,
            }
        )

    def _last(self) -> UpdateSummary:
        return _summary(self._store.read_history()[-1])


def create_stack(
    stack_name: str,
    *,
    work_dir: str | Path | None = None,
    opts: LocalWorkspaceOptions | None = None,
    state: str | Path | None = None,
) -> LocalStack:
    """Create a stack of the project in `work_dir`. The arguments are those of `create_or_select_stack`.

    Raises:
        StackAlreadyExistsError: There is one.
    """
    stack = _stack(stack_name, work_dir, opts, state)
    if stack._store.exists:
        raise StackAlreadyExistsError(CommandResult("", f"error: stack '{stack_name}' already exists", 255))
    stack._store.create()
    return stack


def select_stack(
    stack_name: str,
    *,
    work_dir: str | Path | None = None,
    opts: LocalWorkspaceOptions | None = None,
    state: str | Path | None = None,
) -> LocalStack:
    """Select a stack of the project in `work_dir`. The arguments are those of `create_or_select_stack`.

    Raises:
        StackNotFoundError: There is none.
    """
    stack = _stack(stack_name, work_dir, opts, state)
    if not stack._store.exists:
        raise StackNotFoundError(CommandResult("", f"error: no stack named '{stack_name}' found", 255))
    return stack


def create_or_select_stack(
    stack_name: str,
    *,
    work_dir: str | Path | None = None,
    opts: LocalWorkspaceOptions | None = None,
    state: str | Path | None = None,
) -> LocalStack:
    """Select a stack of the project in `work_dir`, or create it.

    Args:
        stack_name: The name.
        work_dir: The project's directory, the current one by default. The program is the one that its
            `Pulumi.yaml` names; inline programs are for the Automation API only.
        opts: Its `env_vars` are set for the program and the provider, its `work_dir` is the default for the
            argument; nothing else of it has a meaning here.
        state: The state file; by default it is in `.pulumi-local` in the project.

    Raises:
        CommandError: There is no such project.
    """
    stack = _stack(stack_name, work_dir, opts, state)
    if not stack._store.exists:
        stack._store.create()
    return stack


def _stack(
    name: str, work_dir: str | Path | None, opts: LocalWorkspaceOptions | None, state: str | Path | None
) -> LocalStack:
    given = vars(opts) if opts is not None else {}
    refused = sorted(key for key, value in given.items() if value and key not in ("env_vars", "work_dir"))
    if refused:
        raise TypeError(f"The local engine takes env_vars and work_dir of opts, not {', '.join(refused)}.")
    directory = Path(work_dir or given.get("work_dir") or ".")
    with _errors():
        return LocalStack(name, directory, Path(state) if state else None, given.get("env_vars") or {})


class _errors:
    """Raises what the engine refuses as the Automation API raises it."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, LocalEngineError):
            raise _command_error(str(error)) from None


def _command_error(message: str) -> CommandError:
    kind = ConcurrentUpdateError if "currently locked by" in message else CommandError
    return kind(CommandResult("", f"error: {message}", 255))


def _options(
    parallel: int | None,
    target: list[str] | None,
    target_dependents: bool | None = None,
    replace: list[str] | None = None,
    continue_on_error: bool | None = None,
    refresh: bool | None = None,
    *,
    dry_run: bool = False,
) -> Options:
    return Options(
        dry_run=dry_run,
        parallel=parallel or 4 * (os.cpu_count() or 1),
        targets=target or [],
        target_dependents=bool(target_dependents),
        replace=replace or [],
        continue_on_error=bool(continue_on_error),
        refresh_first=bool(refresh),
    )


def _wishes(
    message: str | None,
    diff: bool | None,
    expect_no_changes: bool | None,
    on_output: OnOutput | None,
    on_event: OnEvent | None,
) -> Wishes:
    return Wishes(message or "", bool(diff), bool(expect_no_changes), on_output, on_event)


def _op_map(changes: dict[str, int]) -> dict[OpType, int]:
    return {OpType(op): count for op, count in changes.items()}


def _summary(entry: dict[str, Any]) -> UpdateSummary:
    known = entry
    return UpdateSummary(
        **{
            **known,
            "start_time": datetime.strptime(known["start_time"], _TIME),
            "end_time": datetime.strptime(known["end_time"], _TIME),
        }
    )


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
