"""The rate at which a client asks: below the service's limit, and slower once the service complains."""

from __future__ import annotations

import math
from collections import deque
from threading import Lock

from ._clock import Clock

_SLOWEST = 1.0  # requests per second
_RECOVERY = 60.0  # seconds from standstill to the full rate
_ONE_COMPLAINT = 1.0  # within so many seconds, the refusals of several threads count as one


class Pace:
    """At most so many requests in any second, of all threads together."""

    def __init__(self, rate: float, clock: Clock) -> None:
        if not (rate > 0 and math.isfinite(rate)):
            raise ValueError("The requests per second must be a number greater than 0.")
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
