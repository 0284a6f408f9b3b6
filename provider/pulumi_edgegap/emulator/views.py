"""Views of records for tests, in which every value can be read but no `repr` shows a secret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_edgegap.emulator.objects import SECRETS


class SecretText(str):
    """A secret string whose `repr`, as in the output of a failed test, is hidden."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "[secret]"


def view(value: Any) -> Any:
    """Return a copy of a record or a request's body with secrets as `SecretText`."""
    if isinstance(value, Mapping):
        is_secret = bool(value.get("is_secret") or value.get("is_hidden"))
        secrets = SECRETS | {"value"} if is_secret else SECRETS
        return {
            name: SecretText(item) if name in secrets and isinstance(item, str) else view(item)
            for name, item in value.items()
        }
    return [view(item) for item in value] if isinstance(value, list) else value
