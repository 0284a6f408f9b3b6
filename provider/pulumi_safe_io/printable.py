"""Text that others wrote is shown so that it neither acts in a terminal nor hides there."""

from __future__ import annotations


def printable(text: str) -> str:
    r"""Return a text in which each character that cannot be printed is written as Python escapes it.

    Such are line ends, escape sequences, C1 controls, and the marks that turn or join text: `\n`, `\x1b`,
    `\x9b`, `\u202e`. A text that is printable already stays as it is.
    """
    return text if text.isprintable() else "".join(map(_escaped, text))


def _escaped(letter: str) -> str:
    return letter if letter.isprintable() else repr(letter)[1:-1]
