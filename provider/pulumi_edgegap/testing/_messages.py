"""Messages of Pulumi's protocol, as far as the installed SDK knows them."""

from __future__ import annotations

from typing import Any


def message(kind: Any, **fields: Any) -> Any:
    """Make a message; fields that an older SDK does not know are left out."""
    return kind(**{name: value for name, value in fields.items() if name in kind.DESCRIPTOR.fields_by_name})
