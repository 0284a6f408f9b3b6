"""Escaping of untrusted text for terminals."""

from __future__ import annotations


def printable(text: str) -> str:
    r"""Return a text with characters that cannot be printed escaped as in Python.

    These are line ends, escape sequences, C1 controls, and marks that reverse or join text: `\n`, `\x1b`,
    `\x9b`, `\u202e`. Other text is returned unchanged.
    """
    return text if text.isprintable() else "".join(map(_escaped, text))


def _escaped(letter: str) -> str:
    return letter if letter.isprintable() else repr(letter)[1:-1]
