"""Dependencies in a list of resources, in which each resource comes after its dependencies."""

from __future__ import annotations

from collections.abc import Callable, Collection

from .resource import Resource


def depending_on(
    resources: list[Resource], root: Resource, ignored: Collection[str], *, children: bool = False
) -> list[Resource]:
    """Return all direct and indirect dependents of a resource, in order.

    Args:
        resources: All resources.
        root: The resource.
        ignored: URNs to leave out.
        children: Treat children as dependents.
    """
    reached = {root.urn}
    found = []
    for resource in resources[resources.index(root) + 1 :]:
        needed = {*resource.dependency_urns(), *([resource.parent] if children else [])}
        if resource.urn not in ignored and needed & reached:
            found.append(resource)
            reached.add(resource.urn)
    return found


def dependencies(resources: list[Resource]) -> Callable[[Resource], list[Resource]]:
    """Return a function that returns a resource's direct dependencies, including parent and provider.

    A resource that depends on a component depends on everything in it.
    """
    position = {id(resource): number for number, resource in enumerate(resources)}
    by_urn: dict[str, list[Resource]] = {}
    inside: dict[str, list[Resource]] = {}
    for resource in resources:
        by_urn.setdefault(resource.urn, []).append(resource)
        parent = resource.parent
        while parent:
            inside.setdefault(parent, []).append(resource)
            parent = by_urn[parent][-1].parent if parent in by_urn else ""

    def needed(resource: Resource) -> list[Resource]:
        found = list(by_urn.get(resource.parent, []))
        for urn in dict.fromkeys(resource.dependency_urns()):
            known = by_urn.get(urn, [])
            found += known
            if any(not each.custom for each in known):
                found += inside.get(urn, [])
        return [each for each in found if position[id(each)] < position[id(resource)]]

    return needed


def closure(needed: Callable[[Resource], list[Resource]], resource: Resource) -> set[int]:
    """Return the `id()` of all direct and indirect dependencies of a resource."""
    reached: set[int] = set()
    waiting = [resource]
    while waiting:
        for each in needed(waiting.pop()):
            if id(each) not in reached:
                reached.add(id(each))
                waiting.append(each)
    return reached


def deletion_waves(
    to_delete: list[Resource], needed: Callable[[Resource], list[Resource]]
) -> list[list[Resource]]:
    """Split resources into lists, each of which can be deleted in parallel after the one before it."""
    depth: dict[int, int] = {}
    waves: list[list[Resource]] = []
    for resource in to_delete:  # in order, so its dependencies have a depth already
        own = 1 + max((depth.get(id(each), -1) for each in needed(resource)), default=-1)
        depth[id(resource)] = own
        if own == len(waves):
            waves.append([])
        waves[own].append(resource)
    return waves[::-1]
