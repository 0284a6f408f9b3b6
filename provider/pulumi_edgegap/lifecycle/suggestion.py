"""Suggestions for an unknown name."""

from __future__ import annotations

from collections.abc import Iterable


def suggestion(name: str, known: Iterable[str]) -> str:
    """Return a clause that suggests the closest of the known names, or lists all of them.

    Args:
        name: The unknown name.
        known: The valid names.
    """
    from difflib import get_close_matches  # would cost every preview a millisecond

    names = list(dict.fromkeys(known))
    close = get_close_matches(name, names, n=1)
    return f"did you mean {close[0]!r}?" if close else f"expected one of {', '.join(names)}"
