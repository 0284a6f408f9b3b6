"""Time: the machine's own, which tests replace, and the service's, as its answers tell it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime


@dataclass(frozen=True)
class Clock:
    """Seconds that only ever grow, and a way to let them pass."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


SYSTEM = Clock()


class ServerClock:
    """What time it is at the service, by the Date header of its newest answer."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._heard: tuple[datetime, float] | None = None

    def hear(self, header: str | None) -> None:
        """Take note of a Date header; one that is missing or is none changes nothing."""
        date = http_date(header or "")
        if date is not None:
            self._heard = date, self._clock.now()  # one assignment, so threads need no lock

    def now(self) -> datetime | None:
        """Estimate the service's time, None before its first answer."""
        if self._heard is None:
            return None
        date, heard_at = self._heard
        try:
            return date + timedelta(seconds=self._clock.now() - heard_at)
        except OverflowError:
            return None


def http_date(text: str) -> datetime | None:
    """Read a date as headers write it, in UTC, or None when it is none."""
    try:
        date = parsedate_to_datetime(text)
        return (date if date.tzinfo else date.replace(tzinfo=timezone.utc)).astimezone(timezone.utc)
    except (ValueError, TypeError, OverflowError):
        return None
