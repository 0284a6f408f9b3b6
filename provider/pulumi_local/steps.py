"""Steps: what an operation does to one resource."""

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
    """One step."""

    op: OpType
    old: Resource | None
    new: Resource | None
    replaces: list[str] = field(default_factory=list)
    """The properties for which a provider wants the resource replaced."""
    marks_old: bool = False
    """The old resource is left for a deletion at the end (create before delete)."""
    awaits_replacement: bool = False
    """The resource is deleted but stays in the state until its replacement is there."""
    skipped: bool = False
    """The creation of a resource that is not targeted."""
    found: OpType = OpType.SAME
    """What a refresh found: the resource as it was, changed (update) or gone (delete)."""

    @property
    def resource(self) -> Resource:
        """The resource that the step is about, as new as it gets."""
        found = self.new or self.old
        assert found is not None
        return found

    @property
    def urn(self) -> str:
        """The URN."""
        return self.resource.urn

    @property
    def effect(self) -> OpType:
        """The operation as users see it: of a refresh, what it found."""
        return self.found if self.op == OpType.REFRESH else self.op

    @property
    def is_part(self) -> bool:
        """Whether another step stands for it in a summary."""
        return self.op in _PARTS_OF_A_REPLACEMENT

    @property
    def counted_as(self) -> OpType | None:
        """The operation in a summary of changes; None when the step does not count."""
        if self.is_part or self.resource.is_provider:
            return None
        if self.op == OpType.READ:
            before = self.old.outputs if self.old else None
            return OpType.READ if before and before != self.resource.outputs else None
        return self.effect


def delete_step(old: Resource, *, replacing: bool = False, awaits_replacement: bool = False) -> Step:
    """Give the step that deletes; a resource that Pulumi only read is merely discarded."""
    if replacing:
        op = OpType.DISCARD_REPLACED if old.external else OpType.DELETE_REPLACED
    else:
        op = OpType.DISCARD if old.external else OpType.DELETE
    return Step(op, old, None, awaits_replacement=awaits_replacement)


def kept(old: Resource) -> Resource:
    """Give what a step leaves of a resource that it does not touch."""
    return replace(old, id="", handle=-1)
