"""How an operation goes: what is told of it, and whether it goes on."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import NoReturn

from .errors import StoppedError
from .events import Events, Listener, Message


class Course:
    """The course of one operation, which all its parts and threads follow.

    Args:
        listeners: Who is told what happens.
        dry_run: Nothing is really done.
    """

    def __init__(self, listeners: Sequence[Listener], *, dry_run: bool) -> None:
        self.events = Events(listeners)
        self._dry_run = dry_run
        self.failed = False
        self.stopping = False
        """No new step begins."""
        self.canceled = False
        """By Ctrl-C."""
        self.abandoned = False
        """By a second one: the calls under way are left behind."""
        self.saw_error = False
        """Something was refused or failed, but the operation goes on so that all of it is told."""
        self.program_done = threading.Event()
        """The program has ended, or declared all that it declares, or is of no more interest."""
        self.finished = threading.Event()
        """All is done, the deletions, too."""

    def tell(self, severity: str, text: str, urn: str = "") -> None:
        """Tell the user something."""
        self.events.send(Message(severity, text, urn))

    def stop(self) -> None:
        """Begin no new step: something failed."""
        self.failed = self.stopping = True
        self.program_done.set()

    def go_on(self) -> None:
        """Begin a new step.

        Raises:
            StoppedError: There is to be none.
        """
        if self.stopping:
            raise StoppedError

    def refuse(self, urn: str, message: str) -> NoReturn:
        """Refuse what the program asks for.

        Raises:
            StoppedError: Always; the user has been told why.
        """
        self.tell("error", message, urn)
        raise StoppedError

    def refuse_in_up(self, urn: str, message: str) -> None:
        """Refuse; but a preview goes on, and fails in the end, so that it shows all that there is to refuse."""
        self.tell("error", message, urn)
        if not self._dry_run:
            raise StoppedError
        self.saw_error = True

    def program_says(self, severity: str, text: str, urn: str = "") -> None:
        """Hand on what the program logs; what it says of being ended after a failure is of no interest."""
        if text.strip() and not self.failed:
            self.tell(severity, text, urn)

    def program_is_done(self) -> None:
        """Let the deletions begin, and keep the program until they are done, for its hooks."""
        self.program_done.set()
        self.finished.wait()
