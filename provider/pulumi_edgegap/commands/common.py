"""What the commands share: where the token comes from, how errors are reported, and what a terminal shows."""

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
"""The exit code of a command that did its work, and found what it looks for; 2 is for wrong usage."""

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
    """Give what stands in for the stack configuration: the environment's token, as that of an account.

    Args:
        url: Where the API is; None for its public address.
        account: The account; empty for the default one.

    Raises:
        ConfigurationError: There is no token.
    """
    token = os.environ.get("EDGEGAP_API_TOKEN")
    if not token:
        raise ConfigurationError("Missing API token: set EDGEGAP_API_TOKEN.")
    keys = namespace(account)
    return {f"{keys}:apiToken": token, f"{keys}:apiUrl": url}.get


def connect(url: str | None) -> Client:
    """Give a client for the token of the environment.

    Args:
        url: Where the API is; None for its public address.

    Raises:
        ConfigurationError: There is no token, or a setting that cannot be used.
    """
    return client_for(load_account("", lookup_for(url)))


@contextmanager
def reporting_errors(as_json: bool) -> Iterator[None]:
    """Report an expected error as one sentence, on stderr or as the `error` of a JSON object, and exit with 1.

    Args:
        as_json: Whether the command prints JSON.
    """
    try:
        yield
    except (StackFileError, ConfigurationError, ResourceError, InternalError, EdgegapError) as error:
        fail(str(error), as_json)


def fail(message: str, as_json: bool = False, code: int = FAILED) -> NoReturn:
    """End the command with a sentence."""
    if as_json:
        print_json({"error": message})
    else:
        errors().print(message, soft_wrap=True)
    raise typer.Exit(code)


def print_json(document: object, indent: int = 2) -> None:
    """Print a document as JSON, the same in a terminal and in a pipe.

    It is ASCII: whoever parses it finds each text as it was, and a terminal of any encoding can show it.
    """
    typer.echo(json.dumps(document, indent=indent))


def say(line: str) -> None:
    """Print a line, as wide as it is."""
    typer.echo(printable(line))


def table(*columns: str, title: str) -> Table:
    """Make a table without borders; names that are too long for the terminal are broken, not cut off."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    made = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
    )
    for column in columns:
        made.add_column(column, overflow="fold", header_style="dim")
    return made


@contextmanager
def waiting(what: str, total: int | None = None) -> Iterator[Callable[[], object]]:
    """Show in a terminal, on stderr, that something takes its time; gives what to call for each part done.

    Args:
        what: What is being done.
        total: How many parts it has; None if that is not known.
    """
    out = errors()
    if not out.is_terminal:  # a bar that is disabled leaves an empty line there, before rich 14.3
        yield lambda: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = [TextColumn("{task.description}"), BarColumn(), *([MofNCompleteColumn()] if total else [])]
    with Progress(*columns, console=out, transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield lambda: progress.advance(task)


def counted(number: int, thing: str) -> str:
    """Write a number of things: `1 file`, `2 files`."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def console() -> Terminal:
    """Give standard output: coloured and wrapped in a terminal only; NO_COLOR and COLUMNS are obeyed."""
    from pulumi_safe_io.terminal import standard

    return standard()


def errors() -> Terminal:
    """Give standard error, for what is no result."""
    from pulumi_safe_io.terminal import standard

    return standard(stderr=True)
