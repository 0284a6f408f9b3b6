"""Responses become objects, if Pulumi can store what they hold: strings in UTF-8 and numbers that are doubles."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TypeAlias, TypeVar

from pydantic import BaseModel, ValidationError

from ._secrets import presentable
from .errors import EdgegapError, invalid_response
from .models import Answer

Place: TypeAlias = "tuple[int | str, ...]"
_MAX_DEPTH = 50
_EXACT = 2**53
"""Up to here every integer is a double."""
_LONE_SURROGATE = "contains a lone surrogate"
T = TypeVar("T", bound=BaseModel)
Row = TypeVar("Row", bound=Answer)


def field_at(location: tuple[int | str, ...]) -> str:
    """Format a location from pydantic as `envs[0].value`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).lstrip(".")


def parse(model: type[T], answer: object, method: str, path: str, *at: int | str, **named: str) -> T:
    """Parse a response, or the part of it at `at`, as an object.

    Args:
        model: The class of the object.
        answer: The response, or that part of it.
        method: The method of the request.
        path: The path of the request.
        at: The location of the part in the response.
        named: The requested names, by the fields that hold them; empty where any name will do.

    Raises:
        InvalidResponseError: It is not such an object, or has another name; the error names the field, never a value.
    """
    read = _read(model, answer)
    if isinstance(read, tuple):
        raise _error(read, method, path, at)
    for field, name in named.items():
        if name and getattr(read, field) not in (name, None):
            raise _error(((field,), "is not the one that was requested"), method, path, at)
    return read


def parse_row(
    model: type[Row], answer: object, method: str, path: str, *at: int | str
) -> tuple[Row, EdgegapError | None]:
    """Parse a row of a list without its invalid fields; return the row, and the error for the first such field.

    Raises:
        InvalidResponseError: The name of the row is invalid.
    """
    odd: EdgegapError | None = None
    while isinstance(read := _read(model, answer), tuple):
        error = _error(read, method, path, at)
        field = next(iter(read[0]), model.KEY)
        if not isinstance(answer, dict) or field == model.KEY or field not in answer:
            raise error
        odd = odd or error
        answer = {name: value for name, value in answer.items() if name != field}
    return read, odd


def _read(model: type[T], answer: object) -> T | tuple[Place, str]:
    """Return the object, or where and why the response is invalid."""
    if not isinstance(answer, dict):
        return (), "should be an object"
    if found := _find_unstorable(answer):
        return found
    try:
        return model.model_validate(answer)
    except ValidationError as cause:  # which holds values of the response, and so is not chained
        first = cause.errors(include_url=False, include_input=False, include_context=False)[0]
    problem = first["msg"].replace("Input s", "s").replace("Field required", "is missing")
    return first["loc"], problem


def _error(wrong: tuple[Place, str], method: str, path: str, at: Place) -> EdgegapError:
    place, problem = wrong
    return invalid_response(method, path, presentable(field_at((*at, *place)), longest=80), problem)


def _find_unstorable(whole: dict[str, object] | list[object], depth: int = 0) -> tuple[Place, str] | None:
    """Find a value of parsed JSON that Pulumi cannot store; return where it is, and what is wrong with it."""
    if depth > _MAX_DEPTH:
        return (), "is nested too deeply"
    parts: Iterable[tuple[int | str, object]]
    if isinstance(whole, dict):
        parts = whole.items()
        if not "".join(whole).isascii():
            for name in whole:
                if not _encodable(name):
                    return (name,), f"has a name that {_LONE_SURROGATE}"
    else:
        parts = enumerate(whole)
    for step, part in parts:  # thousands on a page, and `isinstance` takes twice as long
        if type(part) is str:
            if not (part.isascii() or _encodable(part)):
                return (step,), _LONE_SURROGATE
        elif type(part) is dict or type(part) is list:
            found = _find_unstorable(part, depth + 1)
            if found is not None:
                return (step, *found[0]), found[1]
        elif (type(part) is int or type(part) is float) and not (
            -_EXACT <= part <= _EXACT or _is_double(part)
        ):
            return (step,), "is a number too large for a double"
    return None


def _is_double(number: float) -> bool:
    try:
        return math.isfinite(number) and int(float(number)) == number
    except OverflowError:
        return False


def _encodable(text: str) -> bool:
    """Whether the text can be written in UTF-8, which has no lone surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
