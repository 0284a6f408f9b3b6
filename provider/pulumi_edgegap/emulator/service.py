"""What the server knows beside the organisations: who may enter, what was asked, what is made to fail."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from hashlib import sha256
from pathlib import Path
from typing import Any

from pulumi_edgegap.emulator.disk import Disk
from pulumi_edgegap.emulator.fields import EDITIONS, Edition
from pulumi_edgegap.emulator.organisation import Organisation, image_is_there

DEFAULT_TOKEN = "edgegap-emulator-token"
"""The token of an emulator that was given none. It opens nothing else."""

REQUESTS_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class SeenRequest:
    """A request as it arrived: the path still encoded, without query; the body parsed, None if not JSON."""

    method: str
    path: str
    status: int
    body: Any = field(default=None, repr=False)


@dataclass(slots=True)
class Fault:
    """An answer that waits for the requests it stands in for."""

    method: str
    path: str
    status: int
    body: Any
    headers: Mapping[str, str]
    times: int
    carry_out: bool

    def takes(self, method: str, path: str) -> bool:
        """Tell whether the request is one that it waits for."""
        return fnmatchcase(method, self.method) and fnmatchcase(path, self.path)


class Service:
    """Organisations by token, with the records and switches that tests use."""

    def __init__(
        self,
        tokens: Sequence[str] = (DEFAULT_TOKEN,),
        edition: Edition = "2025",
        data: str | Path | None = None,
        pullable: Callable[[str, str, str], bool] = image_is_there,
    ) -> None:
        """Make one organisation for each token; see `Emulator` for the arguments."""
        if edition not in EDITIONS:
            raise ValueError(f"edition must be one of {', '.join(EDITIONS)}")
        if not tokens or not all(re.fullmatch(r"[!-~]+", token) for token in tokens):
            raise ValueError("tokens must be one or more texts of visible ASCII characters, without spaces")
        self.disk = Disk(data) if data is not None else None
        # The file names an organisation by a digest: it must not hold tokens.
        self.organisations = {
            token: Organisation(
                edition, pullable=pullable, disk=self.disk, identity=sha256(token.encode()).hexdigest()
            )
            for token in tokens
        }
        self.edition = edition
        self.requests: deque[SeenRequest] = deque(maxlen=REQUESTS_KEPT)
        self.faults: deque[Fault] = deque()
        self.on_request: Callable[[SeenRequest], None] | None = None

    def entered(self, authorization: str) -> Organisation | None:
        """Return the organisation that an Authorization header opens."""
        word, _, token = authorization.partition(" ")
        return self.organisations.get(token) if word == "token" else None

    def note(self, request: SeenRequest) -> None:
        """Remember a request."""
        self.requests.append(request)
        if self.on_request:
            self.on_request(request)

    def fault_for(self, method: str, path: str) -> Fault | None:
        """Return the fault that this request meets, and use it up."""
        for fault in list(self.faults):
            if fault.takes(method, path):
                fault.times -= 1
                if fault.times <= 0:
                    self.faults.remove(fault)
                return fault
        return None
