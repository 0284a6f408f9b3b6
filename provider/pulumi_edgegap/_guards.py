"""What is refused because it would mostly be a mistake: to lose a whole stack, or what others made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pulumi import log

from ._object import ApiObject, ResourceError
from ._presence import Presence
from ._values import Value
from .api.errors import EdgegapError
from .config import namespace

if TYPE_CHECKING:
    from .api import Client

_NAMED = 5


def accept_gone(
    kind: ApiObject,
    presence: Presence,
    client: Client,
    key: tuple[str, ...],
    state: Mapping[str, Value],
    is_allowed: bool,
) -> None:
    """Accept that an object is gone; refuse where everything is, as that is mostly another organization.

    Raises:
        ResourceError: Nothing of the account was found in this run.
    """
    try:
        if is_allowed or presence.is_proved(lambda: kind.read_parent(client, key)):
            return
        client.check_access()
    except EdgegapError as error:
        kind.fail("found", key, error)
    account = str(state.get("account", ""))
    whose = namespace(account)
    at_once = "" if account else "run again with EDGEGAP_ALLOW_ALL_GONE=true, or "
    raise ResourceError(
        f"{kind.called(key)} is not in this organization of Edgegap, nor is anything else that this run asked for: check "
        f"that {whose}:apiToken and {whose}:apiUrl are those of this stack; if really nothing of it is left, say so: "
        f"{at_once}`pulumi config set {whose}:allowAllGone true` and then `pulumi up`."
    )


def allowing_cascade(state: Mapping[str, Value]) -> str:
    """Say how to allow that an object takes along what is below it."""
    whose = namespace(str(state.get("account", "")))
    return f"`delete_children=True` on the resource, or `pulumi config set {whose}:deleteChildren true`, and `pulumi up`"


def refuse_cascade(
    kind: ApiObject,
    presence: Presence,
    client: Client,
    key: tuple[str, ...],
    state: Mapping[str, Value],
    is_allowed: bool,
) -> None:
    """Stop before the API deletes what this run has not deleted; what a stack manages, it deletes before.

    Raises:
        ResourceError: Something would go with the object, and nobody allows that.
    """
    if not kind.children:
        return
    if left := kind.list_children(client, key):
        presence.wait_for_others()
        left = kind.list_children(client, key)
    if not left:
        return
    more = f" and {len(left) - _NAMED} more" if len(left) > _NAMED else ""
    those = f"{kind.children} {', '.join(map(repr, left[:_NAMED]))}{more}"
    if is_allowed:
        log.warn(f"{kind.called(key)}: its {those} are deleted with it.")
        return
    raise ResourceError(
        f"{kind.called(key)} could not be deleted: its {those} would go with it, and this run has not deleted them; delete "
        f"those of others first, or allow it: {allowing_cascade(state)}."
    )
