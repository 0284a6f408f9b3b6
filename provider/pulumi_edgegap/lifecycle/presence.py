"""Whether objects are gone, or this is the wrong organization: what a run has found of an account so far.

A 404 proves little. A token of another organization gets one for every object of the stack, and a wrong URL as well.
So an object counts as gone only once another object of its account was found in the same run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Condition

from ..api.errors import NotFoundError

GRACE = 1.0
"""The seconds without any call after which no other object of the account is expected to turn up."""


class Presence:
    """What one account's calls have found. Threads share it."""

    def __init__(self) -> None:
        """Begin with nothing found."""
        self._changed = Condition()
        self._calls = self._waiting = 0
        self._found = self._is_empty = False

    @contextmanager
    def call(self) -> Iterator[None]:
        """Count a call as under way: it may still find something."""
        with self._changed:
            self._calls += 1
            self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self._calls -= 1
                self._changed.notify_all()

    def wait_for_others(self) -> None:
        """Wait until no other call is under way, nor has been for a while. To be called within a `call`."""
        with self._changed:
            self._waiting += 1
            self._changed.notify_all()
            there_are_others = True
            while there_are_others:
                self._changed.wait_for(lambda: self._calls <= self._waiting)
                there_are_others = self._changed.wait_for(lambda: self._calls > self._waiting, GRACE)
            self._waiting -= 1

    def found(self) -> None:
        """Take note that an object of the account is there."""
        with self._changed:
            self._found = True
            self._changed.notify_all()

    def is_proved(self, look_at_parent: Callable[[], object]) -> bool:
        """Tell whether any object of the account was found; wait for the calls under way, which may find one.

        To be asked within a `call`.

        Args:
            look_at_parent: Reads what the missing object is part of, None if there is no such thing.
        """
        if not self._found:
            with suppress(NotFoundError):
                if look_at_parent() is not None:
                    self.found()
        with self._changed:
            self._waiting += 1
            self._changed.notify_all()
            while not (self._found or self._is_empty):
                others = self._calls > self._waiting
                if not self._changed.wait(None if others else GRACE):
                    self._is_empty = True  # who asks later need not wait again
                    self._changed.notify_all()
            self._waiting -= 1
            return self._found


_OF_ACCOUNTS: dict[tuple[str, str], Presence] = {}


def presence_of(account: str, part: str = "") -> Presence:
    """Give what this process has found of an account, or of a part of it that proves itself alone."""
    return _OF_ACCOUNTS.setdefault((account, part), Presence())
