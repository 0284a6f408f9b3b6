"""delete: the object goes, and nothing with it that this run has not deleted, unless somebody allows that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..api.errors import EdgegapError, NotFoundError
from .errors import ResourceError
from .gone import accept_gone
from .internal_errors import reported
from .live_games import refuse_live_games
from .ownership import ADOPTED, OWNERSHIP
from .target import CASCADE, Target
from .values import Properties, received

if TYPE_CHECKING:
    from .api_object import ApiObject
    from .call import Call

_NAMED = 5


@reported("deleted")
def delete(kind: ApiObject, id_: str, props: Properties, call: Call) -> None:
    """Delete the object; one that is gone already counts as deleted."""
    state = received(props)
    if kind.stays(state):
        return
    target = Target.by_id(kind, id_, state, call)
    if OWNERSHIP.is_anothers(target.place, call.urn, state.get(ADOPTED)):
        target.call.warn(f"{target} is kept: another resource of this program manages it.")
        return
    with target.presence.call():
        try:
            _refuse_cascade(target)
            refuse_live_games(target)
            kind.delete_object(target.client, target.key, state)
        except NotFoundError as error:
            if not error.repeated:
                accept_gone(target, error)
                target.call.warn(f"{target} had already been deleted from Edgegap.")
            return
        except EdgegapError as error:
            is_seen = error.outcome_unknown and kind.can_be_read
            if not is_seen or target.seen_after(error, "deleted") is not None:
                target.fail("deleted", error)
        target.presence.found()


def _refuse_cascade(target: Target) -> None:
    """Stop before the API deletes what this run has not deleted; what a stack manages, it deletes before.

    Raises:
        ResourceError: Something would go with the object, and nobody allows that.
    """
    kind = target.kind
    if not kind.children:
        return
    if left := kind.list_children(target.client, target.key):
        target.presence.wait_for_others()
        left = kind.list_children(target.client, target.key)
    if not left:
        return
    more = f" and {len(left) - _NAMED} more" if len(left) > _NAMED else ""
    those = f"{kind.children} {', '.join(map(repr, left[:_NAMED]))}{more}"
    if target.allows(*CASCADE):
        target.call.warn(f"{target}: its {those} are deleted as well.")
        return
    raise ResourceError(
        f"{target} could not be deleted: that would also delete its {those}, which this run has not deleted; "
        f"delete them first, or allow it with {target.allowing(*CASCADE)}."
    )
