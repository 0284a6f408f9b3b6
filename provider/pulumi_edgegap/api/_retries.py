"""Which calls are tried again, after which wait, and what is known of a write that failed.

A read, and a write that sets values (PATCH, PUT, DELETE), may be asked twice. A create (POST) may not: it is
repeated only when the service surely did not carry it out, or by a caller who has looked (`persist`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress

from tenacity import RetryCallState, Retrying, retry_if_result, wait_random_exponential

from ._clock import Clock
from ._pace import Pace
from .errors import AnswerNotUnderstoodError, EdgegapError, NotFoundError, RateLimitedError, UnavailableError

WORTH_TELLING = 3.0
_GATEWAY = (502, 503, 504)


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
            raise ValueError("The retries must be a whole number, 0 or greater.")
        if not (max_wait >= 0 and math.isfinite(max_wait)):
            raise ValueError("The longest wait must be a number of seconds, 0 or greater.")
        if not (total_timeout > 0 and math.isfinite(total_timeout)):
            raise ValueError("The timeout of a whole call must be a number of seconds greater than 0.")
        self._pace, self._clock, self._on_wait = pace, clock, on_wait
        self._most, self._max_wait, self._total = max_retries, max_wait, total_timeout
        self._backoff = wait_random_exponential(multiplier=1, max=max_wait)

    def run(self, asked: str, attempt: Callable[[float], object]) -> object:
        """Try until it succeeds or is in vain; return the answer, or the last error with what is known of it.

        The error is returned and not raised, so that no exception becomes the context of another.

        Args:
            asked: The request in words, for the user.
            attempt: Makes one request within the given seconds and returns its answer or its error.
        """
        deadline = self._clock.now() + self._total
        lost = False  # whether an earlier try may have been carried out

        def once() -> object:
            nonlocal deadline, lost
            deadline += self._turn(asked)  # to queue for one's own turn is no delay of the service's
            result = attempt(deadline - self._clock.now())
            if isinstance(result, EdgegapError):
                _judge(result, lost)
                lost = lost or result.outcome_unknown
                self._heed(result)
                self._limit(result)
            return result

        return self._tried(asked, once, _may_be_repeated, lambda: deadline)

    def persist(self, asked: str, attempt: Callable[[], object]) -> object:
        """Take a step again while its outcome is unknown and its failure may pass; return as `run` does.

        Args:
            asked: The step in words, for the user.
            attempt: Takes the step, looks where its outcome is unknown, and returns the result or the error. An
                error of unknown outcome says that the look found nothing.
        """
        deadline = self._clock.now() + self._total
        return self._tried(asked, attempt, _is_worth_another, lambda: deadline)

    def _tried(
        self,
        asked: str,
        attempt: Callable[[], object],
        is_repeated: Callable[[object], bool],
        deadline: Callable[[], float],
    ) -> object:
        def is_over(state: RetryCallState) -> bool:
            # A try with hardly any time left would only turn a refusal into a doubt.
            left = deadline() - self._clock.now() - state.upcoming_sleep
            return state.attempt_number > self._most or left < self._total / 10

        return Retrying(
            retry=retry_if_result(is_repeated),
            stop=is_over,
            wait=self._wait,
            before_sleep=lambda state: self._tell(
                f"{_happened(_result(state))} {asked}; waiting {state.upcoming_sleep:.0f} s, then trying again"
                f" ({state.attempt_number} of {self._most}).",
                state.upcoming_sleep,
            ),
            sleep=self._clock.sleep,
            retry_error_callback=_result,
        )(attempt)

    def _turn(self, asked: str) -> float:
        waited = 0.0
        while wait := self._pace.reserve():
            self._tell(f"Edgegap limits the rate of requests; waiting {wait:.0f} s before {asked}.", wait)
            self._clock.sleep(wait)
            waited += wait
            if not self._pace.is_paused():
                break
        return waited

    def _heed(self, error: EdgegapError) -> None:
        if isinstance(error, RateLimitedError):
            self._pace.slow_down()
        wait = _asked_wait(error)
        if wait:
            self._pace.pause(min(wait, self._max_wait))

    def _limit(self, error: EdgegapError) -> None:
        """Ask no more where the service wants a longer silence than is allowed, and say for how long."""
        wait = _asked_wait(error)
        if wait > self._max_wait and isinstance(error, (RateLimitedError, UnavailableError)):
            error.temporary = False
            error.args = (
                f"{error} It asks to wait {wait:.0f} s, and {self._max_wait:.0f} s are allowed; run again later.",
            )

    def _wait(self, state: RetryCallState) -> float:
        return min(self._max_wait, max(_asked_wait(_result(state)), self._backoff(state)))

    def _tell(self, sentence: str, wait: float) -> None:
        if self._on_wait is not None and wait > WORTH_TELLING:
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


def _may_be_repeated(result: object) -> bool:
    if not isinstance(result, EdgegapError) or (result.method == "POST" and result.outcome_unknown):
        return False
    return _may_pass(result)


def _is_worth_another(result: object) -> bool:
    return isinstance(result, EdgegapError) and result.outcome_unknown and _may_pass(result)


def _may_pass(error: EdgegapError) -> bool:
    """Whether the same call may succeed if it is made again."""
    if isinstance(error, UnavailableError):
        read_failed = error.status == 500 and error.method == "GET"
        return error.temporary and (error.status is None or error.status in _GATEWAY or read_failed)
    if isinstance(error, AnswerNotUnderstoodError):
        return error.status is not None and 200 <= error.status < 300
    return isinstance(error, RateLimitedError) and error.temporary


def _result(state: RetryCallState) -> object:
    return state.outcome.result() if state.outcome else None


def _asked_wait(result: object) -> float:
    """Return the seconds that the service asks to wait."""
    return result.retry_after or 0.0 if isinstance(result, (RateLimitedError, UnavailableError)) else 0.0


def _happened(error: object) -> str:
    if isinstance(error, AnswerNotUnderstoodError):
        return "Edgegap's answer was not understood after"
    if isinstance(error, UnavailableError) and error.status is None:
        return "Edgegap did not answer" if error.sent else "Edgegap could not be reached for"
    return f"Edgegap answered {error.status} to" if isinstance(error, EdgegapError) else ""
