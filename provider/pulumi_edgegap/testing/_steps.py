"""Steps: what an operation does to one resource."""

from __future__ import annotations

from dataclasses import dataclass, field

from ._resource import Resource

SAME = "same"
CREATE = "create"
UPDATE = "update"
DELETE = "delete"
REPLACE = "replace"
CREATE_REPLACEMENT = "create-replacement"
DELETE_REPLACED = "delete-replaced"
READ = "read"
READ_REPLACEMENT = "read-replacement"
REFRESH = "refresh"
DISCARD = "discard"
DISCARD_REPLACED = "discard-replaced"
REMOVE_PENDING_REPLACE = "remove-pending-replace"

_PARTS_OF_A_REPLACEMENT = {
    CREATE_REPLACEMENT,
    DELETE_REPLACED,
    READ_REPLACEMENT,
    DISCARD_REPLACED,
    REMOVE_PENDING_REPLACE,
}


@dataclass(eq=False)
class Step:
    """One step; the operation is a word of Pulumi's (`OpType` of the Automation API)."""

    op: str
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
    ignore_changes: list[str] = field(default_factory=list)
    found: str = SAME
    """What a refresh found: the resource as it was, changed (update) or gone (delete)."""
    internal: bool = False
    """A default provider's step, which users do not see."""

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
    def counted_as(self) -> str | None:
        """The operation in a summary of changes; None when another step stands for it."""
        if self.internal or self.op in _PARTS_OF_A_REPLACEMENT:
            return None
        if self.op == REFRESH:
            return self.found
        if self.op == READ:
            before = self.old.outputs if self.old else None
            return None if not before or before == self.resource.outputs else READ
        return self.op


def delete_step(old: Resource, *, replacing: bool = False, awaits_replacement: bool = False) -> Step:
    """Give the step that deletes; a resource that Pulumi only read is merely discarded."""
    if replacing:
        op = DISCARD_REPLACED if old.external else DELETE_REPLACED
    else:
        op = DISCARD if old.external else DELETE
    return Step(op, old, None, awaits_replacement=awaits_replacement)
