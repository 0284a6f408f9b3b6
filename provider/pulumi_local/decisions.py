"""What was decided so far in an operation, and on what."""

from __future__ import annotations

from pulumi.automation import OpType

from .aliases import Aliases
from .resource import Resource


class Decisions:
    """The resources of before, and what was decided on them and on new ones.

    Attributes:
        resources: Those of before, in the order of the state.
        olds: The same by URN, less those that wait for their deletion.
        aliases: Under which URNs resources of before go on.
        ops: By URN: same, create, update, replace, read.
        urns: URNs that the program has registered.
        deleted: URNs that are, or will be, deleted; `deleted_with` looks here.
        deleted_early: The `id()` of resources that are deleted before the program has ended.
        skipped_creates: URNs that are not created, since they are no targets.
        dependent_keys: By URN, the properties for which a resource falls with another one.
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

    def begin_with(self, resources: list[Resource]) -> None:
        """Take the resources as they are before anything is decided."""
        self.resources = resources
        self.olds = {each.urn: each for each in resources if not each.delete}

    def knows(self, urn: str) -> bool:
        """Tell whether the operation has a resource of that URN, of before or new."""
        return urn in self.urns or any(resource.urn == urn for resource in self.resources)
