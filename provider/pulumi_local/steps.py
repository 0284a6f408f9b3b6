"""The steps of an operation, each on one resource."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from pulumi.automation import OpType

from .resource import Resource

_PARTS_OF_A_REPLACEMENT = {
    OpType.CREATE_REPLACEMENT,
    OpType.DELETE_REPLACED,
    OpType.READ_REPLACEMENT,
    OpType.DISCARD_REPLACED,
    OpType.REMOVE_PENDING_REPLACE,
}


@dataclass(eq=False)
class Step:
    """One step of an operation."""

    op: OpType
    old: Resource | None
    new: Resource | None
    replaces: list[str] = field(default_factory=list)
    """The properties that require a replacement."""
    marks_old: bool = False
    """Mark the old resource for deletion at the end (create before delete)."""
    awaits_replacement: bool = False
    """Delete the resource but keep it in the state until its replacement exists."""
    skipped: bool = False
    """Whether it represents the creation of a resource that is not targeted."""
    found: OpType = OpType.SAME
    """What a refresh found: the resource unchanged (same), changed (update) or gone (delete)."""

    @property
    def resource(self) -> Resource:
        """The new resource, or the old one if there is no new one."""
        found = self.new or self.old
        assert found is not None
        return found

    @property
    def urn(self) -> str:
        """The URN of the resource."""
        return self.resource.urn

    @property
    def effect(self) -> OpType:
        """The operation as users see it: for a refresh, what it found."""
        return self.found if self.op == OpType.REFRESH else self.op

    @property
    def is_part(self) -> bool:
        """Whether another step represents it in a summary."""
        return self.op in _PARTS_OF_A_REPLACEMENT

    @property
    def counted_as(self) -> OpType | None:
        """The operation in a summary of changes, or None if the step is not counted."""
        if self.is_part or self.resource.is_provider:
            return None
        if self.op == OpType.READ:
            before = self.old.outputs if self.old else None
            return OpType.READ if before and before != self.resource.outputs else None
        return self.effect


def delete_step(old: Resource, *, replacing: bool = False, awaits_replacement: bool = False) -> Step:
    """Return the step that deletes a resource, or discards it if it was only read."""
    if replacing:
        op = OpType.DISCARD_REPLACED if old.external else OpType.DELETE_REPLACED
    else:
        op = OpType.DISCARD if old.external else OpType.DELETE
    return Step(op, old, None, awaits_replacement=awaits_replacement)


def unchanged(old: Resource) -> Resource:
    """Return the new resource of a step that leaves the old one unchanged."""
    return replace(old, id="", handle=-1)
