"""Which versions of an app have running deployments, which are live games."""

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
    """What runs of the versions of an app.

    Attributes:
        of_versions: What runs of those that have deployments, by their names.
        unknown: Why the API does not tell; empty where it does.
    """

    of_versions: Mapping[str, Running] = field(default_factory=dict)
    unknown: str = ""

    def kept(self, plan: Plan) -> Plan:
        """Keep of a plan what has deployments."""
        reason: Reason = "with running deployments"
        live = [(each, reason) for each in plan.old if each.name in self.of_versions]
        old = tuple(each for each in plan.old if each.name not in self.of_versions)
        return Plan(old, tuple(sorted([*plan.kept, *live], key=lambda each: age(each[0]))))


def live_games(client: Client, app: str, versions: Iterable[str]) -> LiveGames:
    """Look what runs: one request where nothing of the app does, and else one more for each version.

    Raises:
        EdgegapError: It could not be asked, which is no proof that nobody plays.
    """
    try:
        if not client.deployments.running(app):
            return LiveGames()
        found = {version: client.deployments.running(app, version) for version in versions}
    except (NotFoundError, ForbiddenError) as error:
        return LiveGames(unknown=str(error))
    return LiveGames({version: running for version, running in found.items() if running})
