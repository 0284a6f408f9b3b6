"""Running deployments are live games: an object that has some is deleted only if the user allows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..api.errors import EdgegapError, ForbiddenError, NotFoundError
from .errors import ResourceError
from .target import Target

if TYPE_CHECKING:
    from ..api import Running

_PERMISSION = ("deleteWithDeployments", "delete_with_deployments")
_REPORTED: set[str] = set()
"""The accounts for which the user was warned that deployments cannot be listed."""


def refuse_live_games(target: Target) -> None:
    """Refuse to delete an object with running deployments, at the price of one request.

    Raises:
        ResourceError: Deployments run, or could not be counted, and the user does not allow the delete.
    """
    if not target.kind.has_deployments:
        return
    is_allowed = target.allows(*_PERMISSION)
    try:
        running = _count_running(target)
    except EdgegapError as error:
        if is_allowed:
            return
        unknown = (
            "Whether it has running deployments is therefore unknown: run the command again, or allow it with"
        )
        target.fail("deleted", error, f"{unknown} {target.how_to_allow(*_PERMISSION)}.")
    if not running:
        return
    if is_allowed:
        target.call.warn(f"{target} is being deleted with {running}.")
        return
    if target.find() is None:
        return  # already gone
    games, them = ("a live game", "it") if running.count == 1 else ("live games", "them")
    raise ResourceError(
        f"{target} could not be deleted: it has {running} ({games}); stop {them}, wait for {them} to end, or allow it with "
        f"{target.how_to_allow(*_PERMISSION)}."
    )


def _count_running(target: Target) -> Running | None:
    """Count the running deployments; return None if the API does not list them."""
    try:
        return target.client.deployments.running(*target.key)
    except (NotFoundError, ForbiddenError) as error:
        if target.account not in _REPORTED:
            _REPORTED.add(target.account)
            target.call.warn(
                f"{target}: Edgegap does not list running deployments, so this was not checked: {error}"
            )
        return None
