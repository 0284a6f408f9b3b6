"""Advice on a refusal, from a look at the object: one status can have several causes."""

from __future__ import annotations

from collections.abc import Mapping

from ..api.errors import EdgegapError, ImageNotFoundError, NotFoundError, PlanLimitError
from .target import Target
from .values import Value

GONE = "It was deleted outside of Pulumi: run `pulumi refresh`, and the next `pulumi up` recreates it."

PLAN_FULL = (
    "The organization's plan has no room for another {}: delete one that you no longer need, or upgrade the plan. "
    "A replacement needs room for one more, because the new one is created first; to delete the old one first, "
    "set `delete_before_replace=True` in the resource's options."
)


def advise_on_update(target: Target, known: Mapping[str, Value], error: EdgegapError) -> str:
    """Return advice on an update that failed: its object may be gone, or one that it refers to."""
    if not isinstance(error, NotFoundError):
        return ""
    try:
        return GONE if target.find() is None else _missing_references(target, known, error)
    except EdgegapError:
        return ""


def advise_on_create(target: Target, known: Mapping[str, Value], error: EdgegapError) -> str:
    """Return advice on a create that failed: the plan is full, or the parent or another object it refers to is gone."""
    if isinstance(error, PlanLimitError):
        return PLAN_FULL.format(target.kind.inputs.title)
    if not isinstance(error, NotFoundError):
        return ""
    try:
        has_parent = target.kind.read_parent(target.client, target.key) is not None
    except EdgegapError:
        has_parent = False
    return _missing_references(target, known, error) if has_parent else target.kind.when_not_created


def advise_on_get(error: NotFoundError) -> str:
    """Return advice on a `get` or an import whose object does not exist."""
    if isinstance(error, ImageNotFoundError):
        return ""  # the error itself says what to check
    return "Check the ID, and that the API token belongs to the organization that has the object."


def exists(target: Target) -> bool:
    """Whether the object is known to exist; False where it cannot be read."""
    try:
        return target.kind.can_be_read and target.find() is not None
    except EdgegapError:
        return False


def _missing_references(target: Target, known: Mapping[str, Value], error: EdgegapError) -> str:
    names = [name for name, field in target.kind.inputs.fields.items() if field.refers and known.get(name)]
    meant = [name for name in names if name in error.message or str(known[name]) in error.message] or names
    those = " or ".join(f"{name} {str(known[name])!r}" for name in meant)
    return f"Its {those} does not exist: use one that exists." if those else ""
