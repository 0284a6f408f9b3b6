"""Applications and their versions."""

from __future__ import annotations

import builtins
from collections.abc import Iterator

from ._collection import Body, Collection, name_of, written
from ._flags import SecretFlag
from ._http import Http
from ._lists import Lists
from ._paths import route
from .errors import not_sendable
from .models import App, AppVersion, parse
from .pages import Listing


class Apps(Collection):
    """Applications."""

    def create(self, body: Body) -> App:
        """Create an application: POST /v1/app."""
        path = "/v1/app"
        return parse(App, self._create(path, body), "POST", path, name=name_of(body))

    def get(self, app: str) -> App:
        """Read an application: GET /v1/app/{app}."""
        return self._one(self._all(), _app(app), app)

    def update(self, app: str, body: Body) -> App:
        """Change the given fields: PATCH /v1/app/{app}."""
        path = _app(app)
        return parse(App, self._update(path, body), "PATCH", path, name=name_of(body, app))

    def delete(self, app: str) -> None:
        """Delete an application and its versions: DELETE /v1/app/{app}."""
        self._write("DELETE", _app(app))

    def list(self) -> Iterator[App]:
        """Read all applications, page by page: GET /v1/apps."""
        return self._all().all_rows()

    def _all(self) -> Listing[App]:
        return Listing(self._http, "/v1/apps", "applications", App)


class Versions(Collection):
    """Versions of applications. The flag of a secret variable goes by either name, `is_secret` or `is_hidden`."""

    def __init__(self, http: Http, lists: Lists, reader: str, flag: SecretFlag) -> None:
        super().__init__(http, lists, reader)
        self._flag = flag

    def create(self, app: str, body: Body) -> AppVersion:
        """Create a version: POST /v1/app/{app}/version."""
        path = route("/v1/app/{app}/version", app=app)
        _refuse_empty_storage("POST", path, body)
        answer = self._flag.send(body, lambda sent: self._create(path, sent))
        if isinstance(answer, dict) and answer.get("success") is True and answer.get("version") is None:
            with written():
                return self.get(app, str(body.get("name")))  # made, though the answer does not show it
        return _unwrapped(answer, "POST", path, name_of(body))

    def get(self, app: str, version: str) -> AppVersion:
        """Read a version: GET /v1/app/{app}/version/{version}."""
        path = _version(app, version)

        def ask() -> AppVersion:
            answer = self._flag.learned(self._http.request("GET", path))
            return parse(AppVersion, answer, "GET", path, name=version)

        return self._one(self._all(app), path, version, ask)

    def update(self, app: str, version: str, body: Body) -> AppVersion:
        """Change the given fields: PATCH /v1/app/{app}/version/{version}. May read once more."""
        path = _version(app, version)
        _refuse_empty_storage("PATCH", path, body)
        answer = self._flag.send(body, lambda sent: self._update(path, sent))
        name = name_of(body, version)
        if isinstance(answer, dict) and answer.get("version") is None:
            with written():
                return self.get(app, name)  # the 2026 edition need not answer it
        return _unwrapped(answer, "PATCH", path, name)

    def delete(self, app: str, version: str) -> None:
        """Delete a version: DELETE /v1/app/{app}/version/{version}."""
        self._write("DELETE", _version(app, version))

    def list(self, app: str) -> Iterator[AppVersion]:
        """Read all versions of an application, page by page: GET /v1/app/{app}/versions."""
        return self._all(app).all_rows()

    def names(self, app: str) -> builtins.list[str]:
        """Read the names of all versions, those of which no more is understood too."""
        return self._all(app).names()

    def _all(self, app: str) -> Listing[AppVersion]:
        return Listing(self._http, route("/v1/app/{app}/versions", app=app), "versions", AppVersion)


def _app(app: str) -> str:
    return route("/v1/app/{app}", app=app)


def _version(app: str, version: str) -> str:
    return route("/v1/app/{app}/version/{version}", app=app, version=version)


def _refuse_empty_storage(method: str, path: str, body: Body) -> None:
    if body.get("endpoint_storage") == "":
        problem = "is empty, which the service fails at: leave it out"
        raise not_sendable(method, path, "endpoint_storage", problem)


def _unwrapped(answer: object, method: str, path: str, name: str) -> AppVersion:
    wrapped = answer.get("version") if isinstance(answer, dict) else None
    return parse(AppVersion, wrapped, method, path, "version", name=name)
