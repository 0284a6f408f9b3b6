"""What a user can do about a refusal, found out by looking: one status has more than one cause."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ._declaration import REFERS, fields
from ._object import ApiObject
from ._values import Value
from .api.errors import EdgegapError, NotFoundError

if TYPE_CHECKING:
    from .api import Client

GONE = "Somebody deleted it: run `pulumi refresh`, and the next `pulumi up` makes it again."


def on_update(
    kind: ApiObject, client: Client, key: tuple[str, ...], known: Mapping[str, Value], error: EdgegapError
) -> str:
    """Advise on an update that failed: its object may be gone, or one that it names."""
    if not isinstance(error, NotFoundError):
        return ""
    try:
        return GONE if kind.seen(client, key) is None else _about_named(kind, known, error)
    except EdgegapError:
        return ""


def on_create(
    kind: ApiObject, client: Client, key: tuple[str, ...], known: Mapping[str, Value], error: EdgegapError
) -> str:
    """Advise on a create that failed: its parent may be gone, or another object that it names."""
    if not isinstance(error, NotFoundError):
        return ""
    try:
        has_parent = kind.read_parent(client, key) is not None
    except EdgegapError:
        has_parent = False
    return _about_named(kind, known, error) if has_parent else kind.when_not_created


def is_there(kind: ApiObject, client: Client, key: tuple[str, ...]) -> bool:
    """Look whether an object is there; one that cannot be looked at is not known to be."""
    try:
        return kind.can_be_read and kind.seen(client, key) is not None
    except EdgegapError:
        return False


def _about_named(kind: ApiObject, known: Mapping[str, Value], error: EdgegapError) -> str:
    names = [name for name, field in fields(kind.inputs).items() if REFERS in field.marks and known.get(name)]
    meant = [name for name in names if name in error.message or str(known[name]) in error.message] or names
    those = " or ".join(f"{name} {str(known[name])!r}" for name in meant)
    return f"What is not there is its {those}: give it one that exists." if those else ""
