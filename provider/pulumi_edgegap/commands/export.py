"""`pulumi-edgegap export`: write an organization as a program and an import file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pulumi_edgegap.commands import common
from pulumi_edgegap.commands.exported.folder import Folder, FolderError, build_folder
from pulumi_edgegap.commands.exported.plan import Plan, plan
from pulumi_edgegap.commands.exported.project import (
    LINKS,
    import_command,
    project_name,
    secret_commands,
    steps,
)
from pulumi_edgegap.commands.inventory.scan import ALL, OnProgress, Progress, scan
from pulumi_edgegap.commands.inventory.stack_file import read_stack_file
from pulumi_edgegap.testing.engine import TAKES_IMPORT_FILE, find_engine

if TYPE_CHECKING:
    from pulumi_safe_io.terminal import Terminal

HELP = """Export an organization as a Pulumi program and an import file for `pulumi import`.

It reads all apps with their versions and all storages with their pull profiles, and changes nothing. Into FOLDER
it writes a whole Pulumi project: a module for each app, one for the storages, and import.json. After the import,
`pulumi preview` shows no changes.

\b
    export EDGEGAP_API_TOKEN=...
    pulumi-edgegap export edgegap
    cd edgegap
    pulumi install
    pulumi stack init dev
    pulumi import --file import.json --generate-code=false --protect=false --yes
    pulumi preview

\b
One app, or some:
    pulumi-edgegap export arena --app arena
    pulumi-edgegap export lobbies --app 'lobby-*' --storage 'logs-*'

\b
Only what a stack does not manage yet:
    pulumi stack export | pulumi-edgegap export edgegap --stack-export -

Edgegap never shows a secret again: the program reads each from the stack configuration, and while it is not set
there, the one in Edgegap is kept. The commands that set them are shown at the end and in README.md.

\b
For the provider plugin (docs/plugin.md), through which `pulumi import` reads each object:
    pulumi-edgegap export edgegap --plugin

\b
Exit codes:
    0  exported in full
    1  nothing was written
    2  wrong usage
    3  written, but something could not be declared exactly; the output says what
