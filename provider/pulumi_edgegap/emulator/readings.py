"""Where sources on the service disagree: which of them an emulator follows."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias, get_args

from pulumi_edgegap.emulator.errors import ApiError
from pulumi_edgegap.emulator.fields import EDITIONS, Edition, Field, Record

Plan: TypeAlias = Literal["free", "paid"]
Credentials: TypeAlias = Literal["clear", "masked"]
Sizes: TypeAlias = Literal["contract", "updated"]
SIZES = ("req_cpu", "req_memory")
FREE_APPS = FREE_VERSIONS = 2
"""What the free tier has room for: apps, and versions of all of them."""
LARGEST_ICON = 256 * 1024
_ICONS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


@dataclass(frozen=True)
class Reading:
    """How to read what is not certain.

    Attributes:
        strict: Whether unknown arguments, icons that are none and an empty storage are refused; otherwise they are
            ignored, or taken as they are.
        plan: `free` has limits.
        credentials: Whether a version's answers show the credentials of its registry.
        sizes: Whether an update changes `req_cpu` and `req_memory` in the 2026 edition too, where its contract does not
            list them.
    """

    strict: bool = False
    plan: Plan = "paid"
    credentials: Credentials = "masked"
    sizes: Sizes = "contract"

    def __post_init__(self) -> None:
        for name, kinds in (("plan", Plan), ("credentials", Credentials), ("sizes", Sizes)):
            if getattr(self, name) not in get_args(kinds):
                raise ValueError(f"{name} must be one of {', '.join(get_args(kinds))}")

    def examine(
        self, fields: Mapping[str, Field], body: Record, edition: Edition, *, update: bool = False
    ) -> None:
        """Refuse what a strict service refuses of a body.

        Raises:
            ApiError: 400 for an unknown argument or an icon that is none, 500 for an empty storage.
        """
        if not self.strict:
            return
        _refuse_unknown(self.of_update(fields) if update else fields, body, edition, update=update)
        if "image" in fields and isinstance(body.get("image"), str):
            _refuse_no_icon(body["image"])
        if body.get("endpoint_storage") == "":
            raise ApiError(500, "Internal server error.")

    def refuse_beyond(self, what: str, count: int, most: int) -> None:
        """Refuse one more than the plan has room for."""
        if self.plan == "free" and count >= most:
            raise ApiError(400, f"You have reached the limit of {most} {what} on the free tier.")

    def of_update(self, fields: Mapping[str, Field]) -> Mapping[str, Field]:
        """Give the fields as an update takes them."""
        if self.sizes == "contract":
            return fields
        return {
            name: replace(each, updates=EDITIONS) if name in SIZES else each for name, each in fields.items()
        }


USUAL = Reading()


def _refuse_unknown(
    fields: Mapping[str, Field], body: Record, edition: Edition, *, update: bool = False, within: str = ""
) -> None:
    for name, value in body.items():
        field = fields.get(name)
        if field is None or not field.known(edition, update=update):
            raise ApiError(400, f"{within}{name}: is an unknown argument.")
        rows: Any = value if field.type == "list" else [value] if field.type == "object" else []
        for index, row in enumerate(rows if isinstance(rows, list) else ()):
            if isinstance(row, dict):
                place = f"{within}{name}[{index}]." if field.type == "list" else f"{within}{name}."
                _refuse_unknown(field.fields or {}, row, edition, within=place)


def _refuse_no_icon(image: str) -> None:
    try:
        icon = base64.b64decode(image, validate=True)
    except (binascii.Error, ValueError):
        raise ApiError(400, "image: must be base64, without a prefix.") from None
    if not icon.startswith(_ICONS):
        raise ApiError(400, "image: must be a PNG or a JPEG.")
    if len(icon) > LARGEST_ICON:
        raise ApiError(400, "image: is too large.")
