"""The command `pulumi-local`, which runs programs on the local engine."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from pulumi.automation import CommandError, Deployment
from pulumi_safe_io.documents import DocumentError, parse_json
from pulumi_safe_io.printable import printable
from pulumi_safe_io.terminal import standard

from .errors import LocalEngineError
from .live import LiveDisplay
from .report import Report
from .selection import create_or_select_stack
from .stack import LocalStack
from .values import Secret

HELP = """Run a Pulumi program with no Pulumi CLI: for tests, and for trying things out.

The program and its providers run as with `pulumi`; the state is a file, by default in the project's directory
.pulumi-local, that `pulumi stack import` takes. Set PULUMI_CONFIG_PASSPHRASE for the secrets in it. What needs a
plugin is refused. Production uses `pulumi`.
"""

app = typer.Typer(
    name="pulumi-local",
    help=HELP,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_show_locals=False,
)

Cwd = Annotated[Path, typer.Option(help="The project's directory.", file_okay=False, exists=True)]
Stack = Annotated[str, typer.Option(help="The stack; it is created when there is none.")]
State = Annotated[
    Path | None, typer.Option(help="The state file, instead of one in .pulumi-local.", show_default=False)
]


@app.command("preview", help="Show what `up` would do.")
@app.command("up", help="Create, update and delete what the program says.")
@app.command("refresh", help="Bring the state to what is there. The program does not run.")
@app.command("destroy", help="Delete everything. The program does not run.")
def operate(
    context: typer.Context,
    cwd: Cwd = Path(),
    stack: Stack = "dev",
    state: State = None,
    config: Annotated[
        list[str] | None,
        typer.Option(help="Set key=value of the configuration, and keep it.", show_default=False),
    ] = None,
    secret: Annotated[
        list[str] | None, typer.Option(help="The same for a secret.", show_default=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    diff: Annotated[
        bool | None, typer.Option(help="Show properties; a preview does.", show_default=False)
    ] = None,
    target: Annotated[
        list[str] | None,
        typer.Option(help="Limit it to URNs; * and ** stand for any characters.", show_default=False),
    ] = None,
    parallel: Annotated[
        int | None,
        typer.Option(
            min=1, help="How many calls to the provider at once; 4 for each CPU.", show_default=False
        ),
    ] = None,
    refresh: Annotated[
        bool, typer.Option("--refresh", "-r", help="preview, up, destroy: read what is there first.")
    ] = False,
    replace: Annotated[
        list[str] | None,
        typer.Option(help="preview, up: replace the resource of a URN.", show_default=False),
    ] = None,
    continue_on_error: Annotated[
        bool,
        typer.Option(
            "--continue-on-error", help="up, destroy: after a failure, go on with what does not depend on it."
        ),
    ] = False,
) -> None:
    """Run the operation that the command is named after."""
    command = context.command.name or ""
    values: dict[str, str | Secret] = dict(_pair(text, "--config") for text in config or [])
    values |= {key: Secret(value) for key, value in (_pair(text, "--secret") for text in secret or [])}
    report = Report()
    live = LiveDisplay() if not as_json and sys.stdout.isatty() else None
    given = {
        "diff": command == "preview" if diff is None else diff,
        "target": target,
        "parallel": parallel,
        "refresh": refresh,
        "replace": replace,
        "continue_on_error": continue_on_error,
        "on_output": None if as_json else live.write if live else _print_line,
    }
    try:
        with _exit_on_refusal(report if as_json else None):
            selected = _stack(cwd, stack, state)
            outcome, _ = selected.operate(
                "update" if command == "up" else command,
                {name: value for name, value in given.items() if value},
                config=values,
                listeners=(report, live) if live else (report,),
            )
    except TypeError as error:
        raise typer.BadParameter(str(error)) from None
    finally:
        if live:
            live.close()
    if as_json:
        _print_json(report.document())
    if selected.has_open_secrets:
        standard(stderr=True).print(
            "warning: the secrets in the state are encrypted with an empty passphrase; set "
            "PULUMI_CONFIG_PASSPHRASE for a new stack.",
            soft_wrap=True,
        )
    if outcome.result != "succeeded":
        raise typer.Exit(1)


@app.command()
def export(
    cwd: Cwd = Path(),
    stack: Stack = "dev",
    state: State = None,
    show_secrets: Annotated[bool, typer.Option("--show-secrets", help="Print secrets in clear.")] = False,
) -> None:
    """Print the state, for `pulumi stack import` to take."""
    with _exit_on_refusal():
        _print_json(vars(_stack(cwd, stack, state).export(show_secrets=show_secrets)), indent=4)


@app.command("import")
def import_(
    cwd: Cwd = Path(),
    stack: Stack = "dev",
    state: State = None,
    file: Annotated[
        typer.FileBinaryRead,
        typer.Option(help="What to read; standard input by default.", show_default=False),
    ] = "-",  # type: ignore[assignment]
) -> None:
    """Import a state that `pulumi stack export` or `export` printed."""
    try:
        document = parse_json(file.read())
    except DocumentError as error:
        _fail(f"This is not a state: {error}.")
    if not isinstance(document, dict):
        _fail("This is not a state: it is not a JSON object.")
    deployment = Deployment(document.get("version"), document.get("deployment"))
    with _exit_on_refusal():
        _stack(cwd, stack, state).import_stack(deployment)


def _stack(cwd: Path, name: str, state: Path | None) -> LocalStack:
    return create_or_select_stack(name, work_dir=cwd, state=state)


@contextmanager
def _exit_on_refusal(report: Report | None = None) -> Iterator[None]:
    """Exit with one sentence if the engine refuses; in the report if there is one."""
    try:
        yield
    except (CommandError, LocalEngineError) as error:
        sentence = str(error).split("stderr: ", 1)[-1].removeprefix("error: ").strip()
        if report is None:
            _fail(sentence)
        report.refuse(sentence)
        _print_json(report.document())
        raise typer.Exit(1) from None


def _pair(text: str, option: str) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not key or not sign:
        raise typer.BadParameter(f"{text!r} is not key=value.", param_hint=option)
    return key, value


def _fail(message: str) -> NoReturn:
    standard(stderr=True).print(message, soft_wrap=True)
    raise typer.Exit(1)


def _print_json(document: object, indent: int = 2) -> None:
    """Print JSON in ASCII, so that no text acts in a terminal and all of it survives parsing."""
    typer.echo(json.dumps(document, indent=indent))


def _print_line(line: str) -> None:
    typer.echo(printable(line))


def main() -> None:
    """Run the command line."""
    app()
