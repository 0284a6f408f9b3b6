"""One organisation of the service: what may be done with its objects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timezone
from typing import TypeVar

from pulumi_edgegap.emulator import versions
from pulumi_edgegap.emulator.deployments import Orchestrator
from pulumi_edgegap.emulator.disk import Disk
from pulumi_edgegap.emulator.errors import ApiError
from pulumi_edgegap.emulator.fields import Edition, Field, Record, check, fill, show
from pulumi_edgegap.emulator.lists import page_of
from pulumi_edgegap.emulator.objects import APP, PROFILE, STORAGE, VERSION
from pulumi_edgegap.emulator.readings import FREE_APPS, FREE_VERSIONS, USUAL, Reading
from pulumi_edgegap.emulator.registry import Registry
from pulumi_edgegap.emulator.tables import Tables

K = TypeVar("K")


def image_is_there(repository: str, image: str, tag: str) -> bool:
    """Tell whether an image can be pulled: each can whose name and tag do not hold the word `missing`."""
    del repository
    return "missing" not in image and "missing" not in tag


class Organisation(Tables):
    """The state that one token opens, and its rules.

    The rules take and return what the API does, and raise `ApiError`. The tables (see `Tables`) hold true
    values, secrets in clear; changing them is what somebody else does behind a client's back.

    Attributes:
        edition: Which edition of the service it behaves as.
        registry: The rules of the image tags.
        orchestrator: The rules of deployments.
        cached: The share of its image that each version answers as cached, 0 to 1; None lets it move.
    """

    def __init__(
        self,
        edition: Edition = "2025",
        *,
        reading: Reading = USUAL,
        pullable: Callable[[str, str, str], bool] = image_is_there,
        disk: Disk | None = None,
        identity: str = "",
    ) -> None:
        """Make an organisation, or find it in a file.

        Args:
            edition: Which edition of the service to behave as.
            reading: How to read what is not certain of the service.
            pullable: Tells from registry, image and tag whether `verify_image` finds the image.
            disk: The file to keep state in; none, when None.
            identity: Names the organisation in that file.
        """
        super().__init__(disk, identity)
        self.edition = edition
        self.reading = reading
        self.registry = Registry(self.tags, edition)
        self.orchestrator = Orchestrator(
            self.deployments, lambda *key: self.versions.found(key), pullable, edition
        )
        self._pullable = pullable
        self._disk = disk
        self._reads = 0
        self.cached: float | None = None

    # Apps

    def create_app(self, body: Record) -> Record:
        """Create an app; its name must be free (409)."""
        record = _stamped(fill(APP) | self._checked(APP, body))
        name = record["name"]
        self.apps.must_be_free(name, 409)
        self.reading.refuse_beyond("applications", len(self.apps), FREE_APPS)
        self.apps[name] = record
        return self.read_app(name)

    def read_app(self, app: str) -> Record:
        """Return an app."""
        return show(APP, self.apps.found(app), self.edition)

    def update_app(self, app: str, body: Record) -> Record:
        """Change the fields sent; a new name takes the versions with it."""
        record = _touched(self.apps.found(app) | self._checked(APP, body, update=True))
        name = record["name"]
        if name != app:
            self.apps.must_be_free(name, 409)
        with self._together():
            if name != app:
                self.apps.move(app, name)
                for _, version in self.versions.of(app):
                    self._move_version((app, version), (name, version))
            self.apps[name] = record
        return self.read_app(name)

    def delete_app(self, app: str) -> None:
        """Delete an app and its versions."""
        self.apps.found(app)
        with self._together():
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
        """Create a version; its name must be free (409) and its image pullable if asked to verify (424)."""
        self.apps.found(app)
        self.reading.examine(VERSION, body, self.edition)
        record = _stamped(versions.created(body, self.edition))
        key = (app, record["name"])
        self.versions.must_be_free(key, 409)
        self.reading.refuse_beyond("versions", len(self.versions), FREE_VERSIONS)
        self._check_references(record, body)
        self.versions[key] = record
        return self.read_version(*key)

    def read_version(self, app: str, version: str) -> Record:
        """Return a version. Its caching percent is `cached`, or moves with each read of the organisation."""
        record = self.versions.found((app, version))
        self._reads += 1
        cached = self._reads % 9 / 8 if self.cached is None else self.cached
        return versions.shown(record, self.edition, cached, self.reading.credentials)

    def update_version(self, app: str, version: str, body: Record) -> Record:
        """Change the fields sent; ports and envs are replaced, and a new name takes the links along."""
        before = self.versions.found((app, version))
        self.reading.examine(VERSION, body, self.edition, update=True)
        record = _touched(versions.updated(before, body, self.edition, self.reading))
        key = (app, record["name"])
        if key != (app, version):
            self.versions.must_be_free(key, 400)
        self._check_references(record, body)
        with self._together():
            if key != (app, version):
                self._move_version((app, version), key)
            self.versions[key] = record
        return self.read_version(*key)

    def delete_version(self, app: str, version: str) -> Record:
        """Delete a version, and its links."""
        self.versions.found((app, version))
        with self._together():
            for link in self.links.of(("version", app, version)):
                del self.links[link]
            del self.versions[app, version]
        return {"success": True, "message": "The version was deleted."}

    def list_versions(self, app: str, page: int = 1, limit: int | None = None) -> Record:
        """Return one page of an app's versions; all of them in the 2024 edition."""
        self.apps.found(app)
        keys = self.versions.of(app)
        if self.edition == "2024":
            return {"versions": [self.read_version(*key) for key in keys], "total_count": len(keys)}
        return self._page("versions", keys, lambda key: self.read_version(*key), page, limit)

    def _move_version(self, old: tuple[str, str], new: tuple[str, str]) -> None:
        self.versions.move(old, new)
        for link in self.links.of(("version", *old)):
            self.links.move(link, (link[0], link[1], *new))

    def _check_references(self, record: Record, sent: Record) -> None:
        """Refuse a storage that is not there and, if asked to verify, an image that cannot be pulled."""
        storage = record.get("endpoint_storage")
        if storage and "endpoint_storage" in sent and storage not in self.storages:
            raise ApiError(400, "endpoint_storage: no endpoint storage has this name.")
        image = ("docker_repository", "docker_image", "docker_tag")
        verify = record["verify_image"] and not sent.keys().isdisjoint(("verify_image", *image))
        if verify and not self._pullable(*(record[name] for name in image)):
            raise ApiError(424, "docker_image, docker_tag: the image cannot be pulled.")

    # Endpoint storages

    def create_storage(self, body: Record) -> Record:
        """Create an endpoint storage; its name must be free (400)."""
        record = _stamped(fill(STORAGE) | self._checked(STORAGE, body))
        name = record["name"]
        self.storages.must_be_free(name, 400)
        self.storages[name] = record
        return self.read_storage(name)

    def read_storage(self, storage: str) -> Record:
        """Return an endpoint storage, without its secret."""
        return show(STORAGE, self.storages.found(storage), self.edition)

    def update_storage(self, storage: str, body: Record) -> Record:
        """Change the fields sent; profiles, links and the versions that use it follow a new name."""
        record = _touched(self.storages.found(storage) | self._checked(STORAGE, body, update=True))
        name = record["name"]
        if name != storage:
            self.storages.must_be_free(name, 400)
        with self._together():
            if name != storage:
                self._move_storage(storage, name)
            self.storages[name] = record
        return self.read_storage(name)

    def delete_storage(self, storage: str) -> None:
        """Delete an endpoint storage, its profiles and their links. Versions keep its name."""
        self.storages.found(storage)
        with self._together():
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
        self.storages.found(storage)
        record = _stamped(fill(PROFILE) | self._checked(PROFILE, body))
        key = (storage, record["name"])
        self.profiles.must_be_free(key, 400)
        self.profiles[key] = record
        return self.read_profile(*key)

    def read_profile(self, storage: str, profile: str) -> Record:
        """Return a pull profile."""
        return show(PROFILE, self.profiles.found((storage, profile)), self.edition)

    def update_profile(self, storage: str, profile: str, body: Record) -> Record:
        """Change the fields sent; a new name takes the links along."""
        before = self.profiles.found((storage, profile))
        record = _touched(before | self._checked(PROFILE, body, update=True))
        key = (storage, record["name"])
        if key != (storage, profile):
            self.profiles.must_be_free(key, 400)
        with self._together():
            if key != (storage, profile):
                self._move_profile((storage, profile), key)
            self.profiles[key] = record
        return self.read_profile(*key)

    def delete_profile(self, storage: str, profile: str) -> None:
        """Delete a pull profile and its links."""
        self.profiles.found((storage, profile))
        with self._together():
            for link in self.links.of(("profile", storage, profile)):
                del self.links[link]
            del self.profiles[storage, profile]

    def list_profiles(self, storage: str, page: int = 1, limit: int | None = None) -> Record:
        """Return one page of a storage's pull profiles."""
        self.storages.found(storage)
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
        """Link a pull profile to a version; a link that is there already is answered as it is."""
        self.profiles.found((storage, profile))
        self.versions.found((app, version))
        key = (storage, profile, app, version)
        if key not in self.links:
            self.links[key] = _stamped({})
        names = {"app": app, "app_version": version, "endpoint": storage, "pull_profile": profile}
        return names | self.links[key]

    def unlink(self, storage: str, profile: str, app: str, version: str) -> None:
        """Remove a link."""
        self.links.found((storage, profile, app, version))
        del self.links[storage, profile, app, version]

    # What all kinds share

    def _checked(self, fields: Mapping[str, Field], body: Record, *, update: bool = False) -> Record:
        self.reading.examine(fields, body, self.edition, update=update)
        return check(fields, body, self.edition, update=update)

    def _together(self) -> AbstractContextManager[None]:
        return self._disk.together() if self._disk else nullcontext()

    def _page(
        self, rows: str, keys: Iterable[K], show_row: Callable[[K], Record], page: int, limit: int | None
    ) -> Record:
        every = list(keys)
        chosen, pagination = page_of(every, page, limit, self.edition)
        return {rows: [show_row(key) for key in chosen], "total_count": len(every), "pagination": pagination}


def _stamped(record: Record) -> Record:
    now = _now()
    return record | {"create_time": now, "last_updated": now}


def _touched(record: Record) -> Record:
    return record | {"last_updated": _now()}


def _now() -> str:
    return datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M:%S.%f")
