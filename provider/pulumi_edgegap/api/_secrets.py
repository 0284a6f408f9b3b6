"""Texts of the API are made safe to show: no secrets of the request, no control characters, a bounded length."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

from pulumi_safe_io.printable import printable

LONGEST = 500
SCANNED = 20_000
"""The characters of a text that are read, however long it is."""


ALWAYS = frozenset({"private_username", "private_token", "secret_access_key"})
"""The fields that must never be shown."""
FLAGGED: Mapping[str, tuple[str, ...]] = {"value": ("is_secret", "is_hidden")}
"""The fields that must not be shown if a flag beside them is set; each edition has its own flag."""


def secrets_of(body: object) -> Iterator[str]:
    """Yield the values of a request's body, or of a part of it, that must never be shown."""
    if isinstance(body, list):
        for item in body:
            yield from secrets_of(item)
    elif isinstance(body, Mapping):
        for field, value in body.items():
            if isinstance(value, str) and (field in ALWAYS or any(map(body.get, FLAGGED.get(field, ())))):
                yield value
            yield from secrets_of(value)


def presentable(text: str, secrets: Iterable[str] = (), longest: int = LONGEST) -> str:
    """Return the text on one line, of bounded length, each secret in it replaced by `[secret]`."""
    is_cut, text = len(text) > SCANNED, text[:SCANNED]
    spellings = {spelling for secret in secrets for spelling in _spellings(secret) if spelling}
    if spellings:
        # One pass, the longest first, so that a secret within another one leaves no remainder of it.
        longest_first = sorted(spellings, key=len, reverse=True)
        text = re.sub("|".join(map(re.escape, longest_first)), "[secret]", text, flags=re.IGNORECASE)
        if is_cut:  # perhaps in the middle of a secret
            text = text[: -len(longest_first[0])]
    line = _one_line(text)
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _spellings(secret: str) -> tuple[str, ...]:
    """Return the spellings in which a service may repeat a value."""
    as_json = (json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1])
    return secret, secret.strip(), _one_line(secret), *as_json, repr(secret)[1:-1], quote(secret, safe="")


def _one_line(text: str) -> str:
    return printable(" ".join(text.split()))
