"""delete: deletes the object, but no children that this run has not deleted, unless the user allows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..api.errors import EdgegapError, NotFoundError
from .errors import ResourceError
from .gone import accept_gone
from .internal_errors import report_internal_errors
from .live_games import refuse_live_games
from .ownership import ADOPTED, OWNERSHIP
from .target import CASCADE, Target
from .values import Properties, from_engine

if TYPE_CHECKING:
    from .api_object import ApiObject
    from .call import Call

_MAX_NAMES = 5


@report_internal_errors("deleted")
def delete(kind: ApiObject, id_: str, props: Properties, call: Call) -> None:
    """Delete the object; one that is already gone counts as deleted."""
    state = from_engine(props)
    if kind.outlives_resource(state):
        return
    target = Target.by_id(kind, id_, state, call)
    if OWNERSHIP.belongs_to_another(target.place, call.urn, state.get(ADOPTED)):
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
            if not is_seen or target.find_after(error, "deleted") is not None:
                target.fail("deleted", error)
        target.presence.note_found()


def _refuse_cascade(target: Target) -> None:
    """Refuse a delete that would also delete children; those managed by the stack are already gone.

    Raises:
        ResourceError: The object has children, and the user does not allow their deletion.
    """
    kind = target.kind
    if not kind.children:
        return
    if left := kind.list_children(target.client, target.key):
        target.presence.wait_for_others()
        left = kind.list_children(target.client, target.key)
    if not left:
        return
    more = f" and {len(left) - _MAX_NAMES} more" if len(left) > _MAX_NAMES else ""
    those = f"{kind.children} {', '.join(map(repr, left[:_MAX_NAMES]))}{more}"
    if target.allows(*CASCADE):
        target.call.warn(f"{target}: its {those} are deleted as well.")
        return
    raise ResourceError(
        f"{target} could not be deleted: that would also delete its {those}, which this run has not deleted; "
        f"delete them first, or allow it with {target.how_to_allow(*CASCADE)}."
    )
