"""Behaviour on which sources about the service disagree, and the choice of an emulator."""

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
"""The limits of the free tier: apps, and versions of all apps together."""
LARGEST_ICON = 256 * 1024
_ICONS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


@dataclass(frozen=True)
class Reading:
    """One reading of the sources.

    Attributes:
        strict: Refuse unknown arguments, invalid icons and an empty storage, instead of ignoring or accepting them.
        plan: `free` has limits.
        credentials: Whether responses show the credentials of a version's registry.
        sizes: Whether updates in the 2026 edition change `req_cpu` and `req_memory`, which its contract does
            not list.
    """

    strict: bool = False
    plan: Plan = "paid"
    credentials: Credentials = "masked"
    sizes: Sizes = "contract"

    def __post_init__(self) -> None:
        for name, kinds in (("plan", Plan), ("credentials", Credentials), ("sizes", Sizes)):
            if getattr(self, name) not in get_args(kinds):
                raise ValueError(f"{name} must be one of {', '.join(get_args(kinds))}")

    def check_strictly(
        self, fields: Mapping[str, Field], body: Record, edition: Edition, *, update: bool = False
    ) -> None:
        """Check a body as a strict service does.

        Raises:
            ApiError: 400 for an unknown argument or an invalid icon, 500 for an empty storage.
        """
        if not self.strict:
            return
        _refuse_unknown(self.for_update(fields) if update else fields, body, edition, update=update)
        if "image" in fields and isinstance(body.get("image"), str):
            _check_icon(body["image"])
        if body.get("endpoint_storage") == "":
            raise ApiError(500, "Internal server error.")

    def check_limit(self, what: str, count: int, most: int) -> None:
        """Refuse another object beyond the plan's limit."""
        if self.plan == "free" and count >= most:
            raise ApiError(400, f"You have reached the limit of {most} {what} on the free tier.")

    def for_update(self, fields: Mapping[str, Field]) -> Mapping[str, Field]:
        """Return the fields as they apply to updates."""
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


def _check_icon(image: str) -> None:
    try:
        icon = base64.b64decode(image, validate=True)
    except (binascii.Error, ValueError):
        raise ApiError(400, "image: must be base64, without a prefix.") from None
    if not icon.startswith(_ICONS):
        raise ApiError(400, "image: must be a PNG or a JPEG.")
    if len(icon) > LARGEST_ICON:
        raise ApiError(400, "image: is too large.")
