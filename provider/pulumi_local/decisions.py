"""The decisions of an operation so far, and the resources they are about."""

from __future__ import annotations

from pulumi.automation import OpType

from .aliases import Aliases
from .resource import Resource


class Decisions:
    """The resources in the state, and the decisions on them and on new ones.

    Attributes:
        resources: The resources in the state, in its order.
        olds: The same by URN, without those that are pending deletion.
        aliases: The new URNs of resources that were found by an alias.
        ops: By URN: same, create, update, replace, read.
        urns: URNs that the program has registered.
        deleted: URNs that are or will be deleted, for `deleted_with`.
        deleted_early: The `id()` of resources that are deleted before the program has ended.
        skipped_creates: URNs that are not created because they are not targets.
        dependent_keys: By URN, the properties that replace a resource along with another one.
    """

    def __init__(self, stack: str, project: str) -> None:
        self.resources: list[Resource] = []
        self.olds: dict[str, Resource] = {}
        self.aliases = Aliases(stack, project)
        self.ops: dict[str, OpType] = {}
        self.urns: set[str] = set()
        self.deleted: set[str] = set()
        self.deleted_early: set[int] = set()
        self.skipped_creates: set[str] = set()
        self.dependent_keys: dict[str, list[str]] = {}

    def start_from(self, resources: list[Resource]) -> None:
        """Set the resources in the state, before any decision."""
        self.resources = resources
        self.olds = {each.urn: each for each in resources if not each.delete}

    def knows(self, urn: str) -> bool:
        """Return whether the state or the program has a resource with that URN."""
        return urn in self.urns or any(resource.urn == urn for resource in self.resources)
