"""The command-line application `pulumi-edgegap`."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

import typer

from pulumi_edgegap.commands import doctor, drift, emulator, export, prune_versions, smoke

app = typer.Typer(
    name="pulumi-edgegap",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_show_locals=False,
)
app.command("doctor", help=doctor.HELP)(doctor.run)
app.command("drift", help=drift.HELP)(drift.run)
app.command("emulator", help=emulator.HELP)(emulator.run)
app.command("export", help=export.HELP)(export.run)
app.command("prune-versions", help=prune_versions.HELP)(prune_versions.run)
app.command("smoke", help=smoke.HELP)(smoke.run)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"pulumi-edgegap {version('pulumi-edgegap')}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version, and stop."
        ),
    ] = False,
) -> None:
    """Commands for the Edgegap provider for Pulumi."""
