"""`pulumi-edgegap emulator`: run the local Edgegap API in the foreground."""

from __future__ import annotations

import contextlib
import signal
import threading
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pulumi_edgegap.commands.common import fail, print_line

if TYPE_CHECKING:
    from pulumi_edgegap.emulator import SeenRequest

HELP = """Serve a local Edgegap API, to try programs without an account.

It prints its address and what to export for Pulumi programs to use it. All routes are shown at /docs of that
address. Ctrl-C stops it.

\b
    pulumi-edgegap emulator --port 8080 --data edgegap.db
    export EDGEGAP_API_URL=http://127.0.0.1:8080
    export EDGEGAP_API_TOKEN=edgegap-emulator-token
    pulumi up
"""


class Plan(str, Enum):
    """The emulator's plans."""

    free = "free"
    paid = "paid"


class Credentials(str, Enum):
    """How the emulator's responses show the credentials of a registry."""

    clear = "clear"
    masked = "masked"


class Sizes(str, Enum):
    """Whether the emulator's 2026 edition updates CPU and memory."""

    contract = "contract"
    updated = "updated"


class Edition(str, Enum):
    """The emulator's editions, repeated here because the emulator is imported only to be run."""

    y2024 = "2024"
    y2025 = "2025"
    y2026 = "2026"


def run(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port of 127.0.0.1 to listen on; 0 takes a free one.")
    ] = 0,
    token: Annotated[
        list[str] | None,
        typer.Option(
            envvar="EDGEGAP_EMULATOR_TOKEN",
            help="A token to accept; repeat it for several organizations. By default, there is one "
            "well-known token, which is printed.",
            show_default=False,
        ),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            dir_okay=False, help="A file to keep the objects in. By default, they are only in memory."
        ),
    ] = None,
    edition: Annotated[
        Edition,
        typer.Option(help="The edition of the API to emulate; 2025 has the fields of the other two."),
    ] = Edition.y2025,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict",
            help="Refuse what the service may only ignore: unknown arguments, invalid icons, an empty storage name.",
        ),
    ] = False,
    plan: Annotated[
        Plan, typer.Option(help="The plan of the organizations; free has room for 2 apps and 2 versions.")
    ] = Plan.paid,
    credentials: Annotated[
        Credentials, typer.Option(help="How responses show the credentials of a registry.")
    ] = Credentials.masked,
    sizes: Annotated[
        Sizes,
        typer.Option(help="Whether the 2026 edition updates req_cpu and req_memory; its contract says no."),
    ] = Sizes.contract,
    verbose: Annotated[bool, typer.Option("--verbose", help="Print a line for each request.")] = False,
) -> None:
    """Serve until a signal arrives; HELP is the help text."""
    try:
        from pulumi_edgegap.emulator import DEFAULT_TOKEN, Emulator
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("pulumi_edgegap"):
            raise
        fail(f"The emulator needs {error.name}: pip install 'pulumi-edgegap[emulator]'")

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    tokens = token or [DEFAULT_TOKEN]
    on_request = _print_request if verbose else None
    try:
        with Emulator(
            tokens,
            edition=edition.value,
            strict=strict,
            plan=plan.value,
            credentials=credentials.value,
            sizes=sizes.value,
            data=data,
            port=port,
            on_request=on_request,
        ) as server:
            typer.echo(f"The local Edgegap API is ready at {server.url} (its routes: {server.url}/docs).")
            typer.echo(f"export EDGEGAP_API_URL={server.url}")
            # Any other token could be a real one, so it is not printed.
            shown = DEFAULT_TOKEN if server.token == DEFAULT_TOKEN else "'the token that you gave'"
            typer.echo(f"export EDGEGAP_API_TOKEN={shown}")
            while not stop.wait(0.5):  # Ctrl-C does not interrupt one long wait on Windows
                pass
    except (ValueError, OSError) as error:
        fail(f"The emulator cannot start: {error}.")


def _print_request(request: SeenRequest) -> None:
    with contextlib.suppress(OSError):  # the reader has closed the pipe
        print_line(f"{request.method} {request.path} {request.status}")
