"""Defaults and mistakes of inputs, by their declarations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from .declaration import MISSING, UNKNOWN, Failure, Field, Inputs, Known
from .kinds import Part
from .suggestion import suggestion
from .values import Properties, Value, is_unknown


def failures(
    model: type[Inputs], given: Mapping[str, Value], before: Mapping[str, Value] = MappingProxyType({})
) -> list[Failure]:
    """Find all mistakes in the inputs of one object; unknown values pass everywhere.

    Args:
        model: The declaration of the object.
        given: The inputs.
        before: The inputs that the object already has, whose values may stay.
    """
    may_stay = {
        name for name, field in model.fields.items() if field.may_stay and _is_kept(given, before, name)
    }
    found: list[Failure] = []
    _check_fields(model, given, "", found)
    found = [failure for failure in found if failure.path not in may_stay]
    wrong = {failure.path for failure in found}
    found.extend(failure for failure in _rules(model, given) if failure.path not in wrong)
    return found


def _is_kept(given: Mapping[str, Value], before: Mapping[str, Value], name: str) -> bool:
    return given.get(name) is not None and given[name] == before.get(name)


def _check_fields(model: type[Inputs], given: Mapping[str, Value], path: str, found: list[Failure]) -> None:
    declared = model.fields
    for name, field in declared.items():
        if name in given:
            _check_value(field, given[name], path + name, found)
        elif field.required:
            found.append(Failure(path + name, "", MISSING))
    if not given.keys() <= declared.keys():
        for name in given:
            if name not in declared:
                found.append(Failure(path + name, suggestion(name, declared), UNKNOWN))


def _check_value(field: Field, value: Value, path: str, found: list[Failure]) -> None:
    if is_unknown(value) or (value is None and field.optional):
        return
    if wrong := field.kind.mistake(value):
        found.append(Failure(path, wrong))
    elif field.nested is None:
        return
    elif isinstance(value, Mapping):
        _check_fields(field.nested, value, f"{path}.", found)
    elif isinstance(value, list | tuple):
        item = Field(Part(field.nested), "", required=True)
        for index, each in enumerate(value):
            _check_value(item, each, f"{path}[{index}]", found)


def _rules(model: type[Inputs], given: Value) -> Iterator[Failure]:
    yield from model.rules(Known(given))
    if not isinstance(given, Mapping):
        return
    for name, nested in model.parts.items():
        if not nested.has_rules:
            continue
        value = given.get(name)
        if isinstance(value, list | tuple):
            for index, item in enumerate(value):
                for failure in _rules(nested, item):
                    yield failure._replace(path=f"{name}[{index}].{failure.path}")
        elif value is not None:
            for failure in _rules(nested, value):
                yield failure._replace(path=f"{name}.{failure.path}")


def with_defaults(model: type[Inputs], given: Mapping[str, Value]) -> Properties:
    """Fill in the defaults of this package, nested ones too, so that a preview shows them."""
    if None in given.values():
        given = {name: value for name, value in given.items() if value is not None}
    filled = {**model.defaults, **given}
    for name, part in model.parts.items():
        value = filled.get(name)
        if isinstance(value, list | tuple):
            filled[name] = [with_defaults(part, item) if isinstance(item, dict) else item for item in value]
        elif isinstance(value, dict):
            filled[name] = with_defaults(part, value)
    return filled


def may_show_value(model: type[Inputs], path: str) -> bool:
    """Whether the engine, which prints the value of a top-level property, may do so for this path.

    A misspelled property may be a misspelled secret, and for a nested one the engine prints `{<nil>}`.
    """
    field = model.fields.get(path)
    return field is not None and not (field.holds_secrets or field.may_hold_credentials)