"""
SHOWN = 10
"""The number of entries of a long list to print; the README has all of them."""

Patterns = list[str] | None


def run(
    folder: Annotated[
        Path, typer.Argument(metavar="[FOLDER]", help="The folder to write.", file_okay=False)
    ] = Path("edgegap"),
    app: Annotated[
        Patterns,
        typer.Option(
            metavar="PATTERN", help="Apps to export, by name or pattern; may be repeated.", show_default=False
        ),
    ] = None,
    storage: Annotated[
        Patterns,
        typer.Option(
            metavar="PATTERN",
            help="Storages to export, by name or pattern; may be repeated.",
            show_default=False,
        ),
    ] = None,
    image: Annotated[
        Patterns,
        typer.Option(
            metavar="NAME",
            help="An image in Edgegap's registry (project/image, or the image alone) whose tags to export; may be repeated.",
            show_default=False,
        ),
    ] = None,
    project: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="The name of the Pulumi project. [default: the folder's]", show_default=False
        ),
    ] = None,
    stack_export: Annotated[
        Patterns,
        typer.Option(
            metavar="FILE",
            help="What `pulumi stack export` printed, or - for standard input: only what that stack does not "
            "have is exported, into new files. May be repeated.",
            show_default=False,
        ),
    ] = None,
    plugin: Annotated[
        bool,
        typer.Option(
            "--plugin",
            help="Write a program that uses the provider plugin, and an import.json with names and IDs alone.",
        ),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that are there.")] = False,
    account: common.AccountName = "",
    url: common.Url = None,
    as_json: common.Json = False,
) -> None:
    """Export an organization; HELP is the help text."""
    if plugin and account:
        common.fail(
            "--plugin imports with the default provider, which has no account: leave --account out.", as_json
        )
    everything = not (app or storage or image)
    with common.reporting_errors(as_json):
        stacks = [read_stack_file(source) for source in stack_export or ()]
        with _progress(as_json) as progress:
            organization = scan(
                common.connect(url),
                apps=ALL if everything else app or (),
                storages=ALL if everything else storage or (),
                images=image or (),
                progress=progress,
            )
        planned = plan(organization, account=account, stacks=stacks)
        name = project_name(project or folder.resolve().name)
        exported = build_folder(planned, folder, name, adds=bool(stacks), force=force, plugin=plugin)
        if planned.resources:
            try:
                exported.write(force=force)
            except FolderError as error:
                common.fail(str(error), as_json)
    _report(planned, exported, as_json, plugin=plugin)
    raise typer.Exit(common.FOUND if planned.left_out else 0)


@contextmanager
def _progress(as_json: bool) -> Iterator[OnProgress | None]:
    """Show a progress bar on stderr if it is a terminal."""
    if as_json or not common.errors().is_terminal:
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("Reading Edgegap"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[objects]}"),
    )
    with Bar(*columns, console=common.errors(), transient=True) as bar:
        task = bar.add_task("", total=None, objects="")

        def show(progress: Progress) -> None:
            bar.update(
                task,
                completed=progress.parents,
                total=progress.all_parents or None,
                objects=f"{progress.objects} objects",
            )

        yield show


def _report(plan: Plan, exported: Folder, as_json: bool, *, plugin: bool) -> None:
    warning = None if plugin else _warning_of_old_cli()
    if as_json:
        common.print_json(_document(plan, exported, warning))
        return
    out = common.console()
    out.print(_summary(plan, exported))
    rest = exported.path / exported.readme if plan.resources else None
    _list(out, "Declared differently from Edgegap:", [each.what for each in plan.left_out], rest)
    if plan.resources:
        _list(out, "Add to __main__.py:", [f"import {each}" for each in exported.new_modules], rest)
        commands = steps(plan, exported.import_file, exported.new_modules, plugin=plugin)
        _list(out, f"Then, in {_place(exported)}:", commands, rest)
        _list(
            out,
            f"{common.counted(len(plan.secrets), 'secret')} are known only to Edgegap. They are kept until you set them:",
            secret_commands(plan),
            rest,
        )
        out.print()
        out.print(LINKS)
    if warning:
        common.errors().print()
        common.errors().print(f"warning: {warning}")


def _summary(plan: Plan, exported: Folder) -> str:
    had = f" {common.counted(plan.managed, 'object')} already in the stack." if plan.managed else ""
    if not plan.resources:
        return f"Nothing to export; nothing was written.{had}"
    kinds = Counter(each.kind.__name__ for each in plan.resources)
    counts = ", ".join(common.counted(number, kind) for kind, number in kinds.items())
    return f"{counts}, in {common.counted(len(exported.files), 'file')} of {_place(exported)}.{had}"


def _list(out: Terminal, title: str, lines: list[str], rest: Path | None) -> None:
    if lines:
        out.print()
        out.print(title, style="bold")
        shown = lines[:SHOWN] if rest else lines
        for line in shown:
            out.print(f"  {line}", soft_wrap=True)
        if len(lines) > len(shown):
            out.print(f"  and {len(lines) - len(shown)} more: see {rest}", style="dim")


def _document(plan: Plan, exported: Folder, warning: str | None) -> dict[str, object]:
    return {
        "folder": str(exported.path),
        "files": sorted(exported.files) if plan.resources else [],
        "resources": dict(Counter(each.kind.__name__ for each in plan.resources)),
        "managed": plan.managed,
        "left_out": [asdict(each) for each in plan.left_out],
        "add_to_main": exported.new_modules,
        "import": import_command(exported.import_file),
        "secrets": plan.secrets,
        "warning": warning,
    }


def _warning_of_old_cli() -> str | None:
    engine = find_engine()
    if engine is None or tuple(map(int, re.findall(r"\d+", engine.version)[:2])) >= TAKES_IMPORT_FILE:
        return None
    oldest = ".".join(map(str, TAKES_IMPORT_FILE))
    return f"your Pulumi CLI is {engine.version}; `pulumi import` takes this import file from {oldest} on: update it."


def _place(exported: Folder) -> str:
    return "this folder" if exported.path == Path() else str(exported.path)
