"""Whether a run has found any object of an account, to tell deleted objects from a wrong organization.

A 404 proves little: a token of another organization gets one for every object of the stack, and so does a wrong URL.
An object counts as gone only once another object of its account was found in the same run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Condition

from ..api.errors import NotFoundError

GRACE = 1.0
"""The seconds without a call after which no other object of the account is expected to be found."""


class Presence:
    """Whether the calls for one account have found an object. Threads share it."""

    def __init__(self) -> None:
        """Start with nothing found."""
        self._changed = Condition()
        self._calls = self._waiting = 0
        self._found = self._is_empty = False

    @contextmanager
    def call(self) -> Iterator[None]:
        """Count a call as under way, as it may still find an object."""
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
        """Wait until no other call has been under way for a while. Call it within `call`."""
        with self._changed:
            self._waiting += 1
            self._changed.notify_all()
            there_are_others = True
            while there_are_others:
                self._changed.wait_for(lambda: self._calls <= self._waiting)
                there_are_others = self._changed.wait_for(lambda: self._calls > self._waiting, GRACE)
            self._waiting -= 1

    def note_found(self) -> None:
        """Note that an object of the account was found."""
        with self._changed:
            self._found = True
            self._changed.notify_all()

    def has_found_any(self, look_at_parent: Callable[[], object]) -> bool:
        """Whether any object of the account was found; waits for the calls under way, which may find one.

        Call it within `call`.

        Args:
            look_at_parent: Reads the parent of the missing object; returns None if it has no parent.
        """
        if not self._found:
            with suppress(NotFoundError):
                if look_at_parent() is not None:
                    self.note_found()
        with self._changed:
            self._waiting += 1
            self._changed.notify_all()
            while not (self._found or self._is_empty):
                others = self._calls > self._waiting
                if not self._changed.wait(None if others else GRACE):
                    self._is_empty = True  # later callers need not wait again
                    self._changed.notify_all()
            self._waiting -= 1
            return self._found


_BY_ACCOUNT: dict[tuple[str, str], Presence] = {}


def presence_of(account: str, part: str = "") -> Presence:
    """Return the presence that this process keeps for an account, or for a part of it."""
    return _BY_ACCOUNT.setdefault((account, part), Presence())
