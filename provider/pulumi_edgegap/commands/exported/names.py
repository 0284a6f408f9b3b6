"""Names for what is written: logical names, Python identifiers and configuration keys, each one unique."""

from __future__ import annotations

import keyword
import re
import unicodedata

LONGEST = 190
"""How many bytes of a file's name may be a name of the API; file systems take 255 of all."""


class Names:
    """Names of which each is given once."""

    def __init__(self, *taken: str) -> None:
        self._taken = set(taken)
        self._tried: dict[str, int] = {}

    def free(self, wanted: str, joint: str) -> str:
        """Take a name, or the first free one of `wanted`, joint, 2, 3, 4, ...

        Args:
            wanted: The name itself, when it is free.
            joint: What stands before the number.
        """
        name, number = wanted, self._tried.get(wanted, 1)
        while name in self._taken:
            number += 1
            name = f"{wanted}{joint}{number}"
        self._tried[wanted] = number
        self._taken.add(name)
        return name


def identifier(text: str) -> str:
    """Make a Python name in lower case of a text: `Arena 1.0` becomes `arena_1_0`."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())
    joined = re.sub("_+", "_", "".join(c if f"_{c}".isidentifier() else "_" for c in folded)).strip("_")
    if keyword.iskeyword(joined):
        return f"{joined}_"
    return joined if joined.isidentifier() else f"v{joined}"


def of_a_file(name: str) -> str:
    """Cut a name off where a file's would become too long: that of the compiled module, which has the longest ending."""
    return name.encode()[:LONGEST].decode(errors="ignore")


def config_key(text: str) -> str:
    """Make a configuration key that needs no quotes in a shell nor in YAML."""
    return re.sub(r"[^A-Za-z0-9_.-]", "_", text).lstrip("-.")
