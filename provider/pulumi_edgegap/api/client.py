"""The client: one collection per object of the API, and what they share."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from datetime import datetime
from types import TracebackType

import httpx

from ._clock import SYSTEM, Clock, ServerClock
from ._http import Http
from ._images import ImageNames
from ._lists import Lists
from ._parsing import parse
from ._retries import Made, Pace, Retries
from ._url import DEFAULT_URL
from .apps import Apps, SecretFlag, Versions
from .deployments import Deployments
from .errors import EdgegapError
from .pages import PageFacts
from .storages import Links, Profiles, Storages
from .tags import Tags


class Client:
    """The Edgegap API, seen by one organization. Threads may share a client, and with it its rate.

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
        self._clock, self._retries = clock, retries
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
        return self._retries.persist(step, attempt)

    def watch(self, look: Callable[[], bool], every: float, timeout: float) -> bool:
        """Look again and again, and tell whether a look said that it is enough, before the time is over.

        Args:
            look: Looks once; true ends the watch. What it raises ends it, too.
            every: The seconds between two looks.
            timeout: The seconds after which no further look is taken; 0 for a single one.
        """
        end = self._clock.now() + timeout
        while not look():
            left = end - self._clock.now()
            if left <= 0:
                return False
            self._clock.sleep(min(every, left))
        return True

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
