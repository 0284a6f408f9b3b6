"""`pulumi-edgegap drift`: show differences between stacks and the API."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Annotated

import typer

from pulumi_edgegap.commands.common import (
    AccountName,
    Json,
    Url,
    connect,
    console,
    lookup_for,
    print_json,
    progress_bar,
    reporting_errors,
)
from pulumi_edgegap.commands.drift_report import Findings, document, show
from pulumi_edgegap.commands.inventory.drift import compare_all, unmanaged
from pulumi_edgegap.commands.inventory.stack_file import ManagedResource, StackFile, read_stack_file

HELP = """Show what differs between a stack and Edgegap.

Each resource in the export is read from the API and compared as `pulumi preview --refresh` would. Nothing is
written, neither state nor objects, and no program is run. Secrets are not shown. The whole organization is searched
for objects that no stack manages, so give the exports of all its stacks.

\b
    export EDGEGAP_API_TOKEN=...
    pulumi stack export | pulumi-edgegap drift --stack-export -
    pulumi-edgegap drift --stack-export dev.json --stack-export prod.json --json

Encrypted values cannot be compared. Those that the API shows, such as an `envs` with a secret in it, are named;
they are compared in an export made with `pulumi stack export --show-secrets`, best through a pipe.

\b
Exit codes:
    0  in sync; unmanaged objects do not count
    1  something could not be read
    2  wrong usage
    3  a resource has drifted or is gone
"""


def run(
    stack_export: Annotated[
        list[str],
        typer.Option(
            metavar="FILE",
            help="What `pulumi stack export` printed; - for standard input. Give several for several stacks.",
        ),
    ],
    account: AccountName = "",
    url: Url = None,
    as_json: Json = False,
) -> None:
    """Compare stacks with the API and print the differences; HELP is the help text."""
    with reporting_errors(as_json):
        found = _find([read_stack_file(source) for source in stack_export], account, url)
    if as_json:
        print_json(document(found))
    else:
        show(found, console())
    raise typer.Exit(found.exit_code)


def _find(stacks: Sequence[StackFile], account: str, url: str | None) -> Findings:
    from pulumi_edgegap.commands.inventory.scan import scan

    lookup = lookup_for(url, account)
    with progress_bar("Reading the organization"):
        organization = scan(connect(url))
    left_out: Counter[str] = Counter()
    chosen: list[tuple[StackFile, ManagedResource]] = []
    for stack in stacks:
        for resource in stack.resources:
            reason = _reason_to_leave_out(resource, account)
            if reason:
                left_out[reason] += 1
            else:
                chosen.append((stack, resource))
    with progress_bar("Comparing", len(chosen)) as advance:
        comparisons = []
        for (stack, _), comparison in zip(
            chosen, compare_all([resource for _, resource in chosen], lookup), strict=True
        ):
            comparisons.append((stack, comparison))
            advance()
    return Findings(stacks, comparisons, left_out, unmanaged(organization, stacks, account))


def _reason_to_leave_out(resource: ManagedResource, account: str) -> str:
    if resource.account != account:
        whose = f"the account {resource.account!r}" if resource.account else "the default account"
        how = f"--account {resource.account}" if resource.account else "no --account"
        return f"of {whose}; run again with {how} and its token"
    return {
        "managed": "",
        "external": "that the stack only reads",
        "deleting": "that the next `pulumi up` deletes",
        "creating": "whose creation was interrupted; see `pulumi refresh`",
    }[resource.standing]
