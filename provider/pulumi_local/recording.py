"""Recording of completed steps in the checkpoint."""

from __future__ import annotations

from pulumi.automation import OpType

from .checkpoint import Checkpoint
from .resource import Resource
from .steps import Step
from .values import Secret


def record(checkpoint: Checkpoint, step: Step, ticket: int | None) -> None:
    """Record the result of a step."""
    old, new = step.old, step.new
    if step.op == OpType.REPLACE or step.skipped or (step.op == OpType.REFRESH and old is new):
        return
    if step.op == OpType.SAME and old and new and _is_unchanged(old, new):
        new.handle = old.handle
        checkpoint.keep(new)
        return
    put = [new] if new else []
    if old is None or (step.op == OpType.REFRESH and new):  # a refresh keeps its place in the order
        checkpoint.end(ticket, put=put)
    elif step.awaits_replacement or (step.marks_old and not old.pendingReplacement):
        checkpoint.end(ticket, put=[*put, old])
    else:
        checkpoint.end(ticket, put=put, drop=[old])


def mark_secret_outputs(new: Resource) -> None:
    """Mark outputs as secret that `additional_secret_outputs` names or that are secret inputs."""
    new.outputs = {
        name: Secret(value)
        if (name in new.additionalSecretOutputs or isinstance(new.inputs.get(name), Secret))
        and not isinstance(value, Secret)
        else value
        for name, value in new.outputs.items()
    }


def _is_unchanged(old: Resource, new: Resource) -> bool:
    """Return whether nothing that matters differs; the place in the source, for one, does not."""
    ignored = {"handle", "sourcePosition", "stackTrace", "created", "modified", "aliases"}
    return old.handle >= 0 and all(
        getattr(old, name) == getattr(new, name) for name in vars(old) if name not in ignored
    )
