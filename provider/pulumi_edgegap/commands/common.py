"""Helpers shared by the commands: the token, error reporting and terminal output."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from pulumi_safe_io.printable import printable

from pulumi_edgegap.api import EdgegapError
from pulumi_edgegap.commands.inventory.stack_file import StackFileError
from pulumi_edgegap.lifecycle.accounts import ConfigurationError, Lookup, client_for, load_account
from pulumi_edgegap.lifecycle.errors import ResourceError
from pulumi_edgegap.lifecycle.internal_errors import InternalError
from pulumi_edgegap.lifecycle.names import namespace

if TYPE_CHECKING:
    from pulumi_safe_io.terminal import Terminal
    from rich.table import Table

    from pulumi_edgegap.api import Client

FAILED = 1
FOUND = 3
"""The exit code of a command that succeeded and found what it looks for; 2 is for wrong usage."""

Url = Annotated[
    str | None,
    typer.Option(
        "--url", envvar="EDGEGAP_API_URL", help="Where the API is. [default: https://api.edgegap.com]",
        show_default=False,
    ),
]  # fmt: skip
AccountName = Annotated[
    str,
    typer.Option(
        "--account",
        help="The account that the token is of, as resources name it; none for the default one.",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def lookup_for(url: str | None, account: str = "") -> Lookup:
    """Return a lookup that replaces the stack configuration, with the environment's token for an account.

    Args:
        url: The URL of the API; None for the public one.
        account: The account; empty for the default one.

    Raises:
        ConfigurationError: The token is missing.
    """
    token = os.environ.get("EDGEGAP_API_TOKEN")
    if not token:
        raise ConfigurationError("Missing API token: set EDGEGAP_API_TOKEN.")
    keys = namespace(account)
    return {f"{keys}:apiToken": token, f"{keys}:apiUrl": url}.get


def connect(url: str | None) -> Client:
    """Return a client that uses the environment's token.

    Args:
        url: The URL of the API; None for the public one.

    Raises:
        ConfigurationError: The token is missing, or a setting is invalid.
    """
    return client_for(load_account("", lookup_for(url)))


@contextmanager
def reporting_errors(as_json: bool) -> Iterator[None]:
    """Report an expected error as one sentence, on stderr or as `error` in a JSON object, and exit with 1.

    Args:
        as_json: Whether the command prints JSON.
    """
    try:
        yield
    except (StackFileError, ConfigurationError, ResourceError, InternalError, EdgegapError) as error:
        fail(str(error), as_json)


def fail(message: str, as_json: bool = False, code: int = FAILED) -> NoReturn:
    """Print an error and exit."""
    if as_json:
        print_json({"error": message})
    else:
        errors().print(message, soft_wrap=True)
    raise typer.Exit(code)


def print_json(document: object, indent: int = 2) -> None:
    """Print a document as JSON, in the same form to a terminal and to a pipe.

    The output is ASCII, so that terminals of any encoding can show it and parsing restores all text.
    """
    typer.echo(json.dumps(document, indent=indent))


def print_line(line: str) -> None:
    """Print a line without wrapping it."""
    typer.echo(printable(line))


def table(*columns: str, title: str) -> Table:
    """Create a table without borders, in which long names are wrapped, not truncated."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    created = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
    )
    for column in columns:
        created.add_column(column, overflow="fold", header_style="dim")
    return created


@contextmanager
def progress_bar(what: str, total: int | None = None) -> Iterator[Callable[[], object]]:
    """Show a progress bar on stderr if it is a terminal, and yield a function that advances it.

    Args:
        what: The label.
        total: The number of parts; None if unknown.
    """
    out = errors()
    if not out.is_terminal:  # before rich 14.3, a disabled bar prints an empty line
        yield lambda: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = [TextColumn("{task.description}"), BarColumn(), *([MofNCompleteColumn()] if total else [])]
    with Progress(*columns, console=out, transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield lambda: progress.advance(task)


def counted(number: int, thing: str) -> str:
    """Return a number with its noun: `1 file`, `2 files`."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def console() -> Terminal:
    """Return a console for standard output; see `standard`."""
    from pulumi_safe_io.terminal import standard

    return standard()


def errors() -> Terminal:
    """Return a console for standard error, for everything but results."""
    from pulumi_safe_io.terminal import standard

    return standard(stderr=True)
