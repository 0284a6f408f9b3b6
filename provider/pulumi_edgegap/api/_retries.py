"""When a call is made: at which rate, which again, after which wait, and what is known of a write that failed.

A read, and a write that sets values (PATCH, PUT, DELETE), may be asked twice. A create (POST) may not: it is
repeated only when the service surely did not carry it out, or by a caller who has looked (`persist`).
"""

from __future__ import annotations

import math
import random
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from typing import TypeVar

from ._clock import Clock
from .errors import EdgegapError, InvalidResponseError, NotFoundError, RateLimitError, UnavailableError

WORTH_REPORTING = 3.0
_GATEWAY = (502, 503, 504)
_SLOWEST = 1.0  # requests per second
_RECOVERY = 60.0  # seconds from standstill to the full rate
_ONE_COMPLAINT = 1.0  # within so many seconds, the refusals of several threads count as one

Made = TypeVar("Made")


class Pace:
    """At most so many requests in any second, of all threads together; fewer once the service complains."""

    def __init__(self, rate: float, clock: Clock) -> None:
        if not (rate > 0 and math.isfinite(rate)):
            raise ValueError("The number of requests per second must be a number greater than 0.")
        burst = max(1, min(int(rate), 1000))
        self._full, self._window, self._clock = rate, burst / rate, clock
        self._turns = deque([-math.inf], maxlen=burst)  # the newest turns given; some may lie ahead
        self._slowed_to, self._slowed_at, self._paused_until = rate, -math.inf, -math.inf
        self._lock = Lock()

    @property
    def rate(self) -> float:
        """The requests per second that are allowed now."""
        since = self._clock.now() - self._slowed_at
        return min(self._full, self._slowed_to + self._full * since / _RECOVERY)

    def reserve(self) -> float:
        """Take the next turn and return how many seconds away it is, 0 for now."""
        with self._lock:
            now, rate = self._clock.now(), self.rate
            turn = max(now, self._paused_until)
            if rate < self._full:
                turn = max(turn, self._turns[-1] + 1 / rate)  # no bursts for a while
            elif len(self._turns) == self._turns.maxlen:
                turn = max(turn, self._turns[0] + self._window)
            self._turns.append(turn)
            return turn - now

    def is_paused(self) -> bool:
        """Whether the service has asked for silence, which also revokes the turns already taken."""
        return self._clock.now() < self._paused_until

    def slow_down(self) -> None:
        """Halve the rate; it recovers with time."""
        with self._lock:
            now = self._clock.now()
            if now - self._slowed_at >= _ONE_COMPLAINT:
                self._slowed_to = max(min(_SLOWEST, self._full), self.rate / 2)
                self._slowed_at = now

    def pause(self, seconds: float) -> None:
        """Let no thread ask for so long."""
        with self._lock:
            self._paused_until = max(self._paused_until, self._clock.now() + seconds)


