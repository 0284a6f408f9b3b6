"""The resources and their parts, and facts about their fields."""

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
"""Fields that do not accept outputs of other resources, because programs know them from the start."""


def is_required(model: type[Inputs], field: Field) -> bool:
    """Return whether a program must set a field. The name of a resource can be automatic."""
    return field.required and not (field.name == "name" and model not in PARTS)


def noun(model: type[Inputs]) -> str:
    """Return the noun for an object: `an app` for a declaration with the docstring `The declaration of an app.`."""
    start, about = "The declaration of ", inspect.getdoc(model) or ""
    assert about.startswith(start) and about.endswith("."), f"{model.__name__}: {about}"  # noqa: PT018
    return about.removeprefix(start).removesuffix(".")


def route(provider: Provider, step: str) -> str:
    """Return the route at the start of a provider method's docstring, or an empty string."""
    about = getattr(type(provider), f"{step}_object").__doc__ or ""
    found = re.match(r"[A-Z]+ /\S*[^\s.:;,]", about)
    return found[0] if found else ""
