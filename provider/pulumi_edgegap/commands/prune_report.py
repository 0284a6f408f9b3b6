"""How `pulumi-edgegap prune-versions` shows its work: to people, and as JSON."""

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
class Work:
    """What is to be done, for one app; `registry` is what its images have for tags."""

    app: str
    plan: Plan
    stacks: Sequence[StackFile]
    organization: Organization
    with_tags: bool
    games: LiveGames
    force: str
    registry: Registry = field(default_factory=dict)

    def tags(self, but: Iterable[str] = ()) -> tuple[Tag, ...]:
        """Give the tags that go with the versions, less those of versions that stay after all."""
        stay = set(but)
        old = [version for version in self.plan.old if version.name not in stay]
        return unused_tags(old, self.organization, self.app, self.stacks) if self.with_tags else ()

    def freed_bytes(self, tags: Iterable[Tag]) -> int:
        """Tell how much of the registry goes with tags."""
        return freed_bytes(self.registry, tags)


@dataclass
class Done:
    """What became of versions and tags, by their names, and how much of the registry is free now."""

    versions: dict[str, Outcome] = field(default_factory=dict)
    tags: dict[str, Outcome] = field(default_factory=dict)
    freed_bytes: int = 0

    @property
    def results(self) -> Counter[str]:
        """How many there are of each result."""
        return Counter(each.result for each in (*self.versions.values(), *self.tags.values()))


def report(kind: str, outcome: Outcome, as_json: bool) -> None:
    """Tell of one deletion as it happens."""
    if outcome.error:
        errors().print(f"{kind} {outcome.name} could not be deleted: {outcome.error}")
    elif not as_json:
        console().print(f"{kind} {outcome.name} {_RESULTS[outcome.result]}")


def show(work: Work) -> None:
    """Show what is to be done."""
    out = console()
    if work.games.unknown:
        errors().print(f"Edgegap does not say which versions have running deployments: {work.games.unknown}")
    if work.plan.old:
        out.print(_table(work), "")
    if tags := work.tags():
        out.print(
            f"Their tags: {', '.join(map(str, tags))}. Deleting them frees {_in_mb(work.freed_bytes(tags))}."
        )
    for version, running in work.games.of_versions.items():
        because = f" and is deleted anyway: {work.force}" if work.force else ""
        out.print(f"{version} has {running}{because}.")
    kept = Counter(reason for _, reason in work.plan.kept)
    told = ", ".join(f"{count} {reason}" for reason, count in kept.items()) or "none"
    out.print(f"{work.app}: {len(work.plan.old)} to delete. Kept: {told}.")


def _table(work: Work) -> Table:
    found = table("Version", "Created", "Active", "Image", title=f"Old versions of {work.app}")
    for version in work.plan.old:
        image = f"{version.docker_repository}/{version.docker_image}:{version.docker_tag}"
        found.add_row(
            version.name, str(version.create_time)[:16], "yes" if version.is_active else "no", image
        )
    return found


def closing(done: Done) -> str:
    """Give the last line: how many there are of each result, and what was freed."""
    freed = f"; {_in_mb(done.freed_bytes)} freed" if done.tags else ""
    return ", ".join(f"{count} {_RESULTS[result]}" for result, count in done.results.items()) + freed + "."


def document(work: Work, done: Done, yes: bool) -> dict[str, Value]:
    """Give all of it as `--json` prints it."""
    return {
        "app": work.app,
        "dry_run": not yes,
        "versions": [
            {"name": each.name, "create_time": each.create_time, "is_active": each.is_active}
            | _running(work.games, each.name)
            | _result(done.versions.get(each.name))
            for each in work.plan.old
        ],
        "tags": [
            {"image": each.image, "tag": each.tag} | _result(done.tags.get(str(each))) for each in work.tags()
        ],
        "freed_bytes": done.freed_bytes if yes else work.freed_bytes(work.tags()),
        "kept": [
            {"name": version.name, "reason": reason} | _running(work.games, version.name)
            for version, reason in work.plan.kept
        ],
        "forced": work.force or None,
        "deployments_unknown": work.games.unknown or None,
    }


def _running(games: LiveGames, version: str) -> dict[str, Value]:
    """Give what runs of a version that could go; null where it is not told, or was not asked."""
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
