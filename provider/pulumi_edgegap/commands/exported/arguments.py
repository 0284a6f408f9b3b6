"""The arguments of a resource, as a person would write them: defaults left out, parents as variables."""

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
"""The variable of a loop over versions."""


@dataclass(frozen=True)
class Scene:
    """What an expression may refer to.

    Attributes:
        variables: The code that stands for a parent's name, by the property that takes it.
        prefix: What logical names in a loop begin with; None outside a loop.
        icon: The code that reads the app's icon from a file; None where it stands in the program.
    """

    variables: Mapping[str, str] = field(default_factory=dict)
    prefix: str | None = None
    icon: str | None = None


def call(planned: Planned, logical_name: Expression, arguments: Mapping[str, Expression]) -> Bracketed:
    """Write a resource."""
    named = [Argument(name, value) for name, value in arguments.items()]
    return Bracketed(f"{MODULE}.{planned.kind.__name__}", [logical_name, *named])


def logical_name(planned: Planned, scene: Scene) -> Expression:
    """Write the logical name."""
    return Code(_text(planned.logical_name, planned, scene.prefix))


def arguments(planned: Planned, scene: Scene) -> dict[str, Expression]:
    """Give the arguments of a resource by name, in the order of the constructor."""
    written: dict[str, Expression] = {}
    for name, declared in planned.kind._dynamic_provider.inputs.fields.items():
        value = planned.inputs.get(name)
        if name in planned.secrets:
            written[name] = _secret(planned, name, scene)
        elif name in scene.variables:
            written[name] = Code(scene.variables[name])
        elif name == "image" and scene.icon:
            written[name] = Code(scene.icon)
        elif value is not None and value != declared.default:
            written[name] = _value(planned, declared, value, scene)
    return written


def _value(planned: Planned, declared: Field, value: Value, scene: Scene) -> Expression:
    model = declared.nested
    if model is None:
        return Code(_scalar(planned, declared, value, scene))
    if not isinstance(value, list):
        return _part(planned, declared, model, value, scene)
    return Bracketed("", [_part(planned, declared, model, item, scene) for item in value], "[]")


def _part(planned: Planned, declared: Field, model: type[Inputs], value: Value, scene: Scene) -> Expression:
    assert isinstance(value, Mapping)
    written: list[Expression] = []
    for name, part in model.fields.items():
        given = value.get(name)
        if given == MASK:
            written.append(Argument(name, _secret(planned, f"{declared.name}.{value['key']}", scene)))
        elif given is not None and given != part.default:
            written.append(Argument(name, Code(literal(given))))
    return Bracketed(f"{MODULE}.{model.title}", written)


def _scalar(planned: Planned, declared: Field, value: Value, scene: Scene) -> str:
    if scene.prefix is not None and declared.name in ("name", "docker_tag") and value == planned.key[-1]:
        return NAME
    return literal(value)


def literal(value: Value) -> str:
    """Write a text, a number or a flag."""
    return text(value) if isinstance(value, str) else repr(value)


def _secret(planned: Planned, place: str, scene: Scene) -> Expression:
    prefix = None if scene.prefix is None else config_key(scene.prefix)
    key = Code(_text(planned.secrets[place], planned, prefix))
    return Either(Bracketed("config.get_secret", [key]), Code(f"{MODULE}.KEEP_EXISTING_SECRET"))


def _text(value: str, planned: Planned, prefix: str | None) -> str:
    """Write a text; in a loop, one that begins with prefix and name has the loop's variable in it."""
    begin = f"{prefix}{planned.key[-1]}"
    if prefix is None or not value.startswith(begin):
        return text(value)
    return template(prefix, NAME, value.removeprefix(begin))
