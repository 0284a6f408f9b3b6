"""`pulumi-edgegap doctor`: find problems with the local setup."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pulumi_edgegap.commands.common import (
    FAILED,
    Json,
    Url,
    console,
    counted,
    print_json,
    reporting_errors,
    table,
)
from pulumi_edgegap.commands.inventory.doctor import examine
from pulumi_edgegap.commands.inventory.finding import Finding
from pulumi_edgegap.commands.inventory.project_settings import StackSettings, find_project, read_project
from pulumi_edgegap.commands.inventory.stack_file import read_stack_file

if TYPE_CHECKING:
    from rich.table import Table

HELP = """Find what keeps you from working with Edgegap.

Checks the Python SDK and the Pulumi CLI, the stack settings of the project in the current folder, whether the API
answers and accepts the token in EDGEGAP_API_TOKEN, how many apps and versions there are, and the clock. Settings are
shown with the place they come from, never with their values. Nothing is changed.

\b
    pulumi-edgegap doctor
    EDGEGAP_API_TOKEN=$(pulumi config get edgegap:apiToken) pulumi-edgegap doctor
    pulumi stack export | pulumi-edgegap doctor --stack-export -

A refresh and a destroy use the token of the last `pulumi up`. Given a stack export, doctor says whether that is still
the token in the configuration. To compare the tokens, make the export with `pulumi stack export --show-secrets`, and
pipe it.

\b
Exit codes:
    0  no problems found
    1  problems found
    2  wrong usage
"""
_STYLES = {"ok": "green", "note": "cyan", "fix": "bold red"}


def run(
    cwd: Annotated[
        Path, typer.Option(help="The folder to look for a project in.", file_okay=False, exists=True)
    ] = Path(),
    stack_export: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE",
            help="What `pulumi stack export` printed; - for standard input. Give several for several stacks.",
        ),
    ] = None,
    url: Url = None,
    as_json: Json = False,
) -> None:
    """Run the checks and print the findings; HELP is the help text."""
    with reporting_errors(as_json):
        exports = [read_stack_file(source) for source in stack_export or ()]
    project = find_project(cwd.resolve())
    stacks = read_project(project) if project else []
    findings = list(examine(os.environ, url, stacks, exports))
    settings = _settings(url, stacks)
    problems = [finding for finding in findings if finding.status == "fix"]
    if as_json:
        print_json(
            {"ok": not problems, "findings": [asdict(finding) for finding in findings], "settings": settings}
        )
    else:
        out = console()
        out.print(_findings_table(findings), "")
        if settings:
            out.print(_settings_table(settings), "")
        out.print(f"{counted(len(problems), 'problem')} found." if problems else "No problems found.")
    if problems:
        raise typer.Exit(FAILED)


def _settings(url: str | None, stacks: Sequence[StackSettings]) -> list[dict[str, str]]:
    """Return the settings that are set and where each comes from, without values."""
    found = []
    if os.environ.get("EDGEGAP_API_TOKEN"):
        found.append({"name": "EDGEGAP_API_TOKEN", "from": "environment", "kind": "secret"})
    if url:
        is_variable = url == os.environ.get("EDGEGAP_API_URL")
        found.append(
            {"name": "EDGEGAP_API_URL", "from": "environment", "kind": "plain"}
            if is_variable
            else {"name": "--url", "from": "command line", "kind": "plain"}
        )
    for stack in stacks:
        for key in stack.keys:
            kind = "secret" if key in stack.secret else "plain"
            found.append({"name": key, "from": stack.path.name, "kind": kind})
    return found


def _findings_table(findings: Sequence[Finding]) -> Table:
    from rich.table import Table
    from rich.text import Text

    found = Table.grid(padding=(0, 2, 0, 0))
    for finding in findings:
        status = Text(finding.status, _STYLES[finding.status])
        found.add_row(status, finding.about, finding.message)
    return found


def _settings_table(settings: Sequence[dict[str, str]]) -> Table:
    found = table("Setting", "From", "Kind", title="Settings")
    for setting in settings:
        found.add_row(setting["name"], setting["from"], setting["kind"])
    return found
