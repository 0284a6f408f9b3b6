"""Plain HTTP access for the checks, without this package, which could have the same mistakes as its emulator."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import quote

import httpx

MASK = "This value is set and encrypted"
MOST_APPS = 20
"""The most apps to read: a check is not a scan."""


@dataclass(frozen=True)
class Answer:
    """A response, whose `repr` hides the body."""

    status: int
    body: Any = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Return the rows of a list, or none if the response is not such a list."""
        found = self.body.get(name) if isinstance(self.body, dict) else None
        return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


class NotAnsweredError(Exception):
    """The service is rate-limiting or failing, which shows nothing. The text is the status."""


class Service:
    """One organization of the service, with the objects in its responses."""

    def __init__(self, url: str, token: str) -> None:
        """Set the URL, with or without `/v1`, and the token, with or without the word before it."""
        self._token = "token " + re.sub(r"^(token\s+)+", "", token.strip())
        self._client = httpx.Client(base_url=re.sub(r"/(v1/?)?$", "", url.strip()), timeout=30)
        self._seen: dict[str, Answer] = {}

    def get(self, path: str) -> Answer:
        """Read a path, once for all checks."""
        if path not in self._seen:
            self._seen[path] = self.ask("GET", path)
        return self._seen[path]

    def ask(self, method: str, path: str, body: Any = None, token: str | None = None) -> Answer:
        """Send a request, optionally with another Authorization header, or with none if that is empty."""
        header = self._token if token is None else token
        headers = {"Authorization": header} if header else {}
        answer = self._client.request(method, path, json=body, headers=headers)
        if answer.status_code == 429 or answer.status_code >= 500:
            raise NotAnsweredError(str(answer.status_code))
        try:
            found = answer.json()
        except ValueError:
            found = None
        return Answer(answer.status_code, found, answer.headers)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    @cached_property
    def apps(self) -> list[dict[str, Any]]:
        """The first apps."""
        return self.get("/v1/apps?page=1&limit=100").rows("applications")[:MOST_APPS]

    @cached_property
    def versions(self) -> list[tuple[str, dict[str, Any]]]:
        """The versions of the first apps, each with its app."""
        return [
            (str(app.get("name")), version)
            for app in self.apps
            for version in self.get(f"/v1/app/{part(app.get('name'))}/versions").rows("versions")
        ]

    @cached_property
    def storages(self) -> list[dict[str, Any]]:
        """The first endpoint storages."""
        return self.get("/v1/storage/endpoints?page=1&limit=100").rows("endpoints")

    def envs(self) -> Iterator[dict[str, Any]]:
        """Return the variables of all versions."""
        for _, version in self.versions:
            envs = version.get("envs")
            yield from (each for each in envs or [] if isinstance(each, dict))


def part(name: object) -> str:
    """Return a name as a part of a path."""
    return quote(str(name), safe="")
