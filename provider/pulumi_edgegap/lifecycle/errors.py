"""The error of a step that failed."""

from __future__ import annotations

from pulumi_safe_io.printable import printable


class ResourceError(Exception):
    """A step of a resource failed; the message is a sentence for the user."""

    __module__ = "pulumi_edgegap"  # The engine prints it before the message.

    def __init__(self, sentence: str) -> None:
        super().__init__(printable(sentence))
