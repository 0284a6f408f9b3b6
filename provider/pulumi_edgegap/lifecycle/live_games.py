"""Running deployments are live games: what they run of is deleted only where somebody allows that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..api.errors import EdgegapError, ForbiddenError, NotFoundError
from .errors import ResourceError
from .target import Target

if TYPE_CHECKING:
    from ..api import Running

_ALLOWED = ("deleteWithDeployments", "delete_with_deployments")
_REPORTED: set[str] = set()
"""The accounts of which was told that their deployments cannot be seen."""


def refuse_live_games(target: Target) -> None:
    """Stop before an object is deleted of which deployments run; that costs one request.

    Raises:
        ResourceError: Deployments run, or whether they do could not be asked, and nobody allows that.
    """
    if not target.kind.runs:
        return
    is_allowed = target.allows(*_ALLOWED)
    try:
        running = _running(target)
    except EdgegapError as error:
        if is_allowed:
            return
        unknown = (
            "Whether it has running deployments is therefore unknown: run the command again, or allow it with"
        )
        target.fail("deleted", error, f"{unknown} {target.allowing(*_ALLOWED)}.")
    if not running:
        return
    if is_allowed:
        target.call.warn(f"{target} is being deleted with {running}.")
        return
    if target.seen() is None:
        return  # gone already: whoever deleted it, nothing is lost here
    games, them = ("a live game", "it") if running.count == 1 else ("live games", "them")
    raise ResourceError(
        f"{target} could not be deleted: it has {running} ({games}); stop {them}, wait for {them} to end, or allow it with "
        f"{target.allowing(*_ALLOWED)}."
    )


def _running(target: Target) -> Running | None:
    """Count what runs; None says that the API does not tell."""
    try:
        return target.client.deployments.running(*target.key)
    except (NotFoundError, ForbiddenError) as error:
        if target.account not in _REPORTED:
            _REPORTED.add(target.account)
            target.call.warn(
                f"{target}: Edgegap does not list running deployments, so this was not checked: {error}"
            )
        return None
