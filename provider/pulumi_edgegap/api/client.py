"""The client: one collection per object of the API, one method per route."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from datetime import datetime
from types import TracebackType
from typing import TypeVar, cast

import httpx

from ._clock import SYSTEM, Clock, ServerClock
from ._collection import Body
from ._collection import Collection as _Collection
from ._flags import SecretFlag
from ._http import Http
from ._images import ImageNames
from ._lists import Lists
from ._pace import Pace
from ._paths import DEFAULT_URL, route
from ._retries import Retries
from .deployments import Deployments
from .errors import EdgegapError, not_sendable
from .models import App, AppVersion, EndpointStorage, PullProfile, PullProfileLink, parse
from .pages import Listing, PageFacts
from .tags import Tags

Made = TypeVar("Made")


class Client:
    """The Edgegap API, seen by one organisation. Threads may share a client, and with it its rate.

    Calls are repeated where that is safe: reads, updates and deletes after any passing failure, creates only
    when they were surely not carried out. What stays unclear is told by `outcome_unknown` of the error; see `persist`.

    Args:
        token: The API token, with or without the word `token` before it.
        url: Where the service is; plain http only on this machine.
        timeout: The seconds for a whole answer, however it trickles in; a connection has to be there within 10.
        transport: Another transport of httpx, for tests. Its timeouts are for each read.
        max_retries: How often a call is repeated at most; 0 for never.
        max_wait: The longest wait between two tries in seconds, also when the service asks for more.
        total_timeout: The seconds for a whole call with its repetitions and the waits between them.
        requests_per_second: The rate to stay below; halved for a while when the service says 429.
        on_wait: Told in one sentence of each wait of more than about 3 seconds.
        on_odd: Told in one sentence, once, of each row of a list that is not understood and gone on without.
        insecure: Send the token over plain http, to any host, where anyone on the way can read it.
        clock: Another clock, for tests.

    Raises:
        ValueError: An argument that cannot be right. The error shows neither token nor URL.
    """

    def __init__(
        self,
        token: str,
        url: str = DEFAULT_URL,
        timeout: float = 30.0,
        transport: httpx.BaseTransport | None = None,
        *,
        max_retries: int = 5,
        max_wait: float = 60.0,
        total_timeout: float = 120.0,
        requests_per_second: float = 30.0,
        on_wait: Callable[[str], None] | None = None,
        on_odd: Callable[[str], None] | None = None,
        insecure: bool = False,
        clock: Clock = SYSTEM,
    ) -> None:
        pace = Pace(requests_per_second, clock)
        retries = Retries(pace, clock, max_retries, max_wait, total_timeout, on_wait)
        self._server_clock = ServerClock(clock)
        self._retries = retries
        self._http = Http(token, url, timeout, transport, insecure, retries, self._server_clock, on_odd)
        self._lists = Lists(clock)
        self._images = ImageNames()
        self.deployments = Deployments(self._http)
        self._flag = SecretFlag()
        self._collect("")

    def _collect(self, reader: str) -> None:
        self.apps = Apps(self._http, self._lists, reader)
        self.versions = Versions(self._http, self._lists, reader, self._flag)
        self.storages = Storages(self._http, self._lists, reader)
        self.profiles = Profiles(self._http, self._lists, reader)
        self.links = Links(self._http, self._lists, reader)
        self.tags = Tags(self._http, self._lists, reader, self._images)

    def reading_many(self, reader: str) -> Client:
        """Give this client in a form whose `get` answers from a list where many objects of one kind are read.

        A list is a few seconds old at most, and older neither than what this client wrote nor than what the
        reader read of the object before. The first reads are requests of their own, as are those of objects
        that a list does not hold. With the connections it shares the rate.

        Args:
            reader: Tells one reader from the others, such as the ID of the resource that is read.
        """
        view = copy(self)
        view._collect(reader)
        return view

    def persist(self, step: str, attempt: Callable[[], Made | EdgegapError]) -> Made | EdgegapError:
        """Take a step again, with this client's patience, while its outcome is unknown and its failure may pass.

        Names are unique, so a create may be made again once a look shows that nothing stands there.

        Args:
            step: The step in words, for what is told of a wait.
            attempt: Takes the step, and looks where its outcome is unknown; returns what it made or found, or the
                error, which has `outcome_unknown` only if the look found nothing.
        """
        return cast("Made | EdgegapError", self._retries.persist(step, attempt))

    def check_access(self) -> None:
        """Make sure that this is the API and that it takes the token: GET /v1/apps, one app at most."""
        parse(
            PageFacts, self._http.request("GET", "/v1/apps", query={"page": 1, "limit": 1}), "GET", "/v1/apps"
        )

    def close(self) -> None:
        """Close the connections; the client cannot be used any more."""
        self._http.close()

    def server_time(self) -> datetime | None:
        """Estimate what time it is at the service, in UTC, by its newest answer; None before the first one.

        Answers tell whole seconds: the estimate may be a second behind the truth, and the way of the answer.
        """
        return self._server_clock.now()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Client(url={self._http.url!r})"


class Apps(_Collection):
    """Applications."""

    def create(self, body: Body) -> App:
        """Create an application: POST /v1/app."""
        path = "/v1/app"
        return parse(App, self._create(path, body), "POST", path, name=_name(body))

    def get(self, app: str) -> App:
        """Read an application: GET /v1/app/{app}."""
        return self._one(self._all(), _app(app), app)

    def update(self, app: str, body: Body) -> App:
        """Change the given fields: PATCH /v1/app/{app}."""
        path = _app(app)
        return parse(App, self._update(path, body), "PATCH", path, name=_name(body, app))

    def delete(self, app: str) -> None:
        """Delete an application and its versions: DELETE /v1/app/{app}."""
        self._write("DELETE", _app(app))

    def list(self) -> Iterator[App]:
        """Read all applications, page by page: GET /v1/apps."""
        return self._all().all_rows()

    def _all(self) -> Listing[App]:
        return Listing(self._http, "/v1/apps", "applications", App)


class Versions(_Collection):
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
            with _written():
                return self.get(app, str(body.get("name")))  # made, though the answer does not show it
        return _unwrapped(answer, "POST", path, _name(body))

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
        name = _name(body, version)
        if isinstance(answer, dict) and answer.get("version") is None:
            with _written():
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


class Storages(_Collection):
    """Endpoint storages."""

    def create(self, body: Body) -> EndpointStorage:
        """Create a storage: POST /v1/storage/endpoint."""
        path = "/v1/storage/endpoint"
        answer = self._create(path, body)
        return parse(EndpointStorage, answer, "POST", path, name=_name(body))

    def get(self, storage: str) -> EndpointStorage:
        """Read a storage: GET /v1/storage/endpoint/{storage}."""
        return self._one(self._all(), _storage(storage), storage)

    def update(self, storage: str, body: Body) -> EndpointStorage:
        """Change the given fields: PATCH /v1/storage/endpoint/{storage}. May read once more."""
        path = _storage(storage)
        answer = self._update(path, body)
        name = _name(body, storage)
        if _nameless(answer):
            with _written():
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


class Profiles(_Collection):
    """Pull profiles of storages."""

    def create(self, storage: str, body: Body) -> PullProfile:
        """Create a pull profile: POST /v1/storage/endpoint/{storage}/pull-profile."""
        path = route("/v1/storage/endpoint/{storage}/pull-profile", storage=storage)
        answer = self._create(path, body)
        return parse(PullProfile, answer, "POST", path, name=_name(body))

    def get(self, storage: str, profile: str) -> PullProfile:
        """Read a pull profile: GET /v1/storage/endpoint/{storage}/pull-profile/{profile}."""
        return self._one(self._all(storage), _profile(storage, profile), profile)

    def update(self, storage: str, profile: str, body: Body) -> PullProfile:
        """Change the given fields: PATCH …/{storage}/pull-profile/{profile}. May read once more."""
        path = _profile(storage, profile)
        answer = self._update(path, body)
        name = _name(body, profile)
        if _nameless(answer):
            with _written():
                return self.get(storage, name)
        return parse(PullProfile, answer, "PATCH", path, name=name)

    def delete(self, storage: str, profile: str) -> None:
        """Delete a pull profile: DELETE /v1/storage/endpoint/{storage}/pull-profile/{profile}."""
        self._write("DELETE", _profile(storage, profile))

    def list(self, storage: str) -> Iterator[PullProfile]:
        """Read all profiles of a storage, page by page: GET /v1/storage/endpoint/{storage}/pull-profiles."""
        return self._all(storage).all_rows()

    def names(self, storage: str) -> builtins.list[str]:
        """Read the names of all profiles, those of which no more is understood too."""
        return self._all(storage).names()

    def _all(self, storage: str) -> Listing[PullProfile]:
        path = route("/v1/storage/endpoint/{storage}/pull-profiles", storage=storage)
        return Listing(self._http, path, "pull_profiles", PullProfile)


class Links(_Collection):
    """Pull profiles given to versions. The API cannot read them."""

    def create(self, storage: str, profile: str, app: str, version: str) -> PullProfileLink:
        """Give a profile to a version: PUT …/pull-profile/{profile}/app/{app}/version/{version}."""
        path = _link(storage, profile, app, version)
        ends = {"endpoint": storage, "pull_profile": profile, "app": app, "app_version": version}
        return parse(PullProfileLink, self._write("PUT", path), "PUT", path, **ends)

    def delete(self, storage: str, profile: str, app: str, version: str) -> None:
        """Take a profile from a version: DELETE …/pull-profile/{profile}/app/{app}/version/{version}."""
        self._write("DELETE", _link(storage, profile, app, version))


def _app(app: str) -> str:
    return route("/v1/app/{app}", app=app)


def _version(app: str, version: str) -> str:
    return route("/v1/app/{app}/version/{version}", app=app, version=version)


def _storage(storage: str) -> str:
    return route("/v1/storage/endpoint/{storage}", storage=storage)


def _profile(storage: str, profile: str) -> str:
    return route("/v1/storage/endpoint/{storage}/pull-profile/{profile}", storage=storage, profile=profile)


def _link(storage: str, profile: str, app: str, version: str) -> str:
    return _profile(storage, profile) + route("/app/{app}/version/{version}", app=app, version=version)


def _refuse_empty_storage(method: str, path: str, body: Body) -> None:
    if body.get("endpoint_storage") == "":
        problem = "is empty, which the service fails at: leave it out"
        raise not_sendable(method, path, "endpoint_storage", problem)


@contextmanager
def _written() -> Iterator[None]:
    """Mark what fails after a write: the write itself stands."""
    try:
        yield
    except EdgegapError as error:
        error.outcome_unknown = True
        raise


def _unwrapped(answer: object, method: str, path: str, name: str) -> AppVersion:
    wrapped = answer.get("version") if isinstance(answer, dict) else None
    return parse(AppVersion, wrapped, method, path, "version", name=name)


def _name(body: Body, default: str = "") -> str:
    """Give the name that an object has after a write; empty for one that the service chooses."""
    return str(body.get("name", default))


def _nameless(answer: object) -> bool:
    """Whether an update's answer leaves out the object, as no edition of the contract forbids."""
    return isinstance(answer, dict) and answer.get("name") is None
