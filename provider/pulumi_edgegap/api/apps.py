"""Applications and their versions.

Editions of the API differ in the flag of a secret variable: `is_secret` or `is_hidden`.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Callable, Iterator, Mapping

from ._collection import Body, Collection, after_write, name_of, route
from ._http import Http
from ._lists import Lists
from ._parsing import parse
from ._secrets import FLAGGED
from .errors import BadRequestError, not_sendable
from .models import App, AppVersion
from .pages import Listing

FLAGS = FLAGGED["value"]


class Apps(Collection):
    """Applications."""

    def create(self, body: Body) -> App:
        """Create an application: POST /v1/app."""
        return self._create(App, "/v1/app", body)

    def get(self, app: str) -> App:
        """Read an application: GET /v1/app/{app}."""
        return self._read(self._all(), _app(app), app)

    def update(self, app: str, body: Body) -> App:
        """Change the given fields: PATCH /v1/app/{app}."""
        path = _app(app)
        return parse(App, self._write("PATCH", path, body), "PATCH", path, name=name_of(body, app))

    def delete(self, app: str) -> None:
        """Delete an application and its versions: DELETE /v1/app/{app}."""
        self._write("DELETE", _app(app))

    def list(self) -> Iterator[App]:
        """Read all applications, page by page: GET /v1/apps."""
        return self._all().all_rows()

    def _all(self) -> Listing[App]:
        return Listing(self._http, "/v1/apps", "applications", App)


class Versions(Collection):
    """Versions of applications. A secret variable may be flagged as `is_secret` or as `is_hidden`."""

    def __init__(self, http: Http, lists: Lists, reader: str, flag: SecretFlag) -> None:
        super().__init__(http, lists, reader)
        self._flag = flag

    def create(self, app: str, body: Body) -> AppVersion:
        """Create a version: POST /v1/app/{app}/version."""
        path = route("/v1/app/{app}/version", app=app)
        return self._write_version("POST", path, body, app, name_of(body))

    def get(self, app: str, version: str) -> AppVersion:
        """Read a version: GET /v1/app/{app}/version/{version}."""
        path = _version(app, version)

        def ask() -> AppVersion:
            answer = self._flag.learn(self._http.request("GET", path))
            return parse(AppVersion, answer, "GET", path, name=version)

        return self._read(self._all(app), path, version, ask)

    def update(self, app: str, version: str, body: Body) -> AppVersion:
        """Change the given fields: PATCH /v1/app/{app}/version/{version}. May send a GET too."""
        path = _version(app, version)
        return self._write_version("PATCH", path, body, app, name_of(body, version))

    def _write_version(self, method: str, path: str, body: Body, app: str, name: str) -> AppVersion:
        """Write a version, and read it where the response leaves it out, as it may in the 2026 edition."""
        if body.get("endpoint_storage") == "":
            problem = "must not be empty, which makes the service fail: leave it out"
            raise not_sendable(method, path, "endpoint_storage", problem)
        answer = self._flag.send(body, lambda sent: self._write(method, path, sent))
        shown = answer.get("version") if isinstance(answer, dict) else None
        if (
            shown is None
            and isinstance(answer, dict)
            and (method == "PATCH" or answer.get("success") is True)
        ):
            with after_write():
                return self.get(app, name)
        return parse(AppVersion, shown, method, path, "version", name=name)

    def delete(self, app: str, version: str) -> None:
        """Delete a version: DELETE /v1/app/{app}/version/{version}."""
        self._write("DELETE", _version(app, version))

    def list(self, app: str) -> Iterator[AppVersion]:
        """Read all versions of an application, page by page: GET /v1/app/{app}/versions."""
        return self._all(app).all_rows()

    def names(self, app: str) -> builtins.list[str]:
        """Read the names of all versions, including those with invalid fields."""
        return self._all(app).names()

    def _all(self, app: str) -> Listing[AppVersion]:
        return Listing(self._http, route("/v1/app/{app}/versions", app=app), "versions", AppVersion)


def _app(app: str) -> str:
    return route("/v1/app/{app}", app=app)


def _version(app: str, version: str) -> str:
    return route("/v1/app/{app}/version/{version}", app=app, version=version)


class SecretFlag:
    """The name of the flag in the edition of the service, once that is known. Threads share it.

    Until then a secret is flagged under both names, as a flag that the service ignores would leave it in clear. The
    first response with a variable, or with a refusal of one name, shows which one it is.
    """

    def __init__(self) -> None:
        self._name = ""

    def send(self, body: Mapping[str, object], ask: Callable[[Mapping[str, object]], object]) -> object:
        """Send a body, and again with the other name where one is refused.

        Raises:
            EdgegapError: As raised by `ask`.
        """
        sent = self._with_flags(body)
        try:
            answer = ask(sent)
        except BadRequestError as error:
            if error.outcome_unknown or not self._learn_from_refusal(error, sent):
                raise
            answer = ask(self._with_flags(body))
        return self.learn(answer)

    def learn(self, answer: object) -> object:
        """Learn the name from a response with a version, bare or wrapped; return the response."""
        version = answer.get("version", answer) if isinstance(answer, dict) else None
        envs = version.get("envs") if isinstance(version, dict) else None
        for env in envs if isinstance(envs, list) else ():
            shown = [name for name in FLAGS if isinstance(env, dict) and name in env]
            if shown:
                self._name = shown[-1]
        return answer

    def _learn_from_refusal(self, error: BadRequestError, sent: Mapping[str, object]) -> bool:
        """Learn the name from a refusal of the other one, if that was sent; return whether it was learned."""
        said = " ".join([error.message, *error.fields, *error.fields.values()])
        refused = [name for name in FLAGS if re.search(rf"\b{name}\b", said)]
        if len(refused) != 1 or not any(refused[0] in env for env in _rows(sent)):
            return False
        self._name = FLAGS[1 - FLAGS.index(refused[0])]
        return True

    def _with_flags(self, body: Mapping[str, object]) -> Mapping[str, object]:
        name = self._name
        rows = [_with_flag(env, name) for env in _rows(body)]
        return {**body, "envs": rows} if rows else body


def _rows(body: Mapping[str, object]) -> list[Mapping[str, object]]:
    """Return the variables of a body, or none where `envs` is something else, which the API will refuse."""
    envs = body.get("envs")
    if not isinstance(envs, list) or not all(isinstance(env, Mapping) for env in envs):
        return []
    return envs


def _with_flag(env: Mapping[str, object], name: str) -> Mapping[str, object]:
    """Return a variable with the flag, if it is secret, under `name`, or under both names where that is empty."""
    given = [env[flag] for flag in FLAGS if flag in env]
    if not given or not all(isinstance(flag, bool) for flag in given):
        return env
    rest = {field: value for field, value in env.items() if field not in FLAGS}
    return rest | dict.fromkeys([name] if name else FLAGS, True) if any(given) else rest
