"""What the local engine refuses, and how an operation ends early."""

from __future__ import annotations


class LocalEngineError(Exception):
    """Something that the local engine cannot do or was given wrongly, said in one sentence."""


class StepError(Exception):
    """A provider refused a call; the message is what the user sees under the resource."""


class StoppedError(Exception):
    """The operation is ending: after a failure or Ctrl-C, no new step begins."""
