"""`pulumi-edgegap local`: a program on the local engine."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from pulumi_edgegap.testing.stack import LocalStack

HELP = """Run a Pulumi program with no Pulumi CLI: for tests, and for trying things out.

The program and its providers run as with `pulumi`; the state is a file, by default in the project's directory
.pulumi-local, that `pulumi stack import` takes. Set PULUMI_CONFIG_PASSPHRASE for the secrets in it. Production
uses `pulumi`.

\b
    pulumi-edgegap emulator &
    export EDGEGAP_API_URL=... EDGEGAP_API_TOKEN=...
    pulumi-edgegap local up
"""

app = typer.Typer(help=HELP, no_args_is_help=True, rich_markup_mode=None)

Cwd = Annotated[Path, typer.Option(help="The project's directory.", file_okay=False, exists=True)]
Stack = Annotated[str, typer.Option(help="The stack; it is created when there is none.")]
State = Annotated[
    Path | None, typer.Option(help="The state file, instead of one in .pulumi-local.", show_default=False)
]
Config = Annotated[
    list[str] | None,
    typer.Option(help="Set key=value of the configuration, and keep it.", show_default=False),
]
Secret = Annotated[list[str] | None, typer.Option(help="The same for a secret.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Target = Annotated[
    list[str] | None,
    typer.Option(help="Limit the operation to URNs; * and ** stand for any characters.", show_default=False),
]
Replace = Annotated[list[str] | None, typer.Option(help="Replace the resource of a URN.", show_default=False)]
Parallel = Annotated[
    int,
    typer.Option(
        min=0, help="How many calls to the provider at once; 0: 4 for each CPU.", show_default=False
    ),
]
Diff = Annotated[bool, typer.Option("--diff/--no-diff", help="Show properties.")]
Continue = Annotated[
    bool, typer.Option("--continue-on-error", help="After a failure, go on with what does not depend on it.")
]


@app.command()
def preview(
    cwd: Cwd = Path(),
    stack: Stack = "dev",
    config: Config = None,
    secret: Secret = None,
    state: State = None,
    as_json: Json = False,
    target: Target = None,
    replace: Replace = None,
    parallel: Parallel = 0,
    diff: Diff = True,
) -> None:
    """Show what `up` would do."""
    local = _stack(cwd, stack, state, as_json, config, secret)
    _operate(local, "preview", as_json, diff, target, replace, parallel)


@app.command()
def up(
    cwd: Cwd = Path(),
    stack: Stack = "dev",
    config: Config = None,
    secret: Secret = None,
    state: State = None,
    as_json: Json = False,
    target: Target = None,
    replace: Replace = None,
    parallel: Parallel = 0,
    diff: Diff = False,
    continue_on_error: Continue = False,
) -> None:
    """Create, update and delete what the program says."""
    local = _stack(cwd, stack, state, as_json, config, secret)
    _operate(local, "update", as_json, diff, target, replace, parallel, continue_on_error)


@app.command()
def refresh(
    cwd: Cwd = Path(),
    stack: Stack = "dev",
    state: State = None,
    as_json: Json = False,
    target: Target = None,
    parallel: Parallel = 0,
    diff: Diff = False,
) -> None:
    """Bring the state to what is there."""
    local = _stack(cwd, stack, state, as_json)
    _operate(local, "refresh", as_json, diff, target, None, parallel)


@app.command()
def destroy(
    cwd: Cwd = Path(),
    stack: Stack = "dev",
    state: State = None,
    as_json: Json = False,
    target: Target = None,
    parallel: Parallel = 0,
    diff: Diff = False,
    continue_on_error: Continue = False,
) -> None:
    """Delete everything."""
    local = _stack(cwd, stack, state, as_json)
    _operate(local, "destroy", as_json, diff, target, None, parallel, continue_on_error)


@app.command()
def export(
    cwd: Cwd = Path(),
    stack: Stack = "dev",
    state: State = None,
    show_secrets: Annotated[bool, typer.Option("--show-secrets", help="Print secrets in clear.")] = False,
) -> None:
    """Print the state, for `pulumi stack import` to take."""
    found = _stack(cwd, stack, state, False).export(show_secrets=show_secrets)
    typer.echo(
        json.dumps({"version": found.version, "deployment": found.deployment}, indent=4, ensure_ascii=False)
    )


@app.command("import")
def import_(
    cwd: Cwd = Path(),
    stack: Stack = "dev",
    state: State = None,
    file: Annotated[
        typer.FileText, typer.Option(help="What to read; standard input by default.", show_default=False)
    ] = "-",  # type: ignore[assignment]
) -> None:
    """Take a state that `pulumi stack export` or `export` printed."""
    from pulumi.automation import CommandError, Deployment

    try:
        document = json.load(file)
        deployment = Deployment(document.get("version"), document.get("deployment"))
    except (ValueError, AttributeError):
        _fail("This is not a state: it is no JSON object.")
    try:
        _stack(cwd, stack, state, False).import_stack(deployment)
    except CommandError as error:
        _fail(_sentence(error))


def _stack(
    cwd: Path,
    name: str,
    state: Path | None,
    as_json: bool,
    config: list[str] | None = None,
    secret: list[str] | None = None,
) -> LocalStack:
    values = [(*_pair(text, "--config"), False) for text in config or []]
    values += [(*_pair(text, "--secret"), True) for text in secret or []]
    try:
        from pulumi.automation import CommandError, ConfigValue

        from pulumi_edgegap.testing import create_or_select_stack
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("pulumi_edgegap"):
            raise
        _fail("The local engine needs more packages: pip install 'pulumi-edgegap[testing]'")
    try:
        stack = create_or_select_stack(name, work_dir=cwd, state=state)
        if values:
            stack.set_all_config({key: ConfigValue(value, secret=hidden) for key, value, hidden in values})
    except CommandError as error:
        _refuse(_sentence(error), as_json)
    return stack


def _operate(
    stack: LocalStack,
    kind: str,
    as_json: bool,
    diff: bool,
    target: list[str] | None,
    replace: list[str] | None,
    parallel: int,
    continue_on_error: bool = False,
) -> None:
    from pulumi_edgegap.testing._display import TITLES
    from pulumi_edgegap.testing._operation import Options
    from pulumi_edgegap.testing._report import Report
    from pulumi_edgegap.testing.errors import LocalEngineError
    from pulumi_edgegap.testing.stack import Wishes

    options = Options(
        dry_run=kind == "preview",
        parallel=parallel or 4 * (os.cpu_count() or 1),
        targets=target or [],
        replace=replace or [],
        continue_on_error=continue_on_error,
    )
    wishes = Wishes(diff=diff)
    report = Report()
    wishes.listeners.append(report)
    live = None
    if not as_json and sys.stdout.isatty():
        from pulumi_edgegap.testing._live import LiveDisplay

        live = LiveDisplay(f"{TITLES[kind]} ({stack.name}):", diff=diff, dry_run=options.dry_run)
        wishes.listeners.append(live)
    elif not as_json:
        wishes.on_output = typer.echo
    try:
        outcome, _ = stack.operate(kind, options, wishes)
    except LocalEngineError as error:
        _refuse(str(error), as_json)
    finally:
        if live is not None:
            live.close()
    if as_json:
        typer.echo(json.dumps(report.document(), indent=2, ensure_ascii=False))
    if stack.has_open_secrets:
        typer.echo(
            "warning: the secrets in the state are encrypted with an empty passphrase; set "
            "PULUMI_CONFIG_PASSPHRASE for a new stack.",
            err=True,
        )
    if outcome.result != "succeeded":
        raise typer.Exit(1)


def _pair(text: str, option: str) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not key or not sign:
        raise typer.BadParameter(f"{text!r} is not key=value.", param_hint=option)
    return key, value


def _sentence(error: Exception) -> str:
    return str(error).split("stderr: ", 1)[-1].removeprefix("error: ").strip()


def _refuse(message: str, as_json: bool) -> NoReturn:
    if as_json:
        from pulumi_edgegap.testing._report import Report

        report = Report()
        report.refuse(message)
        typer.echo(json.dumps(report.document(), indent=2, ensure_ascii=False))
        raise typer.Exit(1)
    _fail(message)


def _fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)
