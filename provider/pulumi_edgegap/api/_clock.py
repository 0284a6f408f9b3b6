"""The clock of this machine, which tests replace, and that of the service, estimated from its responses."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime


@dataclass(frozen=True)
class Clock:
    """A monotonic clock in seconds, and a way to sleep by it."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


SYSTEM = Clock()


class ServerClock:
    """The time at the service, by the Date header of its latest response."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._latest: tuple[datetime, float] | None = None

    def update(self, header: str | None) -> None:
        """Set the clock by a Date header; a missing or malformed one changes nothing."""
        date = http_date(header or "")
        if date is not None:
            self._latest = date, self._clock.now()  # one assignment, so threads need no lock

    def now(self) -> datetime | None:
        """Return the estimated time at the service, or None before its first response."""
        if self._latest is None:
            return None
        date, received_at = self._latest
        try:
            return date + timedelta(seconds=self._clock.now() - received_at)
        except OverflowError:
            return None


def http_date(text: str) -> datetime | None:
    """Parse the date of an HTTP header, in UTC; return None where it is malformed."""
    try:
        date = parsedate_to_datetime(text)
        return (date if date.tzinfo else date.replace(tzinfo=timezone.utc)).astimezone(timezone.utc)
    except (ValueError, TypeError, OverflowError):
        return None
