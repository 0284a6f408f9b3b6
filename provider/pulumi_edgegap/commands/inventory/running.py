"""Running deployments (live games) of an app's versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...api.errors import ForbiddenError, NotFoundError
from .prune import Plan, Reason, age

if TYPE_CHECKING:
    from ...api import Client, Running


@dataclass(frozen=True)
class LiveGames:
    """The running deployments of an app's versions.

    Attributes:
        of_versions: The running deployments by version, for versions that have any.
        unknown: Why the API does not say; empty if it does.
    """

    of_versions: Mapping[str, Running] = field(default_factory=dict)
    unknown: str = ""

    def keep_running(self, plan: Plan) -> Plan:
        """Return a plan that keeps the versions with running deployments."""
        reason: Reason = "with running deployments"
        live = [(each, reason) for each in plan.old if each.name in self.of_versions]
        old = tuple(each for each in plan.old if each.name not in self.of_versions)
        return Plan(old, tuple(sorted([*plan.kept, *live], key=lambda each: age(each[0]))))


def live_games(client: Client, app: str, versions: Iterable[str]) -> LiveGames:
    """Return running deployments, with one request for the app and, if it has any, one for each version.

    Raises:
        EdgegapError: A request failed, which does not mean that nobody plays.
    """
    try:
        if not client.deployments.running(app):
            return LiveGames()
        found = {version: client.deployments.running(app, version) for version in versions}
    except (NotFoundError, ForbiddenError) as error:
        return LiveGames(unknown=str(error))
    return LiveGames({version: running for version, running in found.items() if running})
