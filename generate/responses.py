"""The fields of the API's responses, read from their models."""

from __future__ import annotations

from collections.abc import Iterator
from types import NoneType
from typing import Annotated, Any, NamedTuple, get_args, get_origin

from pulumi_edgegap.api import models
from pulumi_edgegap.lifecycle.declaration import Inputs
from pulumi_edgegap.lifecycle.resource import Resource


class ResponseField(NamedTuple):
    """A field of a response: its type, and whether all responses and all states have it."""

    type: str
    required: bool
    always: bool


def response_fields(resource: type[Resource]) -> dict[str, ResponseField]:
    """Return the fields of a resource's response. A nested object that is not an input is flattened.

    Fields are left out if the class has a property of that name, which is an old name of an input.
    """
    fields = _flat(getattr(models, resource.__name__), resource._dynamic_provider.inputs)
    return {name: each for name, each in fields if not isinstance(vars(resource).get(name), property)}


def _flat(answer: type[models.Answer], model: type[Inputs]) -> Iterator[tuple[str, ResponseField]]:
    for name, info in answer.model_fields.items():
        hint = _unwrapped(info.annotation)
        if isinstance(hint, type) and issubclass(hint, models.Answer) and name not in model.fields:
            yield from _flat(hint, model)
        else:
            yield name, ResponseField(_name(hint), info.is_required(), models.ALWAYS in info.metadata)


def _unwrapped(hint: Any) -> Any:
    """Return `str` for `Annotated[str, Strict()] | None`."""
    if get_origin(hint) is Annotated:
        return _unwrapped(get_args(hint)[0])
    arms = [each for each in get_args(hint) if each is not NoneType]
    return _unwrapped(arms[0]) if NoneType in get_args(hint) else hint


def _name(hint: Any) -> str:
    if get_origin(hint) is list:
        return f"list[{_name(_unwrapped(get_args(hint)[0]))}]"
    return str(hint.__name__)
