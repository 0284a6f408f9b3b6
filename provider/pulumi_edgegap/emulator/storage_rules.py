"""Operations on endpoint storages, their pull profiles, and the profiles' links to versions."""

from __future__ import annotations

from pulumi_edgegap.emulator.fields import Record, fill, show
from pulumi_edgegap.emulator.objects import PROFILE, STORAGE
from pulumi_edgegap.emulator.rules import Rules, with_creation_time, with_update_time


class StorageRules(Rules):
    """Operations on endpoint storages, pull profiles and links."""

    # Endpoint storages

    def create_storage(self, body: Record) -> Record:
        """Create an endpoint storage; its name must be free (400)."""
        record = with_creation_time(fill(STORAGE) | self._checked(STORAGE, body))
        name = record["name"]
        self.storages.must_be_free(name, 400)
        self.storages[name] = record
        return self.read_storage(name)

    def read_storage(self, storage: str) -> Record:
        """Return an endpoint storage, without its secret."""
        return show(STORAGE, self.storages.require(storage), self.edition)

    def update_storage(self, storage: str, body: Record) -> Record:
        """Change the given fields; a new name also applies to profiles, links and versions that use it."""
        record = with_update_time(self.storages.require(storage) | self._checked(STORAGE, body, update=True))
        name = record["name"]
        if name != storage:
            self.storages.must_be_free(name, 400)
        with self._transaction():
            if name != storage:
                self._move_storage(storage, name)
            self.storages[name] = record
        return self.read_storage(name)

    def delete_storage(self, storage: str) -> None:
        """Delete an endpoint storage, its profiles and their links. Versions keep its name."""
        self.storages.require(storage)
        with self._transaction():
            for key in self.profiles.of(storage):
                self.delete_profile(*key)
            del self.storages[storage]

    def list_storages(self, page: int = 1, limit: int | None = None) -> Record:
        """Return one page of endpoint storages; the contract has no total here."""
        answer = self._page("endpoints", self.storages, self.read_storage, page, limit)
        del answer["total_count"]
        return answer

    def _move_storage(self, old: str, new: str) -> None:
        self.storages.move(old, new)
        for _, profile in self.profiles.of(old):
            self._move_profile((old, profile), (new, profile))
        for key, version in list(self.versions.items()):
            if version.get("endpoint_storage") == old:
                self.versions[key] = version | {"endpoint_storage": new}

    # Pull profiles

    def create_profile(self, storage: str, body: Record) -> Record:
        """Create a pull profile; its name must be free in the storage (400)."""
        self.storages.require(storage)
        record = with_creation_time(fill(PROFILE) | self._checked(PROFILE, body))
        key = (storage, record["name"])
        self.profiles.must_be_free(key, 400)
        self.profiles[key] = record
        return self.read_profile(*key)

    def read_profile(self, storage: str, profile: str) -> Record:
        """Return a pull profile."""
        return show(PROFILE, self.profiles.require((storage, profile)), self.edition)

    def update_profile(self, storage: str, profile: str, body: Record) -> Record:
        """Change the given fields; a new name also applies to the links."""
        before = self.profiles.require((storage, profile))
        record = with_update_time(before | self._checked(PROFILE, body, update=True))
        key = (storage, record["name"])
        if key != (storage, profile):
            self.profiles.must_be_free(key, 400)
        with self._transaction():
            if key != (storage, profile):
                self._move_profile((storage, profile), key)
            self.profiles[key] = record
        return self.read_profile(*key)

    def delete_profile(self, storage: str, profile: str) -> None:
        """Delete a pull profile and its links."""
        self.profiles.require((storage, profile))
        with self._transaction():
            for link in self.links.of(("profile", storage, profile)):
                del self.links[link]
            del self.profiles[storage, profile]

    def list_profiles(self, storage: str, page: int = 1, limit: int | None = None) -> Record:
        """Return one page of a storage's pull profiles."""
        self.storages.require(storage)
        keys = self.profiles.of(storage)
        answer = self._page("pull_profiles", keys, lambda key: self.read_profile(*key), page, limit)
        if self.edition == "2024":
            del answer["total_count"]
        return answer

    def _move_profile(self, old: tuple[str, str], new: tuple[str, str]) -> None:
        self.profiles.move(old, new)
        for link in self.links.of(("profile", *old)):
            self.links.move(link, (*new, link[2], link[3]))

    # Links

    def link(self, storage: str, profile: str, app: str, version: str) -> Record:
        """Link a pull profile to a version; an existing link is returned unchanged."""
        self.profiles.require((storage, profile))
        self.versions.require((app, version))
        key = (storage, profile, app, version)
        if key not in self.links:
            self.links[key] = with_creation_time({})
        names = {"app": app, "app_version": version, "endpoint": storage, "pull_profile": profile}
        return names | self.links[key]

    def unlink(self, storage: str, profile: str, app: str, version: str) -> None:
        """Remove a link."""
        self.links.require((storage, profile, app, version))
        del self.links[storage, profile, app, version]
