"""Descriptions of fields, with checks and output. The objects' fields are in `objects`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

from pulumi_edgegap.emulator.errors import ApiError

Edition: TypeAlias = Literal["2024", "2025", "2026"]
EDITIONS: tuple[Edition, ...] = get_args(Edition)

MASK = "This value is set and encrypted"
"""What the service returns in place of a masked value."""

Record: TypeAlias = dict[str, Any]

ABSENT: Any = object()


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of an object.

    Attributes:
        type: The type of its value; `list` is a list of objects with `fields`.
        least: The minimum number or length.
        most: The maximum number or length.
        choices: The allowed values, if limited.
        pattern: A regular expression that a string must match; `hint` describes it.
        hint: See `pattern`.
        fields: The fields of an object, or of each object in a list.
        required: Whether create requires it.
        nullable: Whether null is allowed.
        default: The default that the contract documents.
        guess: The emulator's plausible default if the contract has none.
        editions: The editions that have the field.
        updates: The editions whose PATCH changes it.
        shown: Whether responses contain the value, the mask in its place, or nothing.
    """

    type: Literal["string", "integer", "boolean", "list", "object"]
    least: int | None = None
    most: int | None = None
    choices: tuple[str, ...] = ()
    pattern: str = ""
    hint: str = ""
    fields: Mapping[str, Field] | None = None
    required: bool = False
    nullable: bool = False
    default: Any = ABSENT
    guess: Any = ABSENT
    editions: tuple[Edition, ...] = EDITIONS
    updates: tuple[Edition, ...] = EDITIONS
    shown: Literal["yes", "masked", "never"] = "yes"

    def known(self, edition: Edition, *, update: bool) -> bool:
        """Return whether a request of this edition can set the field; otherwise it is ignored."""
        return edition in self.editions and (not update or edition in self.updates)

    def filled(self) -> Any:
        """Return the value of the field if create does not set it, or ABSENT."""
        if self.type == "list":
            return []
        return self.default if self.default is not ABSENT else self.guess

    def checked(self, value: Any, where: str, edition: Edition) -> Any:
        """Return a valid value, or raise a 400 that names the field."""
        if value is None and self.nullable:
            return None
        # In Python a bool is an int; in the API it is not.
        if not isinstance(value, _PYTHON_TYPES[self.type]) or isinstance(value, bool) != (
            self.type == "boolean"
        ):
            raise ApiError(400, f"{where}: must be {_IN_WORDS[self.type]}.")
        if self.type == "list":
            return [self._row(row, f"{where}[{index}]", edition) for index, row in enumerate(value)]
        if self.type == "object":
            return check(self.fields or {}, value, edition, within=f"{where}.")
        self._bounded(value, where)
        return value

    def _row(self, row: Any, where: str, edition: Edition) -> Record:
        if not isinstance(row, dict):
            raise ApiError(400, f"{where}: must be an object.")
        fields = self.fields or {}
        return fill(fields) | check(fields, row, edition, within=f"{where}.")

    def _bounded(self, value: Any, where: str) -> None:
        size, unit = (len(value), " characters") if self.type == "string" else (value, "")
        if self.least is not None and size < self.least:
            raise ApiError(400, f"{where}: must be at least {self.least}{unit}.")
        if self.most is not None and size > self.most:
            raise ApiError(400, f"{where}: must be at most {self.most}{unit}.")
        if self.choices and value not in self.choices:
            raise ApiError(400, f"{where}: must be one of {', '.join(self.choices)}.")
        if self.pattern and not re.search(self.pattern, value):
            raise ApiError(400, f"{where}: {self.hint}.")


_PYTHON_TYPES: dict[str, Any] = {"string": str, "integer": int, "boolean": bool, "list": list, "object": dict}
_IN_WORDS = {
    "string": "a string",
    "integer": "an integer",
    "boolean": "true or false",
    "list": "a list",
    "object": "an object",
}


def check(
    fields: Mapping[str, Field], body: Record, edition: Edition, *, update: bool = False, within: str = ""
) -> Record:
    """Return the checked values of these fields in a body.

    Args:
        fields: The fields of the object.
        body: The request's body; names that the edition does not have are ignored.
        edition: The edition.
        update: Whether this is a PATCH, where nothing is required and some fields are ignored.
        within: The prefix of field names in errors.
    """
    known: Record = {}
    for name, field in fields.items():
        if not field.known(edition, update=update):
            continue
        if name in body:
            known[name] = field.checked(body[name], within + name, edition)
        elif field.required and not update:
            raise ApiError(400, f"{within}{name}: is required.")
    return known


def fill(fields: Mapping[str, Field]) -> Record:
    """Return the defaults of an object."""
    return {name: field.filled() for name, field in fields.items() if field.filled() is not ABSENT}


def show(fields: Mapping[str, Field], record: Record, edition: Edition) -> Record:
    """Return a record as responses of this edition contain it."""
    answer: Record = {}
    for name, field in fields.items():
        if name in record and edition in field.editions and field.shown != "never":
            value = record[name]
            answer[name] = MASK if field.shown == "masked" and value else value
    for name in ("create_time", "last_updated"):
        if name in record:
            answer[name] = record[name]
    return answer
