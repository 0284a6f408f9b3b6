"""A refresh: the state becomes what is there."""

from __future__ import annotations

from collections.abc import Mapping

from pulumi.automation import OpType

from .checkpoint import Checkpoint
from .course import Course
from .decisions import Decisions
from .errors import StoppedError
from .executor import Executor
from .request import Request
from .resource import Resource
from .steps import Step


def refresh(
    request: Request, course: Course, checkpoint: Checkpoint, decisions: Decisions, executor: Executor
) -> None:
    """Read the resources, and let decisions begin with what was found.

    Raises:
        StoppedError: The operation ends: something could not be read that it builds on, or Ctrl-C.
    """
    resources = decisions.resources
    steps = [Step(OpType.REFRESH, each, each) for each in resources if request.targets.allows(each.urn)]
    executor.run_in_parallel(steps)
    result = {id(step.old): step.new for step in steps if step not in executor.failed}
    if course.stopping or (executor.failed and request.refreshes_first):
        raise StoppedError
    parents = {each.urn: each.parent for each in resources}
    left = [new for each in resources if (new := result.get(id(each), each)) is not None]
    changed = let_go_of_gone(left, parents)
    decisions.begin_with(left)
    if changed:
        checkpoint.end(put=changed)


def let_go_of_gone(resources: list[Resource], parents: Mapping[str, str]) -> list[Resource]:
    """Take out of dependencies and parents what a refresh found gone; give the resources that this changed.

    Args:
        resources: What is left.
        parents: The parent of each resource, of those that are gone, too.
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
