"""Internal errors of the local engine."""

from __future__ import annotations


class LocalEngineError(Exception):
    """The local engine does not support a request, or its input is wrong; the message is one sentence."""


class StepError(Exception):
    """A step failed; the user sees the message under the resource."""


class StoppedError(Exception):
    """The operation is ending: after a failure or Ctrl-C, no new step begins."""
