"""Suggestions for an unknown name."""

from __future__ import annotations

from collections.abc import Iterable


def suggestion(name: str, known: Iterable[str]) -> str:
    """Return a clause that suggests the closest of the known names, or lists all of them.

    Args:
        name: The unknown name.
        known: The valid names.
    """
    names = list(dict.fromkeys(known))
    close = closest(name, names)
    return f"did you mean {close!r}?" if close else f"expected one of {', '.join(names)}"


def closest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that an unknown one may be a slip of, if there is one."""
    from difflib import get_close_matches  # would cost every preview a millisecond

    return next(iter(get_close_matches(name, list(known), n=1)), None)
