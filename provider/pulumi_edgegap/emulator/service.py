"""The server's tokens, recorded requests and faults, and its organizations."""

from __future__ import annotations

import re
from asyncio import Transport
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, TypeAlias

from pulumi_edgegap.emulator.disk import Disk
from pulumi_edgegap.emulator.errors import ApiError
from pulumi_edgegap.emulator.fields import EDITIONS, Edition
from pulumi_edgegap.emulator.organization import Organization, image_is_there
from pulumi_edgegap.emulator.readings import USUAL, Reading

DEFAULT_TOKEN = "edgegap-emulator-token"
"""The default token of an emulator. It is not valid anywhere else."""

TOKEN = r"[!-~]+"
"""The pattern of a token."""

REQUESTS_KEPT = 10_000

Drop: TypeAlias = Literal["before", "after", "middle"]
"""When a connection ends: before the request is carried out, after that, or in the middle of the response."""


@dataclass(slots=True)
class Fault:
    """What happens to a request instead of the normal response; `Emulator.fail_next` describes the fields."""

    method: str = "*"
    path: str = "*"
    status: int | None = 500
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    times: int = 1
    carry_out: bool = False
    drop: Drop | None = None
    delay: float = 0.0

    def takes(self, method: str, path: str) -> bool:
        """Return whether a request matches."""
        return fnmatchcase(method, self.method) and fnmatchcase(path, self.path)


@dataclass(frozen=True, slots=True)
class SeenRequest:
    """A recorded request: the encoded path without query, and the parsed body, or None if it is not JSON.

    The status is 0 if the connection was closed without a response; `fault` is the fault that was applied.
    """

    method: str
    path: str
    status: int
    body: Any = field(default=None, repr=False)
    fault: Fault | None = None


class Service:
    """Organizations by token, with the recorded requests and faults that tests use."""

    def __init__(
        self,
        tokens: Sequence[str] = (DEFAULT_TOKEN,),
        edition: Edition = "2025",
        data: str | Path | None = None,
        pullable: Callable[[str, str, str], bool] = image_is_there,
        reading: Reading = USUAL,
    ) -> None:
        """Create an organization for each token; see `Emulator` for the arguments."""
        if edition not in EDITIONS:
            raise ValueError(f"edition must be one of {', '.join(EDITIONS)}")
        if not tokens or not all(re.fullmatch(TOKEN, token) for token in tokens):
            raise ValueError("tokens must be one or more texts of visible ASCII characters, without spaces")
        self.disk = Disk(data) if data is not None else None
        # The file identifies an organization by a digest, because it must not contain tokens.
        self.organizations = {
            token: Organization(
                edition,
                reading=reading,
                pullable=pullable,
                disk=self.disk,
                identity=sha256(token.encode()).hexdigest(),
            )
            for token in tokens
        }
        self.edition = edition
        self.requests: deque[SeenRequest] = deque(maxlen=REQUESTS_KEPT)
        self.faults: deque[Fault] = deque()
        self.choose_fault: Callable[[str, str], Fault | None] | None = None
        self.on_request: Callable[[SeenRequest], None] | None = None
        self.transport_of: Callable[[object], Transport | None] | None = None

    def authenticate(self, authorization: str) -> Organization:
        """Return the organization of an Authorization header.

        Raises:
            ApiError: 401 if it is missing or malformed, 403 if its token does not exist.
        """
        word, _, token = authorization.partition(" ")
        if word != "token" or not re.fullmatch(TOKEN, token):
            raise ApiError(401, "The token is missing or not valid.")
        if token not in self.organizations:
            raise ApiError(403, "The token was deleted, or is of another kind.")
        return self.organizations[token]

    def note(self, request: SeenRequest) -> None:
        """Record a request."""
        self.requests.append(request)
        if self.on_request:
            self.on_request(request)

    def fault_for(self, method: str, path: str) -> Fault | None:
        """Return the fault for a request, and count it as used."""
        for fault in list(self.faults):
            if fault.takes(method, path):
                fault.times -= 1
                if fault.times <= 0:
                    self.faults.remove(fault)
                return fault
        return self.choose_fault(method, path) if self.choose_fault else None
