"""The output of `pulumi-edgegap drift`, as text and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pulumi_edgegap.commands.common import FAILED, FOUND, table
from pulumi_edgegap.commands.inventory.drift import Change, Comparison, Unmanaged
from pulumi_edgegap.commands.inventory.stack_file import StackFile
from pulumi_edgegap.lifecycle.values import Value

if TYPE_CHECKING:
    from pulumi_safe_io.terminal import Terminal
    from rich.table import Table

SECRET = "[secret]"
_LONGEST = 48


@dataclass(frozen=True)
class Findings:
    """The result for one organization."""

    stacks: Sequence[StackFile]
    comparisons: Sequence[tuple[StackFile, Comparison]]
    left_out: Mapping[str, int]
    """The number of resources that were not compared, by reason."""
    unmanaged: Sequence[Unmanaged]

    @property
    def counts(self) -> dict[str, int]:
        """The number of resources by status, and of objects that no stack manages."""
        found = Counter(comparison.status for _, comparison in self.comparisons)
        statuses = {status: found[status] for status in ("same", "changed", "gone", "failed")}
        return statuses | {"left_out": sum(self.left_out.values()), "unmanaged": len(self.unmanaged)}

    @property
    def exit_code(self) -> int:
        """The exit code of the command."""
        if self.counts["failed"]:
            return FAILED
        return FOUND if self.counts["changed"] or self.counts["gone"] else 0


def show(found: Findings, out: Terminal) -> None:
    """Print the result as text."""
    for stack in found.stacks:
        rows = [comparison for of, comparison in found.comparisons if of is stack]
        if not stack.resources:
            out.print(f"{stack.source} contains no Edgegap resources.")
            out.print()
        elif any(comparison.status != "same" for comparison in rows):
            out.print(_drift_table(stack, rows), "")
    if found.unmanaged:
        out.print(_unmanaged_table(found.unmanaged), "")
    for line in _notes(found):
        out.print(line)
    out.print(_summary(found.counts))


def _drift_table(stack: StackFile, comparisons: Sequence[Comparison]) -> Table:
    found = table("Property", "In the stack", "In Edgegap", title=f"{stack.project}/{stack.name}")
    found.columns[1].style, found.columns[2].style = "green", "red"
    for comparison in comparisons:
        if comparison.status != "same":
            found.add_row(
                f"{comparison.resource.title} {comparison.resource.name}",
                "",
                {"gone": "gone", "failed": "not read"}.get(comparison.status, ""),
                style="bold",
            )
        for change in comparison.changes:
            found.add_row(f"  {change.path}", *map(_text, _values(change)))
    return found


def _unmanaged_table(objects: Sequence[Unmanaged]) -> Table:
    found = table("Kind", "ID", "Created", title="In no stack")
    for each in objects:
        found.add_row(each.title, each.id, each.create_time[:16])
    return found


def _notes(found: Findings) -> list[str]:
    errors = [f"error: {comparison.error}" for _, comparison in found.comparisons if comparison.error]
    hidden = [
        f"{comparison.resource.title} {comparison.resource.name!r}: "
        f"{', '.join(comparison.not_compared)} is encrypted in the export, so it was not compared; "
        "use an export made with --show-secrets."
        for _, comparison in found.comparisons
        if comparison.not_compared
    ]
    left_out = [f"Not compared: {count} {reason}." for reason, count in found.left_out.items()]
    return [*errors, *hidden, *left_out]


def _summary(counts: Mapping[str, int]) -> str:
    compared = sum(counts[status] for status in ("same", "changed", "gone", "failed"))
    parts = [
        f"{counts[status]} {status}" for status in ("same", "changed", "gone", "failed") if counts[status]
    ]
    return (
        f"{compared} compared: {', '.join(parts) or 'nothing to compare'}. {counts['unmanaged']} in no stack."
    )


def document(found: Findings) -> dict[str, Value]:
    """Return the document that `--json` prints."""
    return {
        "stacks": [
            {"file": each.source, "project": each.project, "stack": each.name} for each in found.stacks
        ],
        "summary": found.counts,
        "resources": [_comparison(stack, comparison) for stack, comparison in found.comparisons],
        "unmanaged": [
            {"kind": each.title, "id": each.id, "create_time": each.create_time} for each in found.unmanaged
        ],
    }


def _comparison(stack: StackFile, comparison: Comparison) -> dict[str, Value]:
    resource = comparison.resource
    changes = []
    for change in comparison.changes:
        before, now = _values(change)
        changes.append({"property": change.path, "stack": before, "edgegap": now})
    return {
        "stack": stack.name,
        "kind": resource.title,
        "name": resource.name,
        "id": resource.id,
        "urn": resource.urn,
        "status": comparison.status,
        "changes": changes,
        "not_compared": list(comparison.not_compared),
        "error": comparison.error or None,
    }


def _values(change: Change) -> tuple[Value, Value]:
    """Return both values for display; a secret value is replaced with a placeholder."""
    if not change.is_secret:
        return change.stack, change.edgegap
    return tuple(None if value is None else SECRET for value in (change.stack, change.edgegap))  # type: ignore[return-value]


def _text(value: Value) -> str:
    if value is None:
        return "-"
    text = value if value == SECRET else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
