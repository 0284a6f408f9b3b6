"""Rate limit and retries: how fast calls are made, which are retried and when, and whether a failed write may stand.

Reads, and writes that set values (PATCH, PUT, DELETE), may be sent twice. A create (POST) may not: it is retried
only when the service certainly did not carry it out, or by a caller who has checked (`persist`).
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
_ONE_COMPLAINT = 1.0  # refusals of several threads within so many seconds count as one

Made = TypeVar("Made")


class RateLimiter:
    """A limit on the requests per second of all threads together, lowered when the service answers 429."""

    def __init__(self, rate: float, clock: Clock) -> None:
        if not (rate > 0 and math.isfinite(rate)):
            raise ValueError("The number of requests per second must be a number greater than 0.")
        burst = max(1, min(int(rate), 1000))
        self._full, self._window, self._clock = rate, burst / rate, clock
        self._turns = deque([-math.inf], maxlen=burst)  # the latest turns, some of them in the future
        self._slowed_to, self._slowed_at, self._paused_until = rate, -math.inf, -math.inf
        self._lock = Lock()

    @property
    def rate(self) -> float:
        """The requests per second allowed now."""
        since = self._clock.now() - self._slowed_at
        return min(self._full, self._slowed_to + self._full * since / _RECOVERY)

    def reserve(self) -> float:
        """Take the next turn, and return the seconds until then, 0 for now."""
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
        """Whether the service has asked for a pause, which also revokes turns already taken."""
        return self._clock.now() < self._paused_until

    def slow_down(self) -> None:
        """Halve the rate, which recovers with time."""
        with self._lock:
            now = self._clock.now()
            if now - self._slowed_at >= _ONE_COMPLAINT:
                self._slowed_to = max(min(_SLOWEST, self._full), self.rate / 2)
                self._slowed_at = now

    def pause(self, seconds: float) -> None:
        """Let no thread send requests for so many seconds."""
        with self._lock:
            self._paused_until = max(self._paused_until, self._clock.now() + seconds)


class Retries:
    """How often, how long and how fast a client tries. Threads share it."""

    def __init__(
        self,
        rate_limiter: RateLimiter,
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
        self._rate_limiter, self._clock, self._on_wait = rate_limiter, clock, on_wait
        self._most, self._max_wait, self._total = max_retries, max_wait, total_timeout

    def run(self, request: str, attempt: Callable[[float], object]) -> object:
        """Try until a request succeeds or a retry is pointless; return its result or the last error.

        The error is returned and not raised, so that no exception becomes the context of another.

        Args:
            request: The method and path, for the user.
            attempt: Sends the request within the given seconds, and returns the result or the error.
        """
        deadline = self._clock.now() + self._total
        may_be_done = False  # whether an earlier try may have been carried out
        tried = 0
        while True:
            tried += 1
            deadline += self._wait_for_turn(request)  # the rate limit's wait does not count
            result = attempt(deadline - self._clock.now())
            if not isinstance(result, EdgegapError):
                return result
            _set_outcome(result, may_be_done)
            may_be_done = may_be_done or result.outcome_unknown
            self._slow_down_for(result)
            may_exist = result.method == "POST" and result.outcome_unknown
            if may_exist or not self._wait_to_retry(request, result, tried, deadline):
                return result

    def persist(self, step: str, attempt: Callable[[], Made | EdgegapError]) -> Made | EdgegapError:
        """Repeat a step while its outcome is unknown and its error may be temporary; return as `run` does.

        Args:
            step: The step in words, for the user.
            attempt: Takes the step, checks the object if the outcome is unknown, and returns the result or the
                error. An error of unknown outcome means that the check found nothing.
        """
        deadline = self._clock.now() + self._total
        tried = 1
        while isinstance(result := attempt(), EdgegapError) and result.outcome_unknown:
            if not self._wait_to_retry(step, result, tried, deadline):
                break
            tried += 1
        return result

    def _wait_to_retry(self, step: str, error: EdgegapError, tried: int, deadline: float) -> bool:
        """Wait before a retry, by exponential backoff with jitter; return False if there is to be none."""
        if tried > self._most or not _is_temporary(error):
            return False
        jitter = random.uniform(0, min(self._max_wait, 2.0 ** (tried - 1)))
        wait = min(self._max_wait, max(_requested_wait(error), jitter))
        # A try with hardly any time left would only turn a clear error into an unknown outcome.
        if deadline - self._clock.now() - wait < self._total / 10:
            return False
        self._report_wait(
            f"{_describe(error)} {step}; waiting {wait:.0f} s before trying again ({tried} of {self._most}).",
            wait,
        )
        self._clock.sleep(wait)
        return True

    def _wait_for_turn(self, request: str) -> float:
        waited = 0.0
        while wait := self._rate_limiter.reserve():
            self._report_wait(
                f"Edgegap is limiting the request rate; waiting {wait:.0f} s before {request}.", wait
            )
            self._clock.sleep(wait)
            waited += wait
            if not self._rate_limiter.is_paused():
                break
        return waited

    def _slow_down_for(self, error: EdgegapError) -> None:
        """Slow down as the service asks; end the retries, and say so, where it asks for more than `max_wait`."""
        if isinstance(error, RateLimitError):
            self._rate_limiter.slow_down()
        wait = _requested_wait(error)
        if wait:
            self._rate_limiter.pause(min(wait, self._max_wait))
        if wait > self._max_wait and isinstance(error, (RateLimitError, UnavailableError)):
            error.temporary = False
            error.args = (
                f"{error} It asks to wait {wait:.0f} s, but at most {self._max_wait:.0f} s are allowed: run the command again later.",
            )

    def _report_wait(self, sentence: str, wait: float) -> None:
        if self._on_wait is not None and wait > WORTH_REPORTING:
            with suppress(Exception):  # a listener that fails must not make the call fail
                self._on_wait(sentence)


def _set_outcome(error: EdgegapError, may_be_done: bool) -> None:
    """Set whether a failed write may have been carried out, by this try or an earlier one."""
    if isinstance(error, UnavailableError) and error.method != "GET":
        refused = error.status == 503 and error.retry_after is not None
        error.outcome_unknown = error.sent and not refused
    if isinstance(error, NotFoundError):
        error.repeated = may_be_done
        may_be_done = may_be_done and error.method != "DELETE"  # it is gone, whoever deleted it
    error.outcome_unknown = error.outcome_unknown or may_be_done


def _is_temporary(error: EdgegapError) -> bool:
    """Whether a retry of the same call may succeed."""
    if isinstance(error, UnavailableError):
        read_failed = error.status == 500 and error.method == "GET"
        return error.temporary and (error.status is None or error.status in _GATEWAY or read_failed)
    if isinstance(error, InvalidResponseError):
        return error.status is not None and 200 <= error.status < 300
    return isinstance(error, RateLimitError) and error.temporary


def _requested_wait(error: EdgegapError) -> float:
    """Return the seconds that the service asks to wait."""
    return error.retry_after or 0.0 if isinstance(error, (RateLimitError, UnavailableError)) else 0.0


def _describe(error: EdgegapError) -> str:
    if isinstance(error, InvalidResponseError):
        return "Invalid response from Edgegap to"
    if isinstance(error, UnavailableError) and error.status is None:
        return "Edgegap did not respond to" if error.sent else "Edgegap could not be reached for"
    return f"Edgegap returned {error.status} for"
