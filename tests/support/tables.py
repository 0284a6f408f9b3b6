"""The emulator's table for each kind of resource."""

from __future__ import annotations

from typing import Any

from pulumi_edgegap import App, AppVersion, EndpointStorage, ImageTag, PullProfile, PullProfileLink
from pulumi_edgegap.emulator import Organization


def tables(api: Organization) -> dict[Any, Any]:
    return {
        App: api.apps,
        AppVersion: api.versions,
        EndpointStorage: api.storages,
        PullProfile: api.profiles,
        PullProfileLink: api.links,
        ImageTag: api.tags,
    }
