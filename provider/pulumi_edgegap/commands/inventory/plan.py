"""Check of an organization's usage against the free plan; the API returns neither plan nor limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...api.errors import EdgegapError
from .finding import Finding

if TYPE_CHECKING:
    from ...api import Client

FREE_APPS = FREE_VERSIONS = 2
"""The documented limits of the free plan, besides 5 GB in the registry."""
_FREE = f"{FREE_APPS} apps, {FREE_VERSIONS} versions and 5 GB in the registry"

_MORE = f"more than the documented limits of the free plan ({_FREE})"


def check_plan(client: Client) -> Finding:
    """Count apps and, only if this can be the free plan, versions, which takes at most two calls."""
    try:
        apps = [app.name for app in client.apps.list()]
        if len(apps) > FREE_APPS:
            return Finding("Plan", "ok", f"The organization has {len(apps)} apps, {_MORE}.")
        versions = sum(len(client.versions.names(app)) for app in apps)
    except EdgegapError as error:
        return Finding("Plan", "note", f"Apps and versions could not be counted: {error}")
    there = f"The organization has {_counted(len(apps), 'app')} and {_counted(versions, 'version')}"
    if versions > FREE_VERSIONS:
        return Finding("Plan", "ok", f"{there}, {_MORE}.")
    full = [
        what
        for what, count, most in (("app", len(apps), FREE_APPS), ("version", versions, FREE_VERSIONS))
        if count == most
    ]
    unknown = f"{there}. The API does not say which plan this is; the documented limits of the free one are {_FREE}."
    if not full:
        return Finding("Plan", "ok", unknown)
    return Finding(
        "Plan",
        "note",
        f"{unknown} If that is yours, a further {' or '.join(full)} is refused with 400, and so is a replacement that "
        "makes the new one first: set `delete_before_replace=True` in the resource's options.",
    )


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
