"""Plain-text display of an operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pulumi.automation import OpType

from .diff import SIGNS, changed_lines, changes, displayable, lines
from .events import Event, Message, Outcome, Progress
from .steps import Step
from .urns import name_of, type_of

_WORDS = {
    OpType.SAME: ("  ", "unchanged"),
    OpType.CREATE: ("+ ", "created"),
    OpType.UPDATE: ("~ ", "updated"),
    OpType.DELETE: ("- ", "deleted"),
    OpType.REPLACE: ("+-", "replaced"),
    OpType.CREATE_REPLACEMENT: ("++", "created replacement"),
    OpType.DELETE_REPLACED: ("--", "deleted original"),
    OpType.READ: ("> ", "read"),
    OpType.READ_REPLACEMENT: (">>", "read for replacement"),
    OpType.DISCARD: ("< ", "discarded"),
    OpType.DISCARD_REPLACED: ("<<", "discarded original"),
}
_REFRESHED = {OpType.UPDATE: "refreshed: changed", OpType.DELETE: "refreshed: gone"}
_COUNTED = (OpType.CREATE, OpType.UPDATE, OpType.DELETE, OpType.REPLACE)
_SILENT = (OpType.SAME, OpType.REFRESH, OpType.REMOVE_PENDING_REPLACE)
BEGUN = " ..."
TITLES = {
    "preview": "Previewing update",
    "update": "Updating",
    "refresh": "Refreshing",
    "destroy": "Destroying",
}


class PlainDisplay:
    """Formats events as lines.

    Args:
        write: Called with each line, without its line end.
        root: The URN of the stack; messages without a resource are shown under it.
        diff: Show properties, not only the names of those that change.
        dry_run: Whether this is a preview.
    """

    def __init__(self, write: Callable[[str], None], root: str, *, diff: bool, dry_run: bool) -> None:
        self._write = write
        self._root = root
        self._diff = diff
        self._dry_run = dry_run
        self._messages: dict[str, list[Message]] = {}
        """By URN."""
        self._shown: set[Step] = set()

    def __call__(self, event: Event) -> None:
        """Show an event."""
        if isinstance(event, Outcome):
            failed = [
                urn for urn, said in self._messages.items() if any(each.severity == "error" for each in said)
            ]
            for line in (*_diagnostics(self._messages), *_summary(event, len(failed), dry_run=self._dry_run)):
                self._write(line)
        elif isinstance(event, Progress):
            self._show(event)
        elif event.urn == "" and event.severity.startswith("info"):
            for line in event.text.splitlines():
                self._write(f"    {line}")
        elif event.severity != "debug":
            self._messages.setdefault(event.urn or self._root, []).append(event)

    def _show(self, event: Progress) -> None:
        step = event.step
        sign, done = _WORDS.get(step.effect, ("  ", ""))
        headline = f" {sign} {step.resource.type} {name_of(step.urn)}"
        if event.state == "failed":
            self._write(f"{headline} failed")
        elif event.state == "began":
            if step.op not in _SILENT and not self._dry_run and not self._diff:
                self._write(f"{headline}{BEGUN}")
        elif step.effect not in _SILENT and step not in self._shown:  # a component's step ends twice
            self._shown.add(step)
            if step.op == OpType.REFRESH:
                done = _REFRESHED[step.found]
            took = "" if self._dry_run or self._diff else f" ({event.seconds:.2f}s)"
            names = "" if self._diff else _changed_names(step)
            self._write(f"{headline} {step.effect.value if self._dry_run else done}{took}{names}")
            if self._diff and not step.is_part:
                for line in _properties(step):
                    self._write(line)


def _changed_names(step: Step) -> str:
    """Return the names of the inputs that a step changes, as ` [diff: +added-dropped~changed]`."""
    if step.old is None or step.new is None:
        return ""
    found: dict[str, str] = {}
    for path, change in changes(step.old.inputs, step.new.inputs).items():
        name = path.split(".")[0].split("[")[0]
        found[name] = SIGNS[change["kind"]] if path == name else "~"
    signed = {sign: [name for name in found if found[name] == sign] for sign in "+-~"}
    changed = "".join(sign + ",".join(names) for sign, names in signed.items() if names)
    return f" [diff: {changed}]" if changed else ""


def _properties(step: Step) -> list[str]:
    """Return the lines that show a step's properties."""
    old, new = step.old, step.new
    found = [f"        [id={old.id}]"] if old is not None and old.id else []
    found.append(f"        [urn={step.urn}]")
    if old is None or new is None or step.op == OpType.READ:
        return found + lines(step.resource.inputs, " " * 6)
    changed = changed_lines(old.inputs, new.inputs, " " * 6)
    if step.op == OpType.REFRESH:
        inputs = {*old.inputs, *new.inputs}
        before, after = ({k: v for k, v in each.outputs.items() if k not in inputs} for each in (old, new))
        outputs = changed_lines(before, after, " " * 6)
        changed += ["        --outputs:--", *outputs] if outputs else []
    # The provider found a change that no property shows: print all of them.
    whole = new.outputs if step.op == OpType.REFRESH else new.inputs
    return found + (changed or lines(whole, " " * 6))


def _diagnostics(said: Mapping[str, list[Message]]) -> list[str]:
    """Return the messages, grouped by resource."""
    found = ["Diagnostics:"] if said else []
    for urn, messages in said.items():
        found.append(f"  {type_of(urn)} ({name_of(urn)}):")
        for message in messages:
            mark = "" if message.severity.startswith("info") else f"{message.severity}: "
            found += [f"    {line}" for line in f"{mark}{message.text}".rstrip().splitlines()]
    return found


def _summary(outcome: Outcome, errored: int, *, dry_run: bool) -> list[str]:
    """Return the lines with outputs, counts and duration."""
    found = []
    if outcome.outputs and outcome.result == "succeeded":
        old, new = outcome.old_outputs, outcome.outputs
        same = {
            k: value for k, value in new.items() if not old or displayable(old.get(k)) == displayable(value)
        }
        found += ["Outputs:", *lines(same, "  "), *(changed_lines(old, new, "  ") if old else [])]
    found += ["Resources:", *(f"    {line}" for line in _counts(outcome, errored, dry_run=dry_run))]
    return found if dry_run else [*found, f"Duration: {outcome.seconds:.1f}s"]


def _counts(outcome: Outcome, errored: int, *, dry_run: bool) -> list[str]:
    changes = {op: outcome.changes[op] for op in _COUNTED if outcome.changes.get(op)}
    found = []
    for op, number in changes.items():
        sign, done = _WORDS[op]
        found.append(f"{sign.strip()} {number} {f'to {op.value}' if dry_run else done}")
    same = outcome.changes.get(OpType.SAME, 0)
    totals = [f"{sum(changes.values())} changes"] if len(changes) > 1 else []
    totals += [f"{same} unchanged"] if same or not (changes or errored) else []
    found += [". ".join(totals)] if totals else []
    return found + ([f"{errored} errored"] if errored else [])