class Retries:
    """The patience of a client: how often, how long and how fast it asks. Threads share it."""

    def __init__(
        self,
        pace: Pace,
        clock: Clock,
        max_retries: int,
        max_wait: float,
        total_timeout: float,
        on_wait: Callable[[str], None] | None,
    ) -> None:
        if isinstance(max_retries, bool) or not isinstance(max_retries, int) or max_retries < 0:
            raise ValueError("The number of retries must be an integer, 0 or greater.")
        if not (max_wait >= 0 and math.isfinite(max_wait)):
            raise ValueError("The maximum wait must be a number of seconds, 0 or greater.")
        if not (total_timeout > 0 and math.isfinite(total_timeout)):
            raise ValueError("The timeout of a call must be a number of seconds greater than 0.")
        self._pace, self._clock, self._on_wait = pace, clock, on_wait
        self._most, self._max_wait, self._total = max_retries, max_wait, total_timeout

    def run(self, asked: str, attempt: Callable[[float], object]) -> object:
        """Try until it succeeds or is in vain; return the answer, or the last error with what is known of it.

        The error is returned and not raised, so that no exception becomes the context of another.

        Args:
            asked: The request in words, for the user.
            attempt: Makes one request within the given seconds and returns its answer or its error.
        """
        deadline = self._clock.now() + self._total
        lost = False  # whether an earlier try may have been carried out
        tried = 0
        while True:
            tried += 1
            deadline += self._turn(asked)  # to queue for one's own turn is no delay of the service's
            result = attempt(deadline - self._clock.now())
            if not isinstance(result, EdgegapError):
                return result
            _judge(result, lost)
            lost = lost or result.outcome_unknown
            self._heed(result)
            may_be_there = result.method == "POST" and result.outcome_unknown
            if may_be_there or not self._goes_on(asked, result, tried, deadline):
                return result

    def persist(self, asked: str, attempt: Callable[[], Made | EdgegapError]) -> Made | EdgegapError:
        """Take a step again while its outcome is unknown and its failure may pass; return as `run` does.

        Args:
            asked: The step in words, for the user.
            attempt: Takes the step, looks where its outcome is unknown, and returns the result or the error. An
                error of unknown outcome says that the look found nothing.
        """
        deadline = self._clock.now() + self._total
        tried = 1
        while isinstance(result := attempt(), EdgegapError) and result.outcome_unknown:
            if not self._goes_on(asked, result, tried, deadline):
                break
            tried += 1
        return result

    def _goes_on(self, asked: str, error: EdgegapError, tried: int, deadline: float) -> bool:
        """Tell whether there is another try after an error, and wait before it: ever longer, and by chance."""
        if tried > self._most or not _may_pass(error):
            return False
        by_chance = random.uniform(0, min(self._max_wait, 2.0 ** (tried - 1)))
        wait = min(self._max_wait, max(_asked_wait(error), by_chance))
        # A try with hardly any time left would only turn a refusal into a doubt.
        if deadline - self._clock.now() - wait < self._total / 10:
            return False
        self._report_wait(
            f"{_happened(error)} {asked}; waiting {wait:.0f} s before trying again ({tried} of {self._most}).",
            wait,
        )
        self._clock.sleep(wait)
        return True

    def _turn(self, asked: str) -> float:
        waited = 0.0
        while wait := self._pace.reserve():
            self._report_wait(
                f"Edgegap is limiting the request rate; waiting {wait:.0f} s before {asked}.", wait
            )
            self._clock.sleep(wait)
            waited += wait
            if not self._pace.is_paused():
                break
        return waited

    def _heed(self, error: EdgegapError) -> None:
        """Slow down as the service wants; where that is a longer silence than is allowed, ask no more, and say it."""
        if isinstance(error, RateLimitError):
            self._pace.slow_down()
        wait = _asked_wait(error)
        if wait:
            self._pace.pause(min(wait, self._max_wait))
        if wait > self._max_wait and isinstance(error, (RateLimitError, UnavailableError)):
            error.temporary = False
            error.args = (
                f"{error} It asks to wait {wait:.0f} s, but at most {self._max_wait:.0f} s are allowed: run the command again later.",
            )

    def _report_wait(self, sentence: str, wait: float) -> None:
        if self._on_wait is not None and wait > WORTH_REPORTING:
            with suppress(Exception):  # a listener that fails must not make the call fail
                self._on_wait(sentence)


def _judge(error: EdgegapError, lost: bool) -> None:
    """Complete an error by what the tries before it leave open."""
    if isinstance(error, UnavailableError) and error.method != "GET":
        refused = error.status == 503 and error.retry_after is not None
        error.outcome_unknown = error.sent and not refused
    if isinstance(error, NotFoundError):
        error.repeated = lost
        lost = lost and error.method != "DELETE"  # it is gone, whoever did it
    error.outcome_unknown = error.outcome_unknown or lost


def _may_pass(error: EdgegapError) -> bool:
    """Whether the same call may succeed if it is made again."""
    if isinstance(error, UnavailableError):
        read_failed = error.status == 500 and error.method == "GET"
        return error.temporary and (error.status is None or error.status in _GATEWAY or read_failed)
    if isinstance(error, InvalidResponseError):
        return error.status is not None and 200 <= error.status < 300
    return isinstance(error, RateLimitError) and error.temporary


def _asked_wait(error: EdgegapError) -> float:
    """Return the seconds that the service asks to wait."""
    return error.retry_after or 0.0 if isinstance(error, (RateLimitError, UnavailableError)) else 0.0


def _happened(error: EdgegapError) -> str:
    if isinstance(error, InvalidResponseError):
        return "Invalid response from Edgegap to"
    if isinstance(error, UnavailableError) and error.status is None:
        return "Edgegap did not respond to" if error.sent else "Edgegap could not be reached for"
    return f"Edgegap returned {error.status} for"
