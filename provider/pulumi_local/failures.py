"""What the engine refuses, raised as Pulumi's Automation API raises it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pulumi.automation._cmd import CommandResult
from pulumi.automation.errors import CommandError, ConcurrentUpdateError

from .errors import LocalEngineError

# As in stack.py: the variables of who calls are the environment.
__tracebackhide__ = True


@contextmanager
def command_errors() -> Iterator[None]:
    """Raise what the engine refuses as the Automation API raises it."""
    try:
        yield
    except LocalEngineError as error:
        raise command_error(str(error)) from None


def command_error(message: str) -> CommandError:
    """Give the error that the Automation API raises for a sentence of the engine."""
    kind = ConcurrentUpdateError if "currently locked by" in message else CommandError
    return kind(CommandResult("", f"error: {message}", 255))
