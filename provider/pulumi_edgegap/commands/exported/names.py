"""Unique logical names, Python identifiers and configuration keys."""

from __future__ import annotations

import keyword
import re
import unicodedata

LONGEST = 190
"""The most bytes of a name of the API in a file name; file systems allow 255 in total."""


class Names:
    """A set of names in which each is used once."""

    def __init__(self, *taken: str) -> None:
        self._taken = set(taken)
        self._tried: dict[str, int] = {}

    def free(self, wanted: str, joint: str) -> str:
        """Return a name, numbered if it is already used, and mark it as used.

        Args:
            wanted: The name to use if it is free.
            joint: The separator before the number: 2, 3, 4, ...
        """
        name, number = wanted, self._tried.get(wanted, 1)
        while name in self._taken:
            number += 1
            name = f"{wanted}{joint}{number}"
        self._tried[wanted] = number
        self._taken.add(name)
        return name


def identifier(text: str) -> str:
    """Convert a text to a lower-case Python name: `Arena 1.0` becomes `arena_1_0`."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())
    joined = re.sub("_+", "_", "".join(c if f"_{c}".isidentifier() else "_" for c in folded)).strip("_")
    if keyword.iskeyword(joined):
        return f"{joined}_"
    return joined if joined.isidentifier() else f"v{joined}"


def shortened_for_file(name: str) -> str:
    """Truncate a name so that the name of its compiled module, the longest file name, is valid."""
    return name.encode()[:LONGEST].decode(errors="ignore")


def config_key(text: str) -> str:
    """Convert a text to a configuration key that needs no quotes in a shell or in YAML."""
    return re.sub(r"[^A-Za-z0-9_.-]", "_", text).lstrip("-.")
