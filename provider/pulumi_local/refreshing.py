"""The refresh operation."""

from __future__ import annotations

from collections.abc import Mapping

from pulumi.automation import OpType

from .checkpoint import Checkpoint
from .control import Control
from .decisions import Decisions
from .errors import StoppedError
from .executor import Executor
from .request import Request
from .resource import Resource
from .steps import Step


def refresh(
    request: Request, control: Control, checkpoint: Checkpoint, decisions: Decisions, executor: Executor
) -> None:
    """Read the resources and update the decisions' resources with the result.

    Raises:
        StoppedError: A resource could not be read that the operation needs, or the user pressed Ctrl-C.
    """
    resources = decisions.resources
    steps = [Step(OpType.REFRESH, each, each) for each in resources if request.targets.allows(each.urn)]
    executor.run_in_parallel(steps)
    result = {id(step.old): step.new for step in steps if step not in executor.failed}
    if control.stopping or (executor.failed and request.refreshes_first):
        raise StoppedError
    parents = {each.urn: each.parent for each in resources}
    left = [new for each in resources if (new := result.get(id(each), each)) is not None]
    changed = remove_references_to_gone(left, parents)
    decisions.start_from(left)
    if changed:
        checkpoint.end(put=changed)


def remove_references_to_gone(resources: list[Resource], parents: Mapping[str, str]) -> list[Resource]:
    """Remove references to resources that a refresh found gone, and return the resources this changed.

    Args:
        resources: The resources that are left.
        parents: The parent of each resource, including those that are gone.
    """
    known: set[str] = {""}
    changed = []
    for resource in resources:
        parent = resource.parent
        while parent not in known:
            parent = parents.get(parent, "")
        left = {
            "parent": parent,
            "deletedWith": resource.deletedWith if resource.deletedWith in known else "",
            "dependencies": [urn for urn in resource.dependencies if urn in known],
            "propertyDependencies": {
                name: kept
                for name, urns in resource.propertyDependencies.items()
                if (kept := [urn for urn in urns if urn in known])
            },
        }
        if any(getattr(resource, name) != value for name, value in left.items()):
            vars(resource).update(left)
            changed.append(resource)
        known.add(resource.urn)
    return changed
