"""Replacements: what is made anew, what goes for it, and what falls with that."""

from __future__ import annotations

from pulumi.automation import OpType

from .course import Course
from .decisions import Decisions
from .graph import depending_on
from .provider import Provider
from .resource import Resource
from .steps import Step, delete_step
from .values import UNKNOWN

PROTECTED = (
    "as it is currently marked for protection. To unprotect the resource, remove the `protect` flag from the "
    "resource in your Pulumi program and run `pulumi up`"
)


class Replacements:
    """Decides on the steps of a replacement."""

    def __init__(self, course: Course, provider: Provider, decisions: Decisions) -> None:
        self._course, self._provider, self._decisions = course, provider, decisions

    def steps(self, old: Resource, new: Resource, keys: list[str], *, deletes_first: bool) -> list[Step]:
        """Decide what a replacement takes.

        Args:
            old: What is there.
            new: What takes its place.
            keys: The properties that make it necessary.
            deletes_first: The old one goes first, and all that falls with it; otherwise at the end.

        Raises:
            StoppedError: Something that falls with it is protected; the user has been told so.
        """
        if not deletes_first:
            return [
                Step(OpType.CREATE_REPLACEMENT, old, new, keys, marks_old=True),
                Step(OpType.REPLACE, old, new, keys),
            ]
        steps = []
        for dependent, its_keys in self.falling_with(old)[::-1]:
            if id(dependent) not in self._decisions.deleted_early:
                self._decisions.dependent_keys[dependent.urn] = its_keys
                steps.append(self._early_deletion(dependent, new.urn))
        if not old.pendingReplacement:
            self._decisions.deleted.add(old.urn)
            steps.append(delete_step(old, replacing=True, awaits_replacement=True))
        self._decisions.deleted_early.add(id(old))
        return [
            *steps,
            Step(OpType.REPLACE, old, new, keys),
            Step(OpType.CREATE_REPLACEMENT, old, new, keys),
        ]

    def _early_deletion(self, dependent: Resource, cause: str) -> Step:
        self._decisions.deleted.add(dependent.urn)
        self._decisions.deleted_early.add(id(dependent))
        if dependent.delete:
            return delete_step(dependent)
        if dependent.protect:
            self._course.refuse(
                cause,
                f'unable to replace resource "{dependent.urn}" as part of replacing "{cause}" {PROTECTED}',
            )
        return delete_step(dependent, replacing=True, awaits_replacement=True)

    def falling_with(self, root: Resource) -> list[tuple[Resource, list[str]]]:
        """Find what has to be deleted before a resource: dependents that its change would replace, in order."""
        found: list[tuple[Resource, list[str]]] = []
        if root not in self._decisions.resources:
            return found
        falling = {root.urn}
        for dependent in depending_on(
            self._decisions.resources, root, {*self._decisions.ops, *self._decisions.deleted} - {root.urn}
        ):
            keys = self._replaced_by_unknowns(dependent, falling)
            if keys is not None:
                falling.add(dependent.urn)
                found.append((dependent, keys))
        for other in self._decisions.resources:
            if other.deletedWith == root.urn and not other.delete and other.urn not in falling:
                found.append((other, []))
        return found

    def _replaced_by_unknowns(self, resource: Resource, falling: set[str]) -> list[str] | None:
        """Give the properties that replace a resource when all that comes from falling ones is unknown."""
        if not resource.custom or resource.external:
            return None
        if resource.deletedWith in falling:
            return []
        news = {
            name: UNKNOWN if falling.intersection(resource.propertyDependencies.get(name, ())) else value
            for name, value in resource.inputs.items()
        }
        if not any(value is UNKNOWN for value in news.values()):
            return None
        return (
            self._provider.diff(resource, resource, resource.inputs, news, tells_unknowns=True).replaces
            or None
        )
