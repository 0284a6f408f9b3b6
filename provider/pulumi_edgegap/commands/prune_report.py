"""The output of `pulumi-edgegap prune-versions`, as text and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pulumi_edgegap.commands.common import console, errors, table
from pulumi_edgegap.commands.inventory.prune import Outcome, Plan
from pulumi_edgegap.commands.inventory.prune_tags import (
    BYTES_PER_MB,
    Registry,
    Tag,
    freed_bytes,
    unused_tags,
)
from pulumi_edgegap.commands.inventory.running import LiveGames
from pulumi_edgegap.commands.inventory.stack_file import StackFile
from pulumi_edgegap.lifecycle.values import Value

if TYPE_CHECKING:
    from rich.table import Table

    from pulumi_edgegap.commands.inventory.scan import Organization

_RESULTS = {"deleted": "deleted", "absent": "no longer exists", "failed": "failed"}


@dataclass
class Job:
    """What to delete for one app; `registry` has all tags of its images."""

    app: str
    plan: Plan
    stacks: Sequence[StackFile]
    organization: Organization
    with_tags: bool
    games: LiveGames
    force: str
    registry: Registry = field(default_factory=dict)

    def tags(self, keeping: Iterable[str] = ()) -> tuple[Tag, ...]:
        """Return the tags to delete with the versions, except those of versions that could not be deleted."""
        stay = set(keeping)
        old = [version for version in self.plan.old if version.name not in stay]
        return unused_tags(old, self.organization, self.app, self.stacks) if self.with_tags else ()

    def freed_bytes(self, tags: Iterable[Tag]) -> int:
        """Return the space in the registry that deleting tags frees."""
        return freed_bytes(self.registry, tags)


@dataclass
class Results:
    """The results of deleting versions and tags, by name, and the space freed in the registry."""

    versions: dict[str, Outcome] = field(default_factory=dict)
    tags: dict[str, Outcome] = field(default_factory=dict)
    freed_bytes: int = 0

    @property
    def counts(self) -> Counter[str]:
        """The number of versions and tags by result."""
        return Counter(each.result for each in (*self.versions.values(), *self.tags.values()))


def report(kind: str, outcome: Outcome, as_json: bool) -> None:
    """Print the result of one deletion."""
    if outcome.error:
        errors().print(f"{kind} {outcome.name} could not be deleted: {outcome.error}")
    elif not as_json:
        console().print(f"{kind} {outcome.name} {_RESULTS[outcome.result]}")


def show(job: Job) -> None:
    """Print what is to be deleted."""
    out = console()
    if job.games.unknown:
        errors().print(f"Edgegap does not say which versions have running deployments: {job.games.unknown}")
    if job.plan.old:
        out.print(_table(job), "")
    if tags := job.tags():
        out.print(
            f"Their tags: {', '.join(map(str, tags))}. Deleting them frees {_in_mb(job.freed_bytes(tags))}."
        )
    for version, running in job.games.of_versions.items():
        because = f" and is deleted anyway: {job.force}" if job.force else ""
        out.print(f"{version} has {running}{because}.")
    kept = Counter(reason for _, reason in job.plan.kept)
    listed = ", ".join(f"{count} {reason}" for reason, count in kept.items()) or "none"
    out.print(f"{job.app}: {len(job.plan.old)} to delete. Kept: {listed}.")


def _table(job: Job) -> Table:
    found = table("Version", "Created", "Active", "Image", title=f"Old versions of {job.app}")
    for version in job.plan.old:
        image = f"{version.docker_repository}/{version.docker_image}:{version.docker_tag}"
        found.add_row(
            version.name, str(version.create_time)[:16], "yes" if version.is_active else "no", image
        )
    return found


def summary_line(results: Results) -> str:
    """Return the last line, with the number of each result and the space freed."""
    freed = f"; {_in_mb(results.freed_bytes)} freed" if results.tags else ""
    return ", ".join(f"{count} {_RESULTS[result]}" for result, count in results.counts.items()) + freed + "."


def document(job: Job, results: Results, yes: bool) -> dict[str, Value]:
    """Return the document that `--json` prints."""
    return {
        "app": job.app,
        "dry_run": not yes,
        "versions": [
            {"name": each.name, "create_time": each.create_time, "is_active": each.is_active}
            | _running(job.games, each.name)
            | _result(results.versions.get(each.name))
            for each in job.plan.old
        ],
        "tags": [
            {"image": each.image, "tag": each.tag} | _result(results.tags.get(str(each)))
            for each in job.tags()
        ],
        "freed_bytes": results.freed_bytes if yes else job.freed_bytes(job.tags()),
        "kept": [
            {"name": version.name, "reason": reason} | _running(job.games, version.name)
            for version, reason in job.plan.kept
        ],
        "forced": job.force or None,
        "deployments_unknown": job.games.unknown or None,
    }


def _running(games: LiveGames, version: str) -> dict[str, Value]:
    """Return the running deployments of a version; null if unknown or not requested."""
    running = games.of_versions.get(version)
    return {
        "deployments": running.count if running else None,
        "players": running.players if running else None,
    }


def _in_mb(size: int) -> str:
    return f"{size / BYTES_PER_MB:,.1f} MB"


def _result(outcome: Outcome | None) -> dict[str, Value]:
    if outcome is None:
        return {"result": None, "error": None}
    return {"result": outcome.result, "error": outcome.error or None}
