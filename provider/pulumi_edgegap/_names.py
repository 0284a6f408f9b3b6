"""The types of names, and of texts that may not hold what the API or a route cannot take."""

from __future__ import annotations

import unicodedata
from typing import Annotated
from urllib.parse import quote, unquote

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from ._declaration import Text

MASK = "This value is set and encrypted"
"""What the API answers in place of a secret."""

KEPT_SECRET = MASK
"""What a program gives for a secret that it does not know: the one that is there stays as it is."""


def has_control(text: str) -> bool:
    """Tell whether a text holds control characters."""
    return not text.isprintable() and any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in text)


def _name(value: str) -> str:
    if value != value.strip() or has_control(value):
        raise PydanticCustomError("name", "may not begin or end with a space, nor hold control characters")
    if "/" in value or "\\" in value or value in {".", ".."}:
        raise PydanticCustomError("name", "may not hold a slash, nor be '.' or '..': it is part of a route")
    return value


Name = Annotated[Text, AfterValidator(_name)]


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
        raise ValueError(f"The ID {id_!r} is not of the form '{'/'.join(form)}'.")
    return parts
