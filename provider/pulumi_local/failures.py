"""Conversion of the engine's errors to those of Pulumi's Automation API."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pulumi.automation._cmd import CommandResult
from pulumi.automation.errors import CommandError, ConcurrentUpdateError

from .errors import LocalEngineError

# As in stack.py: hides the environment from tracebacks.
__tracebackhide__ = True


@contextmanager
def command_errors() -> Iterator[None]:
    """Raise errors of the engine as errors of the Automation API."""
    try:
        yield
    except LocalEngineError as error:
        raise command_error(str(error)) from None


def command_error(message: str) -> CommandError:
    """Return the Automation API's error for a message of the engine."""
    kind = ConcurrentUpdateError if "currently locked by" in message else CommandError
    return kind(CommandResult("", f"error: {message}", 255))
