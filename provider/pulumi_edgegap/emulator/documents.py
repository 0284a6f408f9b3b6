"""OpenAPI documentation of request bodies, from the tables that also check them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_edgegap.emulator.fields import ABSENT, EDITIONS, Field

ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"description": text, "content": {"application/json": {"example": {"message": "One sentence."}}}}
    for status, text in ((400, "Not a valid request"), (401, "Not a valid token"), (404, "Not found"))
}


def documented_fields(fields: Mapping[str, Field], *, update: bool = False) -> dict[str, Any]:
    """Return the arguments that document a route whose body has these fields."""
    return documented_body(_object(fields, update=update))


def documented_body(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments that document a route whose body has this JSON schema."""
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    return {"openapi_extra": {"requestBody": body}}


def _object(fields: Mapping[str, Field], *, update: bool = False) -> dict[str, Any]:
    properties = {name: _value(field) for name, field in fields.items() if field.updates or not update}
    required = [name for name, field in fields.items() if field.required and not update]
    return {"type": "object", "properties": properties} | ({"required": required} if required else {})


def _value(field: Field) -> dict[str, Any]:
    if field.type == "list":
        return {"type": "array", "items": _object(field.fields or {})}
    if field.type == "object":
        return _object(field.fields or {})
    bounds = ("minLength", "maxLength") if field.type == "string" else ("minimum", "maximum")
    schema: dict[str, Any] = {
        "type": [field.type, "null"] if field.nullable else field.type,
        bounds[0]: field.least,
        bounds[1]: field.most,
        "enum": list(field.choices) or None,
        "pattern": field.pattern or None,
        "default": None if field.default is ABSENT else field.default,
        "description": None if field.editions == EDITIONS else f"Editions: {', '.join(field.editions)}.",
    }
    return {name: value for name, value in schema.items() if value is not None}
