"""Records as tests may look at them: each value can be read, and no `repr` shows a secret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_edgegap.emulator.objects import SECRETS


class SecretText(str):
    """A secret: a text like any other, but what prints values for people (a test's failure) does not show it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "[secret]"


def view(value: Any) -> Any:
    """Return a copy of a record, or of what a client sent, whose secrets do not show."""
    if isinstance(value, Mapping):
        is_secret = bool(value.get("is_secret") or value.get("is_hidden"))
        secrets = SECRETS | {"value"} if is_secret else SECRETS
        return {
            name: SecretText(item) if name in secrets and isinstance(item, str) else view(item)
            for name, item in value.items()
        }
    return [view(item) for item in value] if isinstance(value, list) else value
