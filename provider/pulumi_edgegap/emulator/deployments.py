"""Deployments: running servers of versions, which run until they are stopped.

The contracts of the three editions do not include deployments: the formats are those of the published v1
contract of 2026-04 and the v2 contract of 2026-03, and `sockets_usage` is that of earlier clients. Time does
not matter here: a deployment takes its next step towards READY whenever its status is read.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from pulumi_edgegap.emulator.errors import ApiError
from pulumi_edgegap.emulator.fields import Edition, Record
from pulumi_edgegap.emulator.lists import page_of
from pulumi_edgegap.emulator.tables import Table

STEPS = ("SEEKING", "DEPLOYING", "READY")
ENDED = "TERMINATED"
_FIELDS: dict[str, Callable[[Record], list[str]]] = {
    "application": lambda record: [record["app"]],
    "version": lambda record: [record["version"]],
    "status": lambda record: [record["status"].lower()],
    "tags": lambda record: record["tags"],
}
_LOCATION = {
    "city": "Montreal",
    "country": "Canada",
    "continent": "North America",
    "administrative_division": "Quebec",
    "timezone": "Eastern Time",
    "latitude": 45.508888,
    "longitude": -73.561668,
}


class Orchestrator:
    """Operations on deployments."""

    def __init__(
        self,
        deployments: Table[str],
        version_of: Callable[[str, str], Record],
        pullable: Callable[[str, str, str], bool],
        edition: Edition,
    ) -> None:
        """Create an orchestrator for a table of deployments.

        Args:
            deployments: The records, by request ID.
            version_of: Returns the record of a version, or raises a 404.
            pullable: Returns whether an image can be pulled, from registry, image and tag.
            edition: The edition of the responses.
        """
        self._deployments, self._version_of = deployments, version_of
        self._pullable, self._edition = pullable, edition

    def run(self, app: str, version: str, *, sockets_usage: int | None = None) -> str:
        """Start a deployment that is ready at once, as a matchmaker might, and return its request ID.

        Args:
            app: The app.
            version: The version.
            sockets_usage: The number of players; left out of responses if None.
        """
        request_id = self._start(app, version, [])
        ready = {"status": STEPS[-1], "sockets_usage": sockets_usage}
        self._deployments[request_id] = self._deployments[request_id] | ready
        return request_id

    def deploy_v1(self, body: Record) -> Record:
        """Start a deployment: POST /v1/deploy."""
        users = body.get("ip_list") or body.get("geo_ip_list") or []
        app, version = _text(body, "app_name"), _text(body, "version_name")
        request_id = self._start(app, version, _tags(body))
        return {
            "request_id": request_id,
            "request_dns": _fqdn(request_id),
            "request_app": app,
            "request_version": version,
            "request_user_count": max(1, len(users)),
            "filters": [],
        }

    def deploy_v2(self, body: Record) -> Record:
        """Start a deployment: POST /v2/deployments."""
        app, version = _text(body, "application"), _text(body, "version")
        users = body.get("users")
        if not isinstance(users, list) or not users:
            raise ApiError(400, "users: must be a list of at least one user.")
        return {"request_id": self._start(app, version, _tags(body))}

    def read(self, request_id: str) -> Record:
        """Return the status of a deployment, and advance it to its next step."""
        record = self._deployments.require(request_id)
        if record["status"] in STEPS:
            self._deployments[request_id] = record | {"status": self._next(record)}
        return self._status(request_id, record)

    def stop(self, request_id: str) -> tuple[Record, int]:
        """Stop a deployment at once, and return the response and its status code."""
        record = self._deployments.require(request_id)
        if record["status"] == ENDED:
            raise ApiError(410, "The instance is terminated already.")
        early = record["status"] in STEPS[:-1]
        self._deployments[request_id] = record | {"status": ENDED}
        message = {"message": f"{request_id} - Delete request will be processed soon"}
        return message if early else message | {"deployment_summary": self._status(request_id, record)}, (
            202 if early else 200
        )

    def list_deployments(self, query: str = "", page: int = 1, limit: int | None = None) -> Record:
        """Return one page of the deployments that have not ended; `query` is JSON with filters."""
        wanted = _filters(query)
        keys = [
            key
            for key, record in self._deployments.items()
            if record["status"] != ENDED and all(value in _FIELDS[name](record) for name, value in wanted)
        ]
        chosen, pagination = page_of(keys, page, limit, self._edition)
        rows = [self._row(key, self._deployments[key]) for key in chosen]
        return {"data": rows, "total_count": len(keys), "pagination": pagination, "message": []}

    def _start(self, app: str, version: str, tags: list[str]) -> str:
        declared = self._version_of(app, version)
        if not declared["is_active"]:
            raise ApiError(400, "version: is not active.")
        request_id = uuid.uuid4().hex[:12]
        self._deployments[request_id] = {
            "app": app,
            "version": version,
            "tags": tags,
            "status": STEPS[0],
            "start_time": datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M:%S.%f"),
            "image": [declared[name] for name in ("docker_repository", "docker_image", "docker_tag")],
            "ports": declared["ports"],
            "max_duration": declared["max_duration"],
            "sockets_usage": None,
        }
        return request_id

    def _next(self, record: Record) -> str:
        if not self._pullable(*record["image"]):
            return "ERROR"
        return STEPS[min(STEPS.index(record["status"]) + 1, len(STEPS) - 1)]

    def _row(self, request_id: str, record: Record) -> Record:
        row = {
            "request_id": request_id,
            "fqdn": _fqdn(request_id),
            "ready": record["status"] == STEPS[-1],
            "start_time": record["start_time"],
            "public_ip": "192.0.2.10",
            "ports": _ports(request_id, record),
            "tags": record["tags"],
        }
        if record["sockets_usage"] is not None and self._edition != "2026":
            row |= {"sockets": 100, "sockets_usage": record["sockets_usage"], "is_joinable_by_session": True}
        return row

    def _status(self, request_id: str, record: Record) -> Record:
        status = record["status"]
        failed = status == "ERROR"
        return {
            "request_id": request_id,
            "fqdn": _fqdn(request_id),
            "app_name": record["app"],
            "app_version": record["version"],
            "current_status": f"Status.{status}",
            "running": status == STEPS[-1],
            "whitelisting_active": False,
            "start_time": record["start_time"],
            "elapsed_time": 0,
            "error": failed,
            "error_detail": "The image could not be pulled." if failed else None,
            "ports": _ports(request_id, record) if status == STEPS[-1] else None,
            "public_ip": "192.0.2.10",
            "location": _LOCATION,
            "tags": record["tags"],
            "max_duration": record["max_duration"],
        }


def _fqdn(request_id: str) -> str:
    return f"{request_id}.pr.edgegap.net"


def _ports(request_id: str, record: Record) -> Record:
    return {
        port["name"]: {
            "name": port["name"],
            "external": 31000 + index,
            "internal": port["port"],
            "protocol": port["protocol"],
            "tls_upgrade": port["tls_upgrade"],
            "link": f"{_fqdn(request_id)}:{31000 + index}",
        }
        for index, port in enumerate(record["ports"])
    }


def _text(body: Record, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise ApiError(400, f"{name}: must be a string.")
    return value


def _tags(body: Record) -> list[str]:
    tags = body.get("tags", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise ApiError(400, "tags: must be a list of strings.")
    return tags


def _filters(query: str) -> list[tuple[str, str]]:
    """Parse `{"filters": [{"field": ..., "operator": "eq", "value": ...}]}`."""
    try:
        asked: Any = json.loads(query) if query else {}
        found = [(each["field"], each["operator"], each["value"]) for each in asked.get("filters", [])]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ApiError(400, "query: must be JSON with filters.") from None
    for field, operator, value in found:
        if (
            not isinstance(field, str)
            or field not in _FIELDS
            or operator != "eq"
            or not isinstance(value, str)
        ):
            raise ApiError(400, "query: has a filter that is not known.")
    return [(field, value) for field, _, value in found]
