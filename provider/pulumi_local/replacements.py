"""Replacements of resources, and of the dependents that have to be replaced along with them."""

from __future__ import annotations

from pulumi.automation import OpType

from .control import Control
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

    def __init__(self, control: Control, provider: Provider, decisions: Decisions) -> None:
        self._control, self._provider, self._decisions = control, provider, decisions

    def steps(self, old: Resource, new: Resource, keys: list[str], *, deletes_first: bool) -> list[Step]:
        """Return the steps of a replacement.

        Args:
            old: The resource in the state.
            new: Its replacement.
            keys: The properties that require the replacement.
            deletes_first: Delete the old resource first, after its dependents; otherwise at the end.

        Raises:
            StoppedError: A dependent is protected; the user has seen which.
        """
        if not deletes_first:
            return [
                Step(OpType.CREATE_REPLACEMENT, old, new, keys, marks_old=True),
                Step(OpType.REPLACE, old, new, keys),
            ]
        steps = []
        for dependent, its_keys in self.dependents_to_replace(old)[::-1]:
            if id(dependent) not in self._decisions.deleted_early:
                self._decisions.dependent_keys[dependent.urn] = its_keys
                steps.append(self._delete_early(dependent, new.urn))
        if not old.pendingReplacement:
            self._decisions.deleted.add(old.urn)
            steps.append(delete_step(old, replacing=True, awaits_replacement=True))
        self._decisions.deleted_early.add(id(old))
        return [
            *steps,
            Step(OpType.REPLACE, old, new, keys),
            Step(OpType.CREATE_REPLACEMENT, old, new, keys),
        ]

    def _delete_early(self, dependent: Resource, cause: str) -> Step:
        self._decisions.deleted.add(dependent.urn)
        self._decisions.deleted_early.add(id(dependent))
        if dependent.delete:
            return delete_step(dependent)
        if dependent.protect:
            self._control.refuse(
                cause,
                f'unable to replace resource "{dependent.urn}" as part of replacing "{cause}" {PROTECTED}',
            )
        return delete_step(dependent, replacing=True, awaits_replacement=True)

    def dependents_to_replace(self, root: Resource) -> list[tuple[Resource, list[str]]]:
        """Return the dependents replaced along with a resource, in order, each with the properties."""
        found: list[tuple[Resource, list[str]]] = []
        if root not in self._decisions.resources:
            return found
        replaced = {root.urn}
        for dependent in depending_on(
            self._decisions.resources, root, {*self._decisions.ops, *self._decisions.deleted} - {root.urn}
        ):
            keys = self._replaced_by_unknowns(dependent, replaced)
            if keys is not None:
                replaced.add(dependent.urn)
                found.append((dependent, keys))
        for other in self._decisions.resources:
            if other.deletedWith == root.urn and not other.delete and other.urn not in replaced:
                found.append((other, []))
        return found

    def _replaced_by_unknowns(self, resource: Resource, replaced: set[str]) -> list[str] | None:
        """Return the properties that replace a resource if its inputs from replaced ones are unknown."""
        if not resource.custom or resource.external:
            return None
        if resource.deletedWith in replaced:
            return []
        news = {
            name: UNKNOWN if replaced.intersection(resource.propertyDependencies.get(name, ())) else value
            for name, value in resource.inputs.items()
        }
        if not any(value is UNKNOWN for value in news.values()):
            return None
        return (
            self._provider.diff(resource, resource, resource.inputs, news, sends_unknowns=True).replaces
            or None
        )
