"""The types of names, and of texts that may not hold what the API or a route cannot take."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote, unquote

from .kinds import Text

MASK = "This value is set and encrypted"
"""What the API answers in place of a secret."""

KEEP_EXISTING_SECRET = MASK
"""What a program gives for a secret that it does not know: the one that is there stays as it is."""


def has_control(text: str) -> bool:
    """Tell whether a text holds control characters."""
    return not text.isprintable() and any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in text)


def a_name(value: str) -> str | None:
    """Say what is wrong with the name of an object, which becomes part of a route."""
    if value != value.strip() or has_control(value):
        return "must not begin or end with a space, or contain control characters"
    if "/" in value or "\\" in value or value in {".", ".."}:
        return "must not contain a slash, or be '.' or '..', because it is part of a URL"
    return None


NAME = Text(a_name, 1, 64)
"""The name of an object, as most kinds of objects have it."""


def join_id(*parts: str) -> str:
    """Make a resource ID of names: each percent-encoded, with slashes between (``game/1.0%2B2``)."""
    return "/".join(quote(part, safe=" :@+,;=~") for part in parts)


def split_id(id_: str, form: tuple[str, ...]) -> tuple[str, ...]:
    """Take a resource ID apart.

    Args:
        id_: The ID.
        form: The names of its parts, for the error.

    Raises:
        ValueError: The ID has another number of parts, or an empty one.
    """
    parts = tuple(unquote(part) for part in id_.split("/"))
    if len(parts) != len(form) or not all(parts):
        raise ValueError(f"invalid ID {id_!r}: expected the form '{'/'.join(form)}'.")
    return parts


def namespace(account: str) -> str:
    """Give the configuration namespace of an account: ``edgegap`` or ``edgegap-<account>``."""
    return f"edgegap-{account}" if account else "edgegap"


def is_token(key: str) -> bool:
    """Tell whether a configuration key is that of an account's token."""
    space, _, name = key.partition(":")
    return name == "apiToken" and (space == "edgegap" or space.startswith("edgegap-"))
