"""Shared control of a running operation: its events, and whether it continues."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import NoReturn

from .errors import StoppedError
from .events import Events, Listener, Message


class Control:
    """Sends an operation's events and stops it; shared by all its parts and threads.

    Args:
        listeners: Receive the operation's events.
        dry_run: Whether this is a preview.
    """

    def __init__(self, listeners: Sequence[Listener], *, dry_run: bool) -> None:
        self.events = Events(listeners)
        self._dry_run = dry_run
        self.failed = False
        self.stopping = False
        """No new step starts."""
        self.canceled = False
        """The user pressed Ctrl-C."""
        self.abandoned = False
        """The user pressed Ctrl-C again: running calls are abandoned."""
        self.saw_error = False
        """An error was reported, but the operation continues so that it can report the others."""
        self.program_done = threading.Event()
        """The program has ended or registered all its resources, or the operation no longer waits for it."""
        self.finished = threading.Event()
        """The operation has ended, deletions included."""

    def log(self, severity: str, text: str, urn: str = "") -> None:
        """Show the user a message."""
        self.events.send(Message(severity, text, urn))

    def stop(self) -> None:
        """Start no further steps, because something failed."""
        self.failed = self.stopping = True
        self.program_done.set()

    def raise_if_stopping(self) -> None:
        """Raise if no new step may start.

        Raises:
            StoppedError: The operation is ending.
        """
        if self.stopping:
            raise StoppedError

    def refuse(self, urn: str, message: str) -> NoReturn:
        """Refuse a request of the program.

        Raises:
            StoppedError: Always; the user has seen why.
        """
        self.log("error", message, urn)
        raise StoppedError

    def refuse_unless_preview(self, urn: str, message: str) -> None:
        """Refuse like `refuse`, except that a preview continues, to show all errors before it fails."""
        self.log("error", message, urn)
        if not self._dry_run:
            raise StoppedError
        self.saw_error = True

    def log_from_program(self, severity: str, text: str, urn: str = "") -> None:
        """Show a message of the program, unless the operation has failed: it is then about being stopped."""
        if text.strip() and not self.failed:
            self.log(severity, text, urn)

    def wait_for_deletions(self) -> None:
        """Allow deletions to start and block until they are done: they may need the program's hooks."""
        self.program_done.set()
        self.finished.wait()
