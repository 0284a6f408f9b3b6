"""An operation as text: plain lines for a pipe or a log, and the diff per property."""

from __future__ import annotations

from collections.abc import Callable

from . import _steps as ops
from ._diff import changed_lines, changes, lines, output_lines
from ._events import Began, Ended, Event, Failed, Message, Outcome
from ._steps import Step
from ._urns import name_of

SIGNS = {
    ops.SAME: "  ",
    ops.CREATE: "+ ",
    ops.UPDATE: "~ ",
    ops.DELETE: "- ",
    ops.REPLACE: "+-",
    ops.CREATE_REPLACEMENT: "++",
    ops.DELETE_REPLACED: "--",
    ops.READ: "> ",
    ops.READ_REPLACEMENT: ">>",
    ops.REFRESH: "~ ",
    ops.DISCARD: "< ",
    ops.DISCARD_REPLACED: "<<",
}
_DONE = {
    ops.CREATE: "created",
    ops.UPDATE: "updated",
    ops.DELETE: "deleted",
    ops.REPLACE: "replaced",
    ops.CREATE_REPLACEMENT: "created replacement",
    ops.DELETE_REPLACED: "deleted original",
    ops.READ: "read",
    ops.READ_REPLACEMENT: "read for replacement",
    ops.DISCARD: "discarded",
    ops.DISCARD_REPLACED: "discarded original",
}
_SUMMARY = (ops.CREATE, ops.UPDATE, ops.DELETE, ops.REPLACE, ops.READ, ops.DISCARD)
TITLES = {
    "preview": "Previewing update",
    "update": "Updating",
    "refresh": "Refreshing",
    "destroy": "Destroying",
    "preview-refresh": "Previewing refresh",
    "preview-destroy": "Previewing destroy",
}


class PlainDisplay:
    """Turns events into lines.

    Args:
        write: Takes each line, without its end.
        diff: Show properties, not only the names of what changes.
    """

    def __init__(self, write: Callable[[str], None], *, diff: bool, dry_run: bool) -> None:
        self._write = write
        self._diff = diff
        self._dry_run = dry_run
        self._messages: list[Message] = []
        self._shown: set[Step] = set()

    def __call__(self, event: Event) -> None:
        """Show an event."""
        if isinstance(event, Message):
            if event.severity != "debug":
                self._messages.append(event)
                if event.urn == "" and event.severity.startswith("info"):
                    self._write(f"    {event.text}")
        elif isinstance(event, Ended):
            self._ended(event)
        elif isinstance(event, Failed):
            self._write(f"{headline(event.step)} failed")
        elif isinstance(event, Outcome):
            self._finish(event)
        elif isinstance(event, Began) and event.step.op in _DONE and not self._dry_run and not self._diff:
            self._write(f"{headline(event.step)} ...")

    def _ended(self, event: Ended) -> None:
        step = event.step
        unseen = (ops.SAME, ops.REMOVE_PENDING_REPLACE)
        if step.op in unseen or (step.op == ops.REFRESH and step.found == ops.SAME):
            return
        if step in self._shown:  # a component whose outputs came
            return
        self._shown.add(step)
        word = (step.found if step.op == ops.REFRESH else step.op) if self._dry_run else done(step)
        took = "" if self._dry_run or self._diff else f" ({event.seconds:.2f}s)"
        self._write(f"{headline(step)} {word}{took}{'' if self._diff else changed_names(step)}")
        if self._diff and step.op not in (ops.CREATE_REPLACEMENT, ops.DELETE_REPLACED):
            for line in property_lines(step, dry_run=self._dry_run):
                self._write(line)

    def _finish(self, outcome: Outcome) -> None:
        for line in diagnostics(self._messages):
            self._write(line)
        for line in closing(outcome, dry_run=self._dry_run):
            self._write(line)


def headline(step: Step) -> str:
    """Give the sign, type and name of a step."""
    sign = SIGNS.get(step.found if step.op == ops.REFRESH else step.op, "  ")
    return f" {sign} {step.resource.type} {name_of(step.urn)}"


def done(step: Step) -> str:
    """Give the word for a step that ended."""
    if step.op == ops.REFRESH:
        return {ops.UPDATE: "refreshed: changed", ops.DELETE: "refreshed: gone"}[step.found]
    return _DONE.get(step.op, step.op)


def changed_names(step: Step) -> str:
    """Give the names of the inputs that a step changes, as ` [diff: ~name]`."""
    if step.old is None or step.new is None:
        return ""
    signs = {"add": "+", "update": "~", "delete": "-"}
    found: dict[str, str] = {}
    for path, change in changes(step.old.inputs, step.new.inputs).items():
        name = path.split(".")[0].split("[")[0]
        found[name] = signs[change["kind"]] if path == name else "~"
    return f" [diff: {','.join(sign + name for name, sign in found.items())}]" if found else ""


def property_lines(step: Step, *, dry_run: bool) -> list[str]:
    """Give the properties of a step, as `pulumi preview --diff` does."""
    old, new = step.old, step.new
    found = []
    known = old or new
    if known is not None and old is not None and old.id:
        found.append(f"        [id={old.id}]")
    found.append(f"        [urn={step.urn}]")
    if step.op in (ops.DELETE, ops.DISCARD) or step.found == ops.DELETE:
        return found + lines(old.inputs if old else {}, None, 6)
    if old is None or new is None or step.op == ops.READ:
        return found + lines(None, new.inputs if new else {}, 6)
    found += lines(old.inputs, new.inputs, 6)
    if step.op in (ops.UPDATE, ops.REFRESH) and (step.op == ops.REFRESH or not dry_run):
        inputs = {*old.inputs, *new.inputs}
        before, after = ({k: v for k, v in each.outputs.items() if k not in inputs} for each in (old, new))
        outputs = changed_lines(before, after, 6)
        found += ["        --outputs:--", *outputs] if outputs else []
    return found


def diagnostics(messages: list[Message]) -> list[str]:
    """Give what was said, resource by resource."""
    found: list[str] = []
    about: dict[str, list[Message]] = {}
    for message in messages:
        if message.urn or not message.severity.startswith("info"):
            about.setdefault(message.urn, []).append(message)
    if about:
        found.append("Diagnostics:")
    for urn, said in about.items():
        found.append(
            f"  {urn.split('::', 3)[2].rsplit('$', 1)[-1]} ({name_of(urn)}):" if urn else "  (stack):"
        )
        for message in said:
            mark = "" if message.severity.startswith("info") else f"{message.severity}: "
            found += [f"    {line}" for line in f"{mark}{message.text}".rstrip().splitlines()]
    return found


def closing(outcome: Outcome, *, dry_run: bool) -> list[str]:
    """Give the outputs, the counts and the duration."""
    found = []
    if outcome.outputs and outcome.result == "succeeded":
        found += ["Outputs:", *output_lines(outcome.old_outputs, outcome.outputs, 2)]
    found.append("Resources:")
    for op in _SUMMARY:
        count = outcome.changes.get(op)
        if count:
            found.append(f"    {SIGNS[op].strip()} {count} {'to ' + op if dry_run else _DONE[op]}")
    same = outcome.changes.get(ops.SAME)
    if same or len(found) == 1:
        found.append(f"    {same or 0} unchanged")
    if not dry_run:
        found.append(f"Duration: {outcome.seconds:.1f}s")
    return found
