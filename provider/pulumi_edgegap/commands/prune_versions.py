"""`pulumi-edgegap prune-versions`: delete old versions that no stack manages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from glob import escape
from typing import TYPE_CHECKING, Annotated

import typer

from pulumi_edgegap.commands.common import (
    FAILED,
    Json,
    Url,
    connect,
    console,
    errors,
    fail,
    print_json,
    progress_bar,
    reporting_errors,
)
from pulumi_edgegap.commands.inventory.prune import (
    delete_versions,
    managed_versions,
    plan,
)
from pulumi_edgegap.commands.inventory.prune_tags import delete_tags, read_registry, without_image
from pulumi_edgegap.commands.inventory.running import live_games
from pulumi_edgegap.commands.inventory.stack_file import StackFile, read_stack_file
from pulumi_edgegap.commands.prune_report import Job, Results, document, report, show, summary_line

if TYPE_CHECKING:
    from pulumi_edgegap.api import Client

_WORDS = 2
HELP = """List or delete old versions that no stack manages.

Without --yes they are only listed. These versions are always kept:

\b
    - those that a stack in --stack-export manages, reads, or gives a profile to
    - the N newest of the others, by creation time
    - active ones, which can be deployed, unless --include-active is given
    - those whose creation time the API does not show
    - those with running deployments, which are live games, unless --force gives a reason

Give fresh exports of all stacks that have versions of the app.

\b
    export EDGEGAP_API_TOKEN=...
    pulumi stack export > dev.json
    pulumi-edgegap prune-versions arena --keep 5 --stack-export dev.json
    pulumi-edgegap prune-versions arena --keep 5 --stack-export dev.json --yes

\b
Exit codes:
    0  listed, or deleted
    1  something could not be read, and nothing was deleted; or one could not be deleted, but the others were
    2  wrong usage
"""


def run(
    app: Annotated[str, typer.Argument(metavar="APP", help="The app's name.", show_default=False)],
    keep: Annotated[
        int,
        typer.Option(min=0, metavar="N", help="How many of the unmanaged versions to keep, the newest."),
    ],
    stack_export: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE",
            help="What `pulumi stack export` printed; - for standard input. Give several for several stacks.",
            show_default=False,
        ),
    ] = None,
    not_in: Annotated[list[str] | None, typer.Option(hidden=True)] = None,
    no_stack: Annotated[
        bool, typer.Option("--no-stack", help="Instead of --stack-export: no stack has versions of this app.")
    ] = False,
    include_active: Annotated[
        bool, typer.Option("--include-active", help="Also take active versions.")
    ] = False,
    image_tags: Annotated[
        bool,
        typer.Option(
            "--image-tags",
            help="Also delete their tags in Edgegap's registry, unless a stack or a version of any app still uses the "
            "tag.",
        ),
    ] = False,
    force: Annotated[
        str,
        typer.Option(
            metavar="REASON",
            help="Also take versions with running deployments, for this reason, which is shown.",
            show_default=False,
        ),
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Delete them.")] = False,
    url: Url = None,
    as_json: Json = False,
) -> None:
    """List or delete versions; HELP is the help text."""
    if not_in:
        errors().print("warning: --not-in is deprecated: use --stack-export.")
    exports = [*(stack_export or ()), *(not_in or ())]
    if bool(exports) == no_stack:
        raise typer.BadParameter(
            "give the export of each stack with versions of this app, or --no-stack if there is no such stack.",
            param_hint="--stack-export",
        )
    if force and len(re.findall(r"[^\W\d_]+", force)) < _WORDS:
        raise typer.BadParameter("state the reason.", param_hint="--force")
    with reporting_errors(as_json):
        stacks = [read_stack_file(source) for source in exports]
        for stack in stacks:
            if not stack.resources:
                fail(f"{stack.source} contains no Edgegap resources: is it the right stack?", as_json)
        client = connect(url)
        job = _job(client, app, keep, stacks, include_active, image_tags, force, as_json)
    if not as_json:
        show(job)
    results = _delete(client, job, as_json) if yes else Results()
    if as_json:
        print_json(document(job, results, yes))
    elif job.plan.old:
        console().print(
            summary_line(results)
            if yes
            else "Nothing was deleted. Run the command again with --yes to delete them."
        )
    if results.counts["failed"]:
        raise typer.Exit(FAILED)


def _job(
    client: Client,
    app: str,
    keep: int,
    stacks: Sequence[StackFile],
    include_active: bool,
    with_tags: bool,
    force: str,
    as_json: bool,
) -> Job:
    from pulumi_edgegap.commands.inventory.scan import ALL, scan

    with progress_bar("Reading versions"):
        organization = scan(client, apps=ALL if with_tags else (escape(app),), storages=())
    if app not in organization.versions:
        fail(f"App {app!r} does not exist.", as_json)
    if with_tags and (unknown := without_image(organization)):
        fail(
            f"Edgegap does not show the image of version {unknown}, so any tag may be in use: run the command without "
            "--image-tags.",
            as_json,
        )
    found = plan(
        organization.versions[app], managed_versions(stacks, app), keep, include_active=include_active
    )
    games = live_games(client, app, [version.name for version in found.old])
    kept = found if force else games.keep_running(found)
    job = Job(app, kept, stacks, organization, with_tags, games, force)
    from pulumi_edgegap.api import ImageNotFoundError

    try:
        job.registry = read_registry(client, job.tags())
    except ImageNotFoundError as error:
        fail(f"{error} To delete only the versions, run the command without --image-tags.", as_json)
    return job


def _delete(client: Client, job: Job, as_json: bool) -> Results:
    """Delete the versions, and then the tags of those that were deleted."""
    results = Results()
    for outcome in delete_versions(client, job.app, job.plan.old):
        results.versions[outcome.name] = outcome
        report("version", outcome, as_json)
    stay = [name for name, outcome in results.versions.items() if outcome.error]
    tags = job.tags(keeping=stay)
    for outcome in delete_tags(client, tags):
        results.tags[outcome.name] = outcome
        report("tag", outcome, as_json)
    results.freed_bytes = job.freed_bytes([tag for tag in tags if results.tags[str(tag)].result == "deleted"])
    return results
