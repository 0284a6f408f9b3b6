"""Operations on apps and their versions."""

from __future__ import annotations

from pulumi_edgegap.emulator import versions
from pulumi_edgegap.emulator.errors import ApiError
from pulumi_edgegap.emulator.fields import Record, fill, show
from pulumi_edgegap.emulator.objects import APP, VERSION
from pulumi_edgegap.emulator.readings import FREE_APPS, FREE_VERSIONS
from pulumi_edgegap.emulator.rules import Rules, with_creation_time, with_update_time


class AppRules(Rules):
    """Operations on apps and versions."""

    # Apps

    def create_app(self, body: Record) -> Record:
        """Create an app; its name must be free (409)."""
        record = with_creation_time(fill(APP) | self._checked(APP, body))
        name = record["name"]
        self.apps.must_be_free(name, 409)
        self.reading.check_limit("applications", len(self.apps), FREE_APPS)
        self.apps[name] = record
        return self.read_app(name)

    def read_app(self, app: str) -> Record:
        """Return an app."""
        return show(APP, self.apps.require(app), self.edition)

    def update_app(self, app: str, body: Record) -> Record:
        """Change the given fields; a new name also applies to the versions."""
        record = with_update_time(self.apps.require(app) | self._checked(APP, body, update=True))
        name = record["name"]
        if name != app:
            self.apps.must_be_free(name, 409)
        with self._transaction():
            if name != app:
                self.apps.move(app, name)
                for _, version in self.versions.of(app):
                    self._move_version((app, version), (name, version))
            self.apps[name] = record
        return self.read_app(name)

    def delete_app(self, app: str) -> None:
        """Delete an app and its versions."""
        self.apps.require(app)
        with self._transaction():
            for key in self.versions.of(app):
                self.delete_version(*key)
            del self.apps[app]

    def list_apps(self, page: int = 1, limit: int | None = None) -> Record:
        """Return one page of apps; all of them in the 2024 edition."""
        if self.edition == "2024":
            return {"applications": [self.read_app(app) for app in list(self.apps)]}
        return self._page("applications", self.apps, self.read_app, page, limit)

    # Versions

    def create_version(self, app: str, body: Record) -> Record:
        """Create a version; its name must be free (409) and a verified image pullable (424)."""
        self.apps.require(app)
        self.reading.check_strictly(VERSION, body, self.edition)
        record = with_creation_time(versions.created(body, self.edition))
        key = (app, record["name"])
        self.versions.must_be_free(key, 409)
        self.reading.check_limit("versions", len(self.versions), FREE_VERSIONS)
        self._check_references(record, body)
        self.versions[key] = record
        self._reads.pop(key, None)
        return self.read_version(*key)

    def read_version(self, app: str, version: str) -> Record:
        """Return a version."""
        record = self.versions.require((app, version))
        return versions.shown(
            record, self.edition, self._cached(app, version, record), self.reading.credentials
        )

    def update_version(self, app: str, version: str, body: Record) -> Record:
        """Change the given fields; ports and envs are replaced, and a new name also applies to the links."""
        before = self.versions.require((app, version))
        self.reading.check_strictly(VERSION, body, self.edition, update=True)
        record = with_update_time(versions.updated(before, body, self.edition, self.reading))
        key = (app, record["name"])
        if key != (app, version):
            self.versions.must_be_free(key, 400)
        self._check_references(record, body)
        with self._transaction():
            if key != (app, version):
                self._move_version((app, version), key)
            self.versions[key] = record
        return self.read_version(*key)

    def delete_version(self, app: str, version: str) -> Record:
        """Delete a version and its links."""
        self.versions.require((app, version))
        with self._transaction():
            for link in self.links.of(("version", app, version)):
                del self.links[link]
            del self.versions[app, version]
        return {"success": True, "message": "The version was deleted."}

    def list_versions(self, app: str, page: int = 1, limit: int | None = None) -> Record:
        """Return one page of an app's versions; all of them in the 2024 edition."""
        self.apps.require(app)
        keys = self.versions.of(app)
        if self.edition == "2024":
            return {"versions": [self.read_version(*key) for key in keys], "total_count": len(keys)}
        return self._page("versions", keys, lambda key: self.read_version(*key), page, limit)

    def _move_version(self, old: tuple[str, str], new: tuple[str, str]) -> None:
        self.versions.move(old, new)
        for link in self.links.of(("version", *old)):
            self.links.move(link, (link[0], link[1], *new))

    def _cached(self, app: str, version: str, record: Record) -> float:
        """Return the share of a version's image that is cached."""
        self._reads[app, version] += 1
        if self.cached == "moving":
            return self._reads.total() % 9 / 8
        if self.cached is not None:
            return self.cached
        return min(self._reads[app, version] - 1, 4) / 4 if record.get("force_cache") else 0

    def _check_references(self, record: Record, sent: Record) -> None:
        """Refuse a storage that does not exist and, with `verify_image`, an image that cannot be pulled."""
        storage = record.get("endpoint_storage")
        if storage and "endpoint_storage" in sent and storage not in self.storages:
            raise ApiError(400, "endpoint_storage: no endpoint storage has this name.")
        image = ("docker_repository", "docker_image", "docker_tag")
        verify = record["verify_image"] and not sent.keys().isdisjoint(("verify_image", *image))
        if verify and not self.pullable(*(record[name] for name in image)):
            raise ApiError(424, "docker_image, docker_tag: the image cannot be pulled.")
