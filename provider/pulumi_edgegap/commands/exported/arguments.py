"""The arguments of a resource as a person would write them: no defaults, and variables for parents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ...lifecycle.declaration import Field, Inputs
from ...lifecycle.names import MASK
from ...lifecycle.values import Value
from .names import config_key
from .plan import Planned
from .source import Argument, Bracketed, Code, Either, Expression, template, text

MODULE = "edgegap"
NAME = "name"
"""The loop variable for a version's name."""


@dataclass(frozen=True)
class Scope:
    """What an expression can refer to.

    Attributes:
        variables: The code for a parent's name, by the property that takes it.
        prefix: The common prefix of logical names in a loop; None outside a loop.
        icon: The code that reads the app's icon from a file; None if the program contains it.
    """

    variables: Mapping[str, str] = field(default_factory=dict)
    prefix: str | None = None
    icon: str | None = None


def call(planned: Planned, logical_name: Expression, arguments: Mapping[str, Expression]) -> Bracketed:
    """Return the call that declares a resource."""
    named = [Argument(name, value) for name, value in arguments.items()]
    return Bracketed(f"{MODULE}.{planned.kind.__name__}", [logical_name, *named])


def logical_name(planned: Planned, scope: Scope) -> Expression:
    """Return the expression of the logical name."""
    return Code(_text(planned.logical_name, planned, scope.prefix))


def arguments(planned: Planned, scope: Scope) -> dict[str, Expression]:
    """Return the arguments of a resource by name, in the constructor's order."""
    written: dict[str, Expression] = {}
    for name, declared in planned.kind._dynamic_provider.inputs.fields.items():
        value = planned.inputs.get(name)
        if name in planned.secrets:
            written[name] = _secret(planned, name, scope)
        elif name in scope.variables:
            written[name] = Code(scope.variables[name])
        elif name == "image" and scope.icon:
            written[name] = Code(scope.icon)
        elif value is not None and value != declared.default:
            written[name] = _value(planned, declared, value, scope)
    return written


def _value(planned: Planned, declared: Field, value: Value, scope: Scope) -> Expression:
    model = declared.nested
    if model is None:
        return Code(_scalar(planned, declared, value, scope))
    if not isinstance(value, list):
        return _part(planned, declared, model, value, scope)
    return Bracketed("", [_part(planned, declared, model, item, scope) for item in value], "[]")


def _part(planned: Planned, declared: Field, model: type[Inputs], value: Value, scope: Scope) -> Expression:
    assert isinstance(value, Mapping)
    written: list[Expression] = []
    for name, part in model.fields.items():
        given = value.get(name)
        if given == MASK:
            written.append(Argument(name, _secret(planned, f"{declared.name}.{value['key']}", scope)))
        elif given is not None and given != part.default:
            written.append(Argument(name, Code(literal(given))))
    return Bracketed(f"{MODULE}.{model.title}", written)


def _scalar(planned: Planned, declared: Field, value: Value, scope: Scope) -> str:
    if scope.prefix is not None and declared.name in ("name", "docker_tag") and value == planned.key[-1]:
        return NAME
    return literal(value)


def literal(value: Value) -> str:
    """Return the literal of a string, a number or a Boolean."""
    return text(value) if isinstance(value, str) else repr(value)


def _secret(planned: Planned, place: str, scope: Scope) -> Expression:
    prefix = None if scope.prefix is None else config_key(scope.prefix)
    key = Code(_text(planned.secrets[place], planned, prefix))
    return Either(Bracketed("config.get_secret", [key]), Code(f"{MODULE}.KEEP_EXISTING_SECRET"))


def _text(value: str, planned: Planned, prefix: str | None) -> str:
    """Return a string literal; in a loop, an f-string if it starts with prefix and name."""
    begin = f"{prefix}{planned.key[-1]}"
    if prefix is None or not value.startswith(begin):
        return text(value)
    return template(prefix, NAME, value.removeprefix(begin))
