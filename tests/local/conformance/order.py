"""Comparison of orders: two steps may be in either order if neither resource depends on the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

T = TypeVar("T")
Needs = dict[str, set[str]]
Event = tuple[str, T]
"""An event, after the URN of its resource."""

_ENDS = ("delete", "discard")


class Order:
    """Sorts events of resources into one of the orders that dependencies allow.

    Args:
        before: The state before. Its dependencies bind deletions.
        after: The state after. Its dependencies bind all else.
    """

    def __init__(self, before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]) -> None:
        self._before, self._after = _needs(before), _needs(after)

    def settled(self, events: Iterable[Event[T]]) -> list[T]:
        """Return events sorted by URN as far as dependencies allow.

        Two engines that do the same thing give the same list, however they interleave it.
        """
        rest = sorted(enumerate(events), key=lambda each: (each[1][0], each[0]))
        found = []
        while rest:
            free = next(
                (place, event)
                for place, event in rest
                if not any(earlier < place and self._are_bound(event, other) for earlier, other in rest)
            )
            rest.remove(free)
            found.append(free[1][1])
        return found

    def _are_bound(self, one: Event[T], other: Event[T]) -> bool:
        urns = one[0], other[0]
        # All depend on the stack itself, even if they were never created.
        if urns[0] == urns[1] or any("::pulumi:pulumi:Stack::" in urn for urn in urns):
            return True
        if _reaches(self._after, *urns):
            return True
        return any(str(each[1]).lower().startswith(_ENDS) for each in (one, other)) and _reaches(
            self._before, *urns
        )


def _needs(resources: Iterable[Mapping[str, Any]]) -> Needs:
    found: Needs = {}
    for resource in resources:
        needs = found.setdefault(resource["urn"], set())
        needs |= {resource.get("parent", ""), resource.get("deletedWith", "")}
        needs |= {resource.get("provider", "").rpartition("::")[0], *resource.get("dependencies", ())}
    return found


def _reaches(needs: Needs, one: str, other: str) -> bool:
    """Return whether one of two resources depends on the other, directly or indirectly."""
    return other in _all(needs, one) or one in _all(needs, other)


def _all(needs: Needs, urn: str) -> set[str]:
    seen: set[str] = set()
    left = [urn]
    while left:
        new = needs.get(left.pop(), set()) - seen
        seen |= new
        left += new
    return seen
