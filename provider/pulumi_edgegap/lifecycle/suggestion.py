"""What somebody may have meant by a name that is none."""

from __future__ import annotations

from collections.abc import Iterable


def suggestion(name: str, known: Iterable[str], otherwise: str = "it takes") -> str:
    """Suggest the closest of the known names, or list them all.

    Args:
        name: The name that is none.
        known: Those that there are.
        otherwise: What stands before the list, where none is close.
    """
    from difflib import get_close_matches  # a millisecond of every preview, for mistakes only

    names = list(dict.fromkeys(known))
    close = get_close_matches(name, names, n=1)
    return f"did you mean {close[0]!r}?" if close else f"{otherwise}: {', '.join(names)}"
