"""What a user can do about a refusal, found out by looking: one status has more than one cause."""

from __future__ import annotations

from collections.abc import Mapping

from ..api.errors import EdgegapError, NotFoundError, PlanLimitError
from .target import Target
from .values import Value

GONE = "It was deleted outside of Pulumi: run `pulumi refresh`, and the next `pulumi up` recreates it."

NO_ROOM = (
    "The organization's plan has no room for another {}: delete one that you no longer need, or upgrade the plan. "
    "A replacement needs room for one more, because the new one is created first; to delete the old one first, "
    "set `delete_before_replace=True` in the resource's options."
)


def on_update(target: Target, known: Mapping[str, Value], error: EdgegapError) -> str:
    """Advise on an update that failed: its object may be gone, or one that it names."""
    if not isinstance(error, NotFoundError):
        return ""
    try:
        return GONE if target.seen() is None else _about_named(target, known, error)
    except EdgegapError:
        return ""


def on_create(target: Target, known: Mapping[str, Value], error: EdgegapError) -> str:
    """Advise on a create that failed: no room in the plan, its parent gone, or another object that it names."""
    if isinstance(error, PlanLimitError):
        return NO_ROOM.format(target.kind.inputs.title)
    if not isinstance(error, NotFoundError):
        return ""
    try:
        has_parent = target.kind.read_parent(target.client, target.key) is not None
    except EdgegapError:
        has_parent = False
    return _about_named(target, known, error) if has_parent else target.kind.when_not_created


def is_there(target: Target) -> bool:
    """Look whether an object is there; one that cannot be looked at is not known to be."""
    try:
        return target.kind.can_be_read and target.seen() is not None
    except EdgegapError:
        return False


def _about_named(target: Target, known: Mapping[str, Value], error: EdgegapError) -> str:
    names = [name for name, field in target.kind.inputs.fields.items() if field.refers and known.get(name)]
    meant = [name for name in names if name in error.message or str(known[name]) in error.message] or names
    those = " or ".join(f"{name} {str(known[name])!r}" for name in meant)
    return f"Its {those} does not exist: use one that exists." if those else ""
