"""Who depends on whom, on a list of resources in which each stands after what it depends on."""

from __future__ import annotations

from collections.abc import Callable, Collection

from .resource import Resource


def depending_on(
    resources: list[Resource], root: Resource, ignored: Collection[str], *, children: bool = False
) -> list[Resource]:
    """Give all that depends on a resource, directly or not, in order.

    Args:
        resources: All resources.
        root: The one that is asked about.
        ignored: URNs that do not count.
        children: Count being a child as depending.
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
    """Give a function that tells what a resource directly needs: dependencies, parent, provider.

    To depend on a component is to depend on all that is in it.
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
    """Give the `id()` of all that a resource needs, directly or not."""
    reached: set[int] = set()
    waiting = [resource]
    while waiting:
        for each in needed(waiting.pop()):
            if id(each) not in reached:
                reached.add(id(each))
                waiting.append(each)
    return reached


def deletion_waves(
    condemned: list[Resource], needed: Callable[[Resource], list[Resource]]
) -> list[list[Resource]]:
    """Split what is to be deleted in lists that may each be deleted in parallel, one list after the other."""
    depth: dict[int, int] = {}
    waves: list[list[Resource]] = []
    for resource in condemned:  # in order: what a resource needs has its depth already
        own = 1 + max((depth.get(id(each), -1) for each in needed(resource)), default=-1)
        depth[id(resource)] = own
        if own == len(waves):
            waves.append([])
        waves[own].append(resource)
    return waves[::-1]
