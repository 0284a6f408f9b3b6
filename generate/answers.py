"""What the API answers, by the models of its answers."""

from __future__ import annotations

from collections.abc import Iterator
from types import NoneType
from typing import Annotated, Any, NamedTuple, get_args, get_origin

from pulumi_edgegap.api import models
from pulumi_edgegap.lifecycle.declaration import Inputs
from pulumi_edgegap.lifecycle.resource import Resource


class Answered(NamedTuple):
    """What is known of an answered field: its type, whether no answer is without it, whether no state is."""

    type: str
    required: bool
    always: bool


def answered(resource: type[Resource]) -> dict[str, Answered]:
    """Give the fields of an answer. An object in it that is no input stands flat among them.

    What the class itself has by the name of a field is an old name for an input, which the answer repeats.
    """
    fields = _flat(getattr(models, resource.__name__), resource._dynamic_provider.inputs)
    return {name: each for name, each in fields if not isinstance(vars(resource).get(name), property)}


def _flat(answer: type[models.Answer], model: type[Inputs]) -> Iterator[tuple[str, Answered]]:
    for name, info in answer.model_fields.items():
        hint = _bare(info.annotation)
        if isinstance(hint, type) and issubclass(hint, models.Answer) and name not in model.fields:
            yield from _flat(hint, model)
        else:
            yield name, Answered(_name(hint), info.is_required(), models.ALWAYS in info.metadata)


def _bare(hint: Any) -> Any:
    """Give `str` for `Annotated[str, Strict()] | None`."""
    if get_origin(hint) is Annotated:
        return _bare(get_args(hint)[0])
    arms = [each for each in get_args(hint) if each is not NoneType]
    return _bare(arms[0]) if NoneType in get_args(hint) else hint


def _name(hint: Any) -> str:
    if get_origin(hint) is list:
        return f"list[{_name(_bare(get_args(hint)[0]))}]"
    return str(hint.__name__)
