"""Names of objects, resource IDs, and configuration namespaces."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote, unquote

from .kinds import Text

MASK = "This value is set and encrypted"
"""The text that the API returns in place of a secret."""

KEEP_EXISTING_SECRET = MASK
"""The value that a program gives for a secret that it does not know: the existing one is kept."""


def has_control(text: str) -> bool:
    """Whether a text contains control characters."""
    return not text.isprintable() and any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in text)


def check_name(value: str) -> str | None:
    """Return what is wrong with the name of an object, which becomes part of a route, or None."""
    if value != value.strip() or has_control(value):
        return "must not begin or end with a space, or contain control characters"
    if "/" in value or "\\" in value or value in {".", ".."}:
        return "must not contain a slash, or be '.' or '..', because it is part of a URL"
    return None


NAME = Text(check_name, 1, 64)
"""The name of an object, with the limits of most kinds of objects."""


def join_id(*parts: str) -> str:
    """Join names to a resource ID, percent-encoded and separated by slashes (``game/1.0%2B2``)."""
    return "/".join(quote(part, safe=" :@+,;=~") for part in parts)


def split_id(id_: str, form: tuple[str, ...]) -> tuple[str, ...]:
    """Split a resource ID into its names.

    Args:
        id_: The ID.
        form: The names of its parts, for the error.

    Raises:
        ValueError: The ID has the wrong number of parts, or an empty one.
    """
    parts = tuple(unquote(part) for part in id_.split("/"))
    if len(parts) != len(form) or not all(parts):
        raise ValueError(f"invalid ID {id_!r}: expected the form '{'/'.join(form)}'.")
    return parts


def namespace(account: str) -> str:
    """Return the configuration namespace of an account: ``edgegap`` or ``edgegap-<account>``."""
    return f"edgegap-{account}" if account else "edgegap"


def is_namespace(space: str) -> bool:
    """Whether a configuration namespace is that of an account."""
    return space == "edgegap" or space.startswith("edgegap-")


def is_token(key: str) -> bool:
    """Whether a configuration key is that of an account's token."""
    space, _, name = key.partition(":")
    return name == "apiToken" and is_namespace(space)
