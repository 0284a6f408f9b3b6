"""The package schema, from which Pulumi generates SDKs for other languages and by which it checks YAML programs.

All of it follows from the declarations of the resources, and from the Python functions.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any, TypeAlias

from ..lifecycle.cases import camel
from ..lifecycle.declaration import Field, Inputs
from ..lifecycle.face import Face
from ..lifecycle.kinds import Choice
from ..lifecycle.resource import Resource
from ..lifecycle.settings import SETTINGS
from .invokes import FUNCTIONS, Function
from .kinds import OUTPUT_DESCRIPTIONS, PACKAGE, RESOURCES, outputs_besides_inputs
from .wording import reword

Spec: TypeAlias = dict[str, Any]

_SCHEMA_TYPES = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}
_VERSIONED = {"respectSchemaVersion": True}
"""Without it an SDK written by `pulumi package gen-sdk` has no version, and Pulumi refuses it."""
_HIDDEN = {"account"}
"""Fields that the plugin does not use, as another organization is another provider."""
_GIVEN, _SHOWN, _READ = "given to a resource", "shown by a resource", "read by a function"


def schema() -> Spec:
    """Return the schema of the package."""
    return {
        "name": PACKAGE,
        "displayName": "Edgegap",
        "version": version("pulumi-edgegap"),
        "description": "Game servers near their players: apps, versions, log storage and registry tags of Edgegap.",
        "keywords": ["pulumi", "edgegap", "category/infrastructure", "kind/native"],
        "license": "Apache-2.0",
        "publisher": "The pulumi-edgegap authors",
        "meta": {"moduleFormat": "(.*)"},
        "config": {"variables": dict(_settings())},
        "provider": {"inputProperties": dict(_settings())},
        "types": {
            token: spec
            for each in RESOURCES.values()
            for token, spec in _types(each._dynamic_provider.inputs)
        }
        | {_result_token(each.of): _result(each) for each in FUNCTIONS.values() if each.rows},
        "resources": {token: _resource(each) for token, each in RESOURCES.items()},
        "functions": {f"{PACKAGE}:index:{name}": _function(each) for name, each in FUNCTIONS.items()},
        "language": {
            # The name `pulumi_edgegap` is taken by this package.
            "python": {"packageName": "edgegap_sdk", "pyproject": {"enabled": True}, **_VERSIONED},
            "nodejs": {"packageName": "edgegap-sdk", **_VERSIONED},
            "csharp": {"rootNamespace": "Pulumi", **_VERSIONED},
            "go": {"generateResourceContainerTypes": True, **_VERSIONED},
        },
    }


def _settings() -> Iterator[tuple[str, Spec]]:
    for setting in SETTINGS.values():
        about = f"{setting.about} Default: {setting.default:g}." if setting.default else setting.about
        spec: Spec = {"type": setting.type, "description": about}
        if setting.secret:
            spec["secret"] = True
        if setting.variable:
            spec["defaultInfo"] = {"environment": [setting.variable]}
        yield setting.name, spec


def _resource(resource: type[Resource]) -> Spec:
    model = resource._dynamic_provider.inputs
    fields = {name: field for name, field in model.fields.items() if name not in _HIDDEN}
    shown = {name: field for name, field in fields.items() if not field.one_time}
    extra = outputs_besides_inputs(resource)
    always = [name for name, field in shown.items() if field.required or field.default is not None]
    return {
        "description": str(resource.__doc__),
        "inputProperties": {camel(name): _property(model, field) for name, field in fields.items()},
        "requiredInputs": [
            camel(name) for name, field in fields.items() if field.required and name != "name"
        ],
        "properties": {camel(name): _property(model, field, _SHOWN) for name, field in shown.items()}
        | {camel(name): _output(hint, name) for name, hint in extra.items()},
        "required": [camel(name) for name in always],
        "aliases": [{"type": Face().type_of(resource)}],
    }


def _property(model: type[Inputs], field: Field, use: str = _GIVEN) -> Spec:
    about = field.about
    if use == _GIVEN:
        facts = (field.kind.limits(), _default(field))
        about += "".join(f" {fact[0].upper()}{fact[1:]}." for fact in facts if fact)
    spec: Spec = {**_type(model, field), "description": reword(about, model)}
    if use == _READ:
        return spec
    if field.secret:
        spec["secret"] = True
    if field.replaces:
        spec["replaceOnChanges"] = True
    return spec


def _default(field: Field) -> str:
    if field.name == "name" and field.replaces:
        return "default: the logical name, a dash and 7 hex digits"
    return (
        "" if field.default is None or field.may_hold_credentials else f"default: `{_literal(field.default)}`"
    )


def _literal(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _output(hint: type, name: str) -> Spec:
    about = OUTPUT_DESCRIPTIONS.get(name, "As the API answers it.")
    items = getattr(hint, "__args__", None)
    if items:
        return {"type": "array", "items": {"type": _SCHEMA_TYPES[items[0].__name__]}, "description": about}
    return {"type": _SCHEMA_TYPES[hint.__name__], "description": about}


def _type(model: type[Inputs], field: Field) -> Spec:
    if field.nested:
        part = {"$ref": f"#/types/{_part_token(field.nested)}"}
        return {"type": "array", "items": part} if field.is_list else part
    if isinstance(field.kind, Choice):
        return {"type": "string", "$ref": f"#/types/{_enum_token(model, field)}"}
    return {"type": _SCHEMA_TYPES[field.kind.python]}


def _part_token(model: type[Inputs]) -> str:
    return f"{PACKAGE}:index:{_title(model)}"


def _title(model: type[Inputs]) -> str:
    return model.title.removesuffix("Args")


def _enum_token(model: type[Inputs], field: Field) -> str:
    name = camel(field.name)
    return f"{PACKAGE}:index:{_title(model)}{name[0].upper()}{name[1:]}"


def _types(model: type[Inputs]) -> Iterator[tuple[str, Spec]]:
    for field in model.fields.values():
        if isinstance(field.kind, Choice):
            values = [{"name": _enum_name(each), "value": each} for each in field.kind.choices]
            yield (
                _enum_token(model, field),
                {"type": "string", "enum": values, "description": reword(field.about, model)},
            )
        if field.nested:
            yield from _types(field.nested)
            yield _part_token(field.nested), _part(field.nested)


def _enum_name(value: str) -> str:
    words = re.split(r"[^A-Za-z0-9]+", value)
    return "".join(word if word.isupper() else word.capitalize() for word in words)


def _part(model: type[Inputs]) -> Spec:
    arguments = getattr(sys.modules[model.__module__], model.title)
    return {
        "type": "object",
        "description": str(arguments.__doc__),
        "properties": {camel(name): _property(model, field) for name, field in model.fields.items()},
        "required": [camel(name) for name, field in model.fields.items() if field.required],
    }


def _function(function: Function) -> Spec:
    arguments = {
        camel(name): {"type": "string", "description": about} for name, about in function.arguments.items()
    }
    rows = {
        "type": "array",
        "items": {"$ref": f"#/types/{_result_token(function.of)}"},
        "description": "All that there are.",
    }
    listed = {"type": "object", "properties": {function.rows: rows}, "required": [function.rows]}
    return {
        "description": function.about,
        "inputs": {"type": "object", "properties": arguments, "required": list(arguments)},
        "outputs": listed if function.rows else _result(function),
    }


def _result_token(resource: type[Resource]) -> str:
    return f"{PACKAGE}:index:{resource.__name__}Result"


def _result(function: Function) -> Spec:
    """Return the type of one object in a function's result, where nothing is an input or a secret."""
    model = function.of._dynamic_provider.inputs
    extra = outputs_besides_inputs(function.of)
    properties = {
        name: _output(extra[name], name) if name in extra else _property(model, model.fields[name], _READ)
        for name in function.fields
    }
    return {
        "type": "object",
        "description": f"What Edgegap answers of an object of the kind `{function.of.__name__}`.",
        "properties": {camel(name): spec for name, spec in properties.items()},
        "required": [camel(name) for name in function.of._dynamic_provider.key],
    }
