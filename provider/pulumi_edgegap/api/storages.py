"""Endpoint storages, their pull profiles, and the links of these to versions."""

from __future__ import annotations

import builtins
from collections.abc import Iterator

from ._collection import Body, Collection, after_write, name_of, nameless, route
from ._parsing import parse
from .models import EndpointStorage, PullProfile, PullProfileLink
from .pages import Listing


class Storages(Collection):
    """Endpoint storages."""

    def create(self, body: Body) -> EndpointStorage:
        """Create a storage: POST /v1/storage/endpoint."""
        return self._create(EndpointStorage, "/v1/storage/endpoint", body)

    def get(self, storage: str) -> EndpointStorage:
        """Read a storage: GET /v1/storage/endpoint/{storage}."""
        return self._read(self._all(), _storage(storage), storage)

    def update(self, storage: str, body: Body) -> EndpointStorage:
        """Change the given fields: PATCH /v1/storage/endpoint/{storage}. May send a GET too."""
        path = _storage(storage)
        answer = self._write("PATCH", path, body)
        name = name_of(body, storage)
        if nameless(answer):
            with after_write():
                return self.get(name)
        return parse(EndpointStorage, answer, "PATCH", path, name=name)

    def delete(self, storage: str) -> None:
        """Delete a storage: DELETE /v1/storage/endpoint/{storage}."""
        self._write("DELETE", _storage(storage))

    def list(self) -> Iterator[EndpointStorage]:
        """Read all storages, page by page: GET /v1/storage/endpoints."""
        return self._all().all_rows()

    def _all(self) -> Listing[EndpointStorage]:
        return Listing(self._http, "/v1/storage/endpoints", "endpoints", EndpointStorage)


class Profiles(Collection):
    """Pull profiles of storages."""

    def create(self, storage: str, body: Body) -> PullProfile:
        """Create a pull profile: POST /v1/storage/endpoint/{storage}/pull-profile."""
        return self._create(PullProfile, _storage(storage) + "/pull-profile", body)

    def get(self, storage: str, profile: str) -> PullProfile:
        """Read a pull profile: GET /v1/storage/endpoint/{storage}/pull-profile/{profile}."""
        return self._read(self._all(storage), _profile(storage, profile), profile)

    def update(self, storage: str, profile: str, body: Body) -> PullProfile:
        """Change the given fields: PATCH …/{storage}/pull-profile/{profile}. May send a GET too."""
        path = _profile(storage, profile)
        answer = self._write("PATCH", path, body)
        name = name_of(body, profile)
        if nameless(answer):
            with after_write():
                return self.get(storage, name)
        return parse(PullProfile, answer, "PATCH", path, name=name)

    def delete(self, storage: str, profile: str) -> None:
        """Delete a pull profile: DELETE /v1/storage/endpoint/{storage}/pull-profile/{profile}."""
        self._write("DELETE", _profile(storage, profile))

    def list(self, storage: str) -> Iterator[PullProfile]:
        """Read all profiles of a storage, page by page: GET /v1/storage/endpoint/{storage}/pull-profiles."""
        return self._all(storage).all_rows()

    def names(self, storage: str) -> builtins.list[str]:
        """Read the names of all profiles, including those with invalid fields."""
        return self._all(storage).names()

    def _all(self, storage: str) -> Listing[PullProfile]:
        path = route("/v1/storage/endpoint/{storage}/pull-profiles", storage=storage)
        return Listing(self._http, path, "pull_profiles", PullProfile)


class Links(Collection):
    """Links of pull profiles to versions. The API has no route to read them."""

    def create(self, storage: str, profile: str, app: str, version: str) -> PullProfileLink:
        """Link a profile to a version: PUT …/pull-profile/{profile}/app/{app}/version/{version}."""
        path = _link(storage, profile, app, version)
        ends = {"endpoint": storage, "pull_profile": profile, "app": app, "app_version": version}
        return parse(PullProfileLink, self._write("PUT", path), "PUT", path, **ends)

    def delete(self, storage: str, profile: str, app: str, version: str) -> None:
        """Remove the link of a profile to a version: DELETE …/pull-profile/{profile}/app/{app}/version/{version}."""
        self._write("DELETE", _link(storage, profile, app, version))


def _storage(storage: str) -> str:
    return route("/v1/storage/endpoint/{storage}", storage=storage)


def _profile(storage: str, profile: str) -> str:
    return route("/v1/storage/endpoint/{storage}/pull-profile/{profile}", storage=storage, profile=profile)


def _link(storage: str, profile: str, app: str, version: str) -> str:
    return _profile(storage, profile) + route("/app/{app}/version/{version}", app=app, version=version)
