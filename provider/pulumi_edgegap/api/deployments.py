"""Deployments: running servers of versions. The names of their fields differ between routes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import StrictBool, StrictFloat, StrictStr, ValidatorFunctionWrapHandler, field_validator

from ._collection import route
from ._http import Http
from ._parsing import parse
from .errors import EdgegapError, NotFoundError
from .models import Answer, Whole
from .pages import Listing

LISTS = ("/v1/deployments", "/v2/deployments")
DEPLOYS = ("/v2/deployments", "/v1/deploy")
"""The routes for lists and creates; the second one is used where the service does not have the first."""
READY, FAILED, ENDED = "READY", "ERROR", "TERMINATED"
_GONE = 410


class DeploymentPort(Answer):
    """A port of a deployment, and where it can be reached."""

    name: StrictStr | None = None
    external: Whole | None = None
    internal: Whole | None = None
    protocol: StrictStr | None = None
    link: StrictStr | None = None


class Location(Answer):
    """Where a deployment runs."""

    city: StrictStr | None = None
    country: StrictStr | None = None
    continent: StrictStr | None = None
    latitude: StrictFloat | None = None
    longitude: StrictFloat | None = None


class DeploymentStatus(Answer):
    """The status of a deployment."""

    request_id: StrictStr
    current_status: StrictStr | None = None
    running: StrictBool | None = None
    error: StrictBool | None = None
    error_detail: StrictStr | None = None
    fqdn: StrictStr | None = None
    public_ip: StrictStr | None = None
    ports: dict[str, DeploymentPort] | None = None
    location: Location | None = None

    @property
    def status(self) -> str:
        """The status as one word, such as `READY`; empty where the response has none."""
        return status_word(self.current_status)

    @property
    def is_ready(self) -> bool:
        """Whether players can connect."""
        return self.status == READY or (self.running is True and not self.is_over)

    @property
    def is_over(self) -> bool:
        """Whether it has failed or ended, and so will never be ready."""
        return self.error is True or self.status in (FAILED, ENDED)


class ListedDeployment(Answer):
    """A row of a list of deployments, which needs nothing but its ID."""

    KEY = "request_id"
    request_id: StrictStr
    status: StrictStr | None = None
    current_status: StrictStr | None = None
    sockets_usage: Whole | None = None
    tags: list[StrictStr] | None = None

    @field_validator("status", "current_status", "sockets_usage", "tags", mode="wrap")
    @classmethod
    def _none_if_invalid(cls, value: object, read: ValidatorFunctionWrapHandler) -> object:
        """Replace an invalid value by None: the row is a deployment all the same."""
        try:
            return read(value)
        except ValueError:
            return None

    @property
    def has_ended(self) -> bool:
        """Whether its status says that it has ended; any other deployment of a list runs."""
        return status_word(self.current_status or self.status) == ENDED


@dataclass(frozen=True)
class Running:
    """The number of running deployments, and of the players in them, None where a deployment does not say."""

    count: int
    players: int | None

    @classmethod
    def of(cls, deployments: Sequence[ListedDeployment]) -> Running:
        """Count the running ones among deployments, and their players."""
        live = [each for each in deployments if not each.has_ended]
        players = [each.sockets_usage for each in live if each.sockets_usage is not None]
        return cls(len(live), sum(players) if live and len(players) == len(live) else None)

    def __bool__(self) -> bool:
        return self.count > 0

    def __str__(self) -> str:
        players = f" with {_count(self.players, 'player')}" if self.players is not None else ""
        return f"{_count(self.count, 'running deployment')}{players}"


class Deployments:
    """Running servers of versions."""

    def __init__(self, http: Http) -> None:
        self._http = http
        self._first_list = 0  # the service does not have the routes before this one

    def create(
        self, app: str, version: str, users: Sequence[Mapping[str, object]], tags: Sequence[str] = ()
    ) -> str:
        """Start a deployment and return its request ID: POST /v2/deployments, or /v1/deploy.

        Args:
            app: The app.
            version: The version.
            users: The players, in the form of v2: `{"user_type": "ip_address", "user_data": {...}}`.
            tags: Tags to find it by.
        """
        newer, older = DEPLOYS
        body = {"application": app, "version": version, "users": list(users), "tags": list(tags)}
        try:
            return self._start(newer, body)
        except NotFoundError:
            # The route is missing, or the version: then the older route answers 404 as well.
            return self._start(
                older, {"app_name": app, "version_name": version, "tags": list(tags)} | _users_of_v1(users)
            )

    def get(self, request_id: str) -> DeploymentStatus:
        """Read the status of a deployment: GET /v1/status/{request_id}."""
        path = route("/v1/status/{request_id}", request_id=request_id)
        answer = self._http.request("GET", path)
        return parse(DeploymentStatus, answer, "GET", path, request_id=request_id)

    def list(
        self, app: str = "", version: str = "", status: str = "", tag: str = ""
    ) -> Iterator[ListedDeployment]:
        """Read the running deployments, page by page: GET /v1/deployments, or /v2/deployments.

        Args:
            app: Only those of this app.
            version: Only those of versions with this name.
            status: Only those in this status, such as `ready`.
            tag: Only those with this tag.

        Raises:
            NotFoundError: The service has neither route.
            ForbiddenError: The token is not allowed to list deployments.
        """
        wanted = {"application": app, "version": version, "status": status, "tags": tag}
        filters = [
            {"field": name, "operator": "eq", "value": value} for name, value in wanted.items() if value
        ]
        query = {"query": json.dumps({"filters": filters})} if filters else {}
        for path in LISTS[self._first_list :]:
            try:
                yield from Listing(self._http, path, "data", ListedDeployment, query).all_rows()
            except NotFoundError:
                if path != LISTS[-1]:
                    continue
                self._first_list = 0
                raise
            self._first_list = LISTS.index(path)
            return

    def running(self, app: str, version: str = "") -> Running:
        """Count the deployments of an app, or of one of its versions; raises as `list` does."""
        return Running.of(list(self.list(app, version)))

    def stop(self, request_id: str) -> None:
        """Stop a deployment; one that has already stopped is not an error: DELETE /v1/stop/{request_id}."""
        path = route("/v1/stop/{request_id}", request_id=request_id)
        try:
            self._http.request("DELETE", path)
        except EdgegapError as error:
            if error.status != _GONE:
                raise

    def _start(self, path: str, body: Mapping[str, object]) -> str:
        return parse(DeploymentStatus, self._http.request("POST", path, body), "POST", path).request_id


def status_word(status: str | None) -> str:
    """Return a status, written `Status.READY`, `READY` or `ready`, as one word in capitals."""
    return (status or "").rpartition(".")[2].upper()


def _users_of_v1(users: Sequence[Mapping[str, object]]) -> dict[str, object]:
    data = [user["user_data"] for user in users]
    places = [each for each in data if isinstance(each, dict) and "latitude" in each]
    if places:
        return {"geo_ip_list": [{"ip": "0.0.0.0", **each} for each in places]}
    return {"ip_list": [each["ip_address"] for each in data if isinstance(each, dict)]}


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
