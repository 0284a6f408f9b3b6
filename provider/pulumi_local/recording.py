"""What the checkpoint keeps of a step that was done."""

from __future__ import annotations

from pulumi.automation import OpType

from .checkpoint import Checkpoint
from .resource import Resource
from .steps import Step
from .values import Secret


def record(checkpoint: Checkpoint, step: Step, ticket: int | None) -> None:
    """Write down what a step did."""
    old, new = step.old, step.new
    if step.op == OpType.REPLACE or step.skipped or (step.op == OpType.REFRESH and old is new):
        return
    if step.op == OpType.SAME and old and new and _is_unchanged(old, new):
        new.handle = old.handle
        checkpoint.keep(new)
        return
    put = [new] if new else []
    if old is None or (step.op == OpType.REFRESH and new):  # a refresh leaves it where it stands
        checkpoint.end(ticket, put=put)
    elif step.awaits_replacement or (step.marks_old and not old.pendingReplacement):
        checkpoint.end(ticket, put=[*put, old])
    else:
        checkpoint.end(ticket, put=put, drop=[old])


def mark_secret_outputs(new: Resource) -> None:
    """Make secret what the options name, and what was secret as an input."""
    new.outputs = {
        name: Secret(value)
        if (name in new.additionalSecretOutputs or isinstance(new.inputs.get(name), Secret))
        and not isinstance(value, Secret)
        else value
        for name, value in new.outputs.items()
    }


def _is_unchanged(old: Resource, new: Resource) -> bool:
    """Tell whether nothing that matters differs; where the program declares it does not."""
    ignored = {"handle", "sourcePosition", "stackTrace", "created", "modified", "aliases"}
    return old.handle >= 0 and all(
        getattr(old, name) == getattr(new, name) for name in vars(old) if name not in ignored
    )
