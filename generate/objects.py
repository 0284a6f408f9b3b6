"""What there is to write about: the resources, the parts in them, and what is known of their fields."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pulumi_edgegap._public
from pulumi_edgegap.lifecycle.declaration import Field, Inputs
from pulumi_edgegap.lifecycle.fields import ACCOUNT, ADOPT
from pulumi_edgegap.lifecycle.provider import Provider
from pulumi_edgegap.lifecycle.resource import Resource

PACKAGE = Path(pulumi_edgegap._public.__file__).parent
ROOT = PACKAGE.parents[1]

RESOURCES = sorted(Resource.__subclasses__(), key=lambda resource: resource.__module__)
PARTS = list(
    dict.fromkeys(part for each in RESOURCES for part in each._dynamic_provider.inputs.parts.values())
)

PLAIN = (ACCOUNT, ADOPT)
"""The fields that are no outputs of other resources: a program knows them when it starts."""


def is_asked_for(model: type[Inputs], field: Field) -> bool:
    """Tell whether a program has to give a field. The name of a resource can be automatic."""
    return field.required and not (field.name == "name" and model not in PARTS)


def called(model: type[Inputs]) -> str:
    """Return the word for an object: `an app` for a declaration with the docstring `The declaration of an app.`."""
    start, about = "The declaration of ", inspect.getdoc(model) or ""
    assert about.startswith(start) and about.endswith("."), f"{model.__name__}: {about}"  # noqa: PT018
    return about.removeprefix(start).removesuffix(".")


def route(provider: Provider, step: str) -> str:
    """Find the route that a method of a provider names at the head of its docstring; without one, give nothing."""
    about = getattr(type(provider), f"{step}_object").__doc__ or ""
    found = re.match(r"[A-Z]+ /\S*[^\s.:;,]", about)
    return found[0] if found else ""
