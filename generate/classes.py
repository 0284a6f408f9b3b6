"""The generated lines of each class, from its object's declaration and response model."""

from __future__ import annotations

from collections.abc import Iterator

from docstrings import OF_RESOURCES, docstring
from objects import PARTS, PLAIN, RESOURCES, is_required, noun, route
from pulumi_edgegap.app_version import AppVersion
from pulumi_edgegap.functions import results
from pulumi_edgegap.game_server import arguments
from pulumi_edgegap.lifecycle.declaration import Field, Inputs
from pulumi_edgegap.lifecycle.resource import Resource
from responses import response_fields


def generated_classes() -> dict[str, list[str]]:
    """Return the generated lines of all classes, by class name."""
    classes: dict[str, Iterator[str]] = {}
    for resource in RESOURCES:
        name = resource.__name__
        classes[name] = _resource(resource)
        if hasattr(results, f"Get{name}Result"):
            classes[f"Get{name}Result"] = _result(resource)
        classes[f"{name}Args"] = _arguments(resource._dynamic_provider.inputs)
        classes[f"{name}ArgsDict"] = _dict(resource._dynamic_provider.inputs)
        if hasattr(arguments, f"GameServer{name}ArgsDict"):
            classes[f"GameServer{name}ArgsDict"] = _child(resource)
    for part in PARTS:
        classes[part.title] = _arguments(part)
        classes[f"{part.title}Dict"] = _dict(part)
        classes[_output(part)] = _outputs(part)
    return {name: [f"    {line}" if line else "" for line in lines] for name, lines in classes.items()}


def _resource(resource: type[Resource]) -> Iterator[str]:
    model = resource._dynamic_provider.inputs
    for field in model.fields.values():
        if not field.one_time:
            yield f"{field.name}: pulumi.Output[{_output_type(field)}{' | None' if field.optional else ''}]"
    for name, each in response_fields(resource).items():
        if name not in model.fields:
            type_ = each.type.replace("list[", "Sequence[")
            yield f"{name}: pulumi.Output[{type_}{'' if each.always else ' | None'}]"
    name, opts = "resource_name: str", "opts: pulumi.ResourceOptions | None = None"
    args = f"args: {model.title}Args | {model.title}ArgsDict"
    yield from ("", "@overload", f"def __init__(self, {name}, {args}, {opts}) -> None: ...")
    yield from ("", "@overload", *_signature([name, opts], model, " ..."))
    yield from (
        "",
        "@register_arguments",
        f"def __init__(self, {name}, *args: object, **kwargs: object) -> None:  # noqa: D417",
    )
    yield from docstring(
        model, f"Declare {noun(model)}: {route(resource._dynamic_provider, 'create')}.", OF_RESOURCES
    )


def _result(resource: type[Resource]) -> Iterator[str]:
    for name, each in response_fields(resource).items():
        yield f"{name}: {each.type}{'' if each.required else ' | None'}"


def _child(resource: type[Resource]) -> Iterator[str]:
    """Yield the arguments for a child of a game server, which sets the parent and the plain fields itself."""
    life = resource._dynamic_provider
    # The settings of all versions may contain required fields, so a single version need not.
    may_be_partial = resource is AppVersion
    for name, field in life.inputs.fields.items():
        if name not in life.key[:-1] and field not in PLAIN:
            is_needed = is_required(life.inputs, field) and not may_be_partial
            yield f"{name}: Required[{_argument(field)}]" if is_needed else f"{name}: {_argument(field)}"


def _arguments(part: type[Inputs]) -> Iterator[str]:
    for field in part.fields.values():
        yield f"{field.name}: {_argument(field)}{'' if is_required(part, field) else ' | None'}"
    yield from ("", "@keep_arguments", *_signature([], part))
    yield from docstring(part, f"Describe {noun(part)}.")


def _dict(part: type[Inputs]) -> Iterator[str]:
    for field in part.fields.values():
        yield f"{field.name}: " + (
            f"Required[{_argument(field)}]" if is_required(part, field) else _argument(field)
        )


def _outputs(part: type[Inputs]) -> Iterator[str]:
    for field in part.fields.values():
        yield f"{field.name}: {_output_type(field)}{'' if field.required else ' | None'}"


def _signature(own: list[str], model: type[Inputs], body: str = "") -> Iterator[str]:
    named = [
        f"{field.name}: {_argument(field)}" + ("" if is_required(model, field) else " | None = None")
        for field in model.fields.values()
    ]
    yield f"def __init__({', '.join(['self', *own, '*', *named])}) -> None:{body}"


def _argument(field: Field) -> str:
    """Return the type of an argument."""
    if field in PLAIN:
        return field.kind.python
    one = f"{field.nested.title} | {field.nested.title}Dict" if field.nested else field.kind.python
    return f"pulumi.Input[Sequence[pulumi.Input[{one}]]]" if field.is_list else f"pulumi.Input[{one}]"


def _output_type(field: Field) -> str:
    """Return the type of a field's output."""
    one = _output(field.nested) if field.nested else field.kind.python
    return f"Sequence[{one}]" if field.is_list else one


def _output(part: type[Inputs]) -> str:
    return part.title.removesuffix("Args")
