"""check: from what a program gives to complete inputs, or to every mistake in them at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from threading import Lock

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ._declaration import PASTED, SECRET, SECRET_ITEMS, Failure, Inputs, Known, fields
from ._values import Properties, Value, is_unknown

_BUILDING = Lock()


def failures(model: type[Inputs], given: Mapping[str, Value]) -> list[Failure]:
    """Find all mistakes in the inputs of one object: unknown values pass, wherever they stand."""
    found: list[Failure] = []
    try:
        _built(model).model_validate(dict(given))
    except ValidationError as error:
        found.extend(
            _failure(model, details)
            for details in error.errors(include_url=False)
            if details["type"] == "extra_forbidden" or not is_unknown(details["input"])
        )
    wrong = {failure.path for failure in found}
    found.extend(failure for failure in _rules(model, given) if failure.path not in wrong)
    return found


@cache
def _built(model: type[Inputs]) -> type[Inputs]:
    with _BUILDING:  # pydantic's own building at first use is not made for threads
        model.model_rebuild()
    return model


def _rules(model: type[Inputs], given: Value) -> Iterator[Failure]:
    yield from model.rules(Known(given))
    if not isinstance(given, Mapping):
        return
    for name, nested in _ruled_parts(model).items():
        value = given.get(name)
        if isinstance(value, list | tuple):
            for index, item in enumerate(value):
                for failure in _rules(nested, item):
                    yield Failure(f"{name}[{index}].{failure.path}", failure.reason)
        elif value is not None:
            for failure in _rules(nested, value):
                yield Failure(f"{name}.{failure.path}", failure.reason)


@cache
def _ruled_parts(model: type[Inputs]) -> dict[str, type[Inputs]]:
    """Give the fields whose objects have rules: a list of hundreds of others need not be looked through."""
    return {name: part for name, part in _parts(model).items() if "rules" in vars(part) or _ruled_parts(part)}


def with_defaults(model: type[Inputs], given: Mapping[str, Value]) -> Properties:
    """Fill in the defaults that the package decides on, nested ones too, so that a preview shows them."""
    if None in given.values():
        given = {name: value for name, value in given.items() if value is not None}
    filled = {**_defaults(model), **given}
    for name, part in _parts(model).items():
        value = filled.get(name)
        if isinstance(value, list | tuple):
            filled[name] = [with_defaults(part, item) if isinstance(item, dict) else item for item in value]
        elif isinstance(value, dict):
            filled[name] = with_defaults(part, value)
    return filled


@cache
def _defaults(model: type[Inputs]) -> Properties:
    return {name: field.default for name, field in fields(model).items() if field.default is not None}


@cache
def _parts(model: type[Inputs]) -> dict[str, type[Inputs]]:
    """Give the fields that hold objects, or lists of them."""
    return {name: field.nested for name, field in fields(model).items() if field.nested}


def may_show_value(model: type[Inputs], path: str) -> bool:
    """Tell whether the engine, which prints the value of a top-level property, may do so for this path.

    A misspelt property may be a misspelt secret, and of a nested one the engine prints `{<nil>}` for its value.
    """
    field = fields(model).get(path)
    return field is not None and not {SECRET, SECRET_ITEMS, PASTED} & set(field.marks)


def _failure(model: type[Inputs], details: ErrorDetails) -> Failure:
    path, owner = _path(model, details["loc"])
    return Failure(path, _reason(owner, details))


def _path(model: type[Inputs], location: tuple[int | str, ...]) -> tuple[str, type[Inputs]]:
    path, owner = "", model
    for step in location:
        if isinstance(step, int):
            path += f"[{step}]"
            continue
        path += f".{step}" if path else step
        if step is not location[-1]:
            field = fields(owner).get(step)
            owner = field.nested if field and field.nested else owner
    return path, owner


def _reason(owner: type[Inputs], details: ErrorDetails) -> str:
    context = details.get("ctx", {})
    name = str(details["loc"][-1]) if details["loc"] else owner.title
    match details["type"]:
        case "missing":
            return f"is required; give {owner.title} a {name}"
        case "extra_forbidden":
            close = get_close_matches(name, fields(owner), n=1)
            advice = f"did you mean {close[0]!r}?" if close else f"it takes: {', '.join(fields(owner))}"
            return f"is no property of {owner.title}; {advice}"
        case "string_type":
            return f"must be a text, not {_kind(details['input'])}"
        case "whole_number":
            return f"must be a whole number, not {_kind(details['input'])}"
        case "bool_type":
            return f"must be True or False, not {_kind(details['input'])}"
        case "list_type":
            return f"must be a list, not {_kind(details['input'])}"
        case "model_type" | "model_attributes_type" | "dict_type":
            return f"must be an object ({', '.join(fields(owner))}), not {_kind(details['input'])}"
        case "literal_error":
            return f"must be one of {context['expected']}"
        case "greater_than_equal":
            return f"must be {context['ge']} or more"
        case "less_than_equal":
            return f"must be {context['le']} or less"
        case "string_too_short":
            return f"must have at least {context['min_length']} characters"
        case "string_too_long":
            return f"must have at most {context['max_length']} characters"
    return details["msg"]


def _kind(value: Value) -> str:
    if is_unknown(value):
        return "an unknown value"
    if isinstance(value, float):
        return f"the number {value}"
    names: dict[type, str] = {str: "a text", bool: "True or False", int: "a number", dict: "an object"}
    names |= {list: "a list", tuple: "a list"}
    return names.get(type(value), type(value).__name__)
