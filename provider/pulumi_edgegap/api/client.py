"""The client: one collection for each kind of object, and what they share."""

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
from ._retries import Made, RateLimiter, Retries
from ._url import DEFAULT_URL
from .apps import Apps, SecretFlag, Versions
from .deployments import Deployments
from .errors import EdgegapError
from .pages import PageFacts
from .storages import Links, Profiles, Storages
from .tags import Tags


class Client:
    """A client of the Edgegap API for one organization. Threads may share a client, and with it the rate limit.

    Calls are retried where that is safe: reads, updates and deletes after any temporary failure, creates only when
    they certainly were not carried out. `outcome_unknown` of an error says whether a write may stand; see `persist`.

    Args:
        token: The API token, with or without the word `token` before it.
        url: The URL of the service; plain http only on this machine.
        timeout: The seconds for a whole response, however slowly it arrives; connecting may take up to 10.
        transport: Another httpx transport, for tests. Its timeouts apply to each read.
        max_retries: The maximum number of retries of a call; 0 for none.
        max_wait: The longest wait between two tries in seconds, even if the service asks for more.
        total_timeout: The seconds for a whole call, including retries and waits.
        requests_per_second: The maximum rate; halved for a while after a 429.
        on_wait: Called with a sentence before each wait of more than about 3 seconds.
        on_odd: Called with a sentence, once, for each row of a list that is skipped or read without a field.
        insecure: Send the token over plain http, to any host, where anyone on the network path can read it.
        clock: Another clock, for tests.

    Raises:
        ValueError: An argument is invalid. The error shows neither token nor URL.
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
        rate_limiter = RateLimiter(requests_per_second, clock)
        retries = Retries(rate_limiter, clock, max_retries, max_wait, total_timeout, on_wait)
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
        """Return a view of this client whose `get` answers from a list once many objects of one kind are read.

        A list is at most a few seconds old, and was requested after this client last wrote the object and after the
        reader last read it. The first reads, and those of objects missing from the list, are single requests.
        The view shares the connections and the rate limit.

        Args:
            reader: Identifies the reader, for example by the ID of the resource that is read.
        """
        view = copy(self)
        view._collect(reader)
        return view

    def persist(self, step: str, attempt: Callable[[], Made | EdgegapError]) -> Made | EdgegapError:
        """Repeat a step, as often as this client retries, while its outcome is unknown and its error may be temporary.

        Names are unique, so a create may be sent again after a check that the object does not exist.

        Args:
            step: The step in words, for the message about a wait.
            attempt: Takes the step, and checks the object if the outcome is unknown; returns the object, or the
                error, which has `outcome_unknown` only if the check found nothing.
        """
        return self._retries.persist(step, attempt)

    def watch(self, look: Callable[[], bool], every: float, timeout: float) -> bool:
        """Poll until a condition holds; return False if it does not within the timeout.

        Args:
            look: Checks the condition once. An error that it raises ends the polling, too.
            every: The seconds between two checks.
            timeout: The seconds after which there are no further checks; 0 for a single one.
        """
        end = self._clock.now() + timeout
        while not look():
            left = end - self._clock.now()
            if left <= 0:
                return False
            self._clock.sleep(min(every, left))
        return True

    def check_access(self) -> None:
        """Check that the URL is that of the API and that it accepts the token: GET /v1/apps, at most one app."""
        parse(
            PageFacts, self._http.request("GET", "/v1/apps", query={"page": 1, "limit": 1}), "GET", "/v1/apps"
        )

    def close(self) -> None:
        """Close the connections; the client cannot be used afterwards."""
        self._http.close()

    def server_time(self) -> datetime | None:
        """Return the estimated time at the service, in UTC, by its latest response; None before the first one.

        Responses give whole seconds, so the estimate may be late by a second and the time the response took.
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
