"""check: from what a program gives to complete inputs, or to every mistake in them at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ._declaration import PASTED, SECRET, SECRET_ITEMS, Failure, Inputs, Known, fields
from ._values import Properties, Value, is_unknown


def failures(model: type[Inputs], given: Mapping[str, Value]) -> list[Failure]:
    """Find all mistakes in the inputs of one object: unknown values pass, wherever they stand."""
    found: list[Failure] = []
    try:
        model.model_validate(dict(given))
    except ValidationError as error:
        found.extend(_failure(model, details) for details in error.errors(include_url=False))
    wrong = {failure.path for failure in found}
    found.extend(failure for failure in _rules(model, given) if failure.path not in wrong)
    return found


def _rules(model: type[Inputs], given: Value, path: str = "") -> Iterator[Failure]:
    yield from (Failure(path + failure.path, failure.reason) for failure in model.rules(Known(given)))
    if not isinstance(given, Mapping):
        return
    for field in fields(model).values():
        value = given.get(field.name)
        if field.nested and isinstance(value, list | tuple):
            for index, item in enumerate(value):
                yield from _rules(field.nested, item, f"{path}{field.name}[{index}].")
        elif field.nested and value is not None:
            yield from _rules(field.nested, value, f"{path}{field.name}.")


def with_defaults(model: type[Inputs], given: Mapping[str, Value]) -> Properties:
    """Fill in the defaults that the package decides on, nested ones too, so that a preview shows them."""
    filled: Properties = dict(given)
    for field in fields(model).values():
        value = filled.get(field.name)
        if value is None:
            filled.pop(field.name, None)
            if field.default is not None:
                filled[field.name] = field.default
        elif field.nested and isinstance(value, list | tuple):
            filled[field.name] = [_item_with_defaults(field.nested, item) for item in value]
        elif field.nested:
            filled[field.name] = _item_with_defaults(field.nested, value)
    return filled


def _item_with_defaults(model: type[Inputs], item: Value) -> Value:
    return with_defaults(model, item) if isinstance(item, Mapping) else item


def may_show_value(model: type[Inputs], path: str) -> bool:
    """Tell whether the engine, which prints the value of a top-level property, may do so for this path.

    A misspelt property may be a misspelt secret.
    """
    if "." in path or "[" in path:
        return True
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
