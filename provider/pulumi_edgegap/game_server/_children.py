"""The children of a game server, declared in the order of their creation."""

from __future__ import annotations

from typing import Any

import pulumi

from ..app import App
from ..app_version import AppVersion
from ..endpoint_storage import EndpointStorage
from ..pull_profile import PullProfile
from ..pull_profile_link import PullProfileLink
from ._plan import Plan


class Children:
    """The app, the storages, the pull profiles, the active version with its links, then the other versions."""

    def __init__(
        self,
        parent: pulumi.Resource,
        name: str,
        plan: Plan,
        *,
        account: str | None,
        adopt: bool | None,
    ) -> None:
        """Declare all children of a parent."""
        self._name, self._plan = name, plan
        self._account: dict[str, Any] = {"account": account}
        self._common: dict[str, Any] = {"account": account, "adopt": adopt}
        self._below = pulumi.ResourceOptions(parent=parent)
        self.app = App(name, self._below, **self._common, **plan.app)
        self.storages = {key: self._storage(key) for key in plan.storages}
        self.pull_profiles = {key: self._pull_profile(key) for key in plan.pull_profiles}
        self.active = self._version(plan.active, self._below)
        self.links_of_active = self._links(plan.active, self.active)
        # No other version is stopped before the active one has all its links.
        later = pulumi.ResourceOptions(parent=parent, depends_on=[self.active, *self.links_of_active])
        self.versions = {
            tag: self.active if tag == plan.active else self._version(tag, later) for tag in plan.versions
        }
        for tag, version in self.versions.items():
            if version is not self.active:
                self._links(tag, version)

    def _storage(self, key: str) -> EndpointStorage:
        return EndpointStorage(f"{self._name}-{key}", self._below, **self._common, **self._plan.storages[key])

    def _pull_profile(self, key: str) -> PullProfile:
        given = dict(self._plan.pull_profiles[key])
        storage = self._storage_name(given.pop("storage"))
        return PullProfile(f"{self._name}-{key}", self._below, storage_name=storage, **self._common, **given)

    def _version(self, tag: str, opts: pulumi.ResourceOptions) -> AppVersion:
        given = self._plan.version(tag)
        if self._plan.logs is not None:
            given = {"endpoint_storage": self._storage_name(self._plan.logs), **given}
        return AppVersion(f"{self._name}-{tag}", opts, app_name=self.app.name, **self._common, **given)

    def _links(self, tag: str, version: AppVersion) -> list[PullProfileLink]:
        return [
            PullProfileLink(
                f"{self._name}-{tag}-{key}",
                self._below,
                storage_name=profile.storage_name,
                pull_profile_name=profile.name,
                app_name=self.app.name,
                app_version_name=version.name,
                **self._account,
            )
            for key, profile in self.pull_profiles.items()
        ]

    def _storage_name(self, storage: str | EndpointStorage) -> pulumi.Output[str]:
        return (self.storages[storage] if isinstance(storage, str) else storage).name
