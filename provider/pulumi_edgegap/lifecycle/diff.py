"""diff: compares the state with the program, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from .declaration import STAYS, Field
from .internal_errors import report_internal_errors
from .ownership import OWNERSHIP
from .secret_changes import describe_secret_changes
from .state import changed_fields, dropped_inputs
from .target import CASCADE, Target
from .values import Properties, Value, from_engine

if TYPE_CHECKING:
    from .api_object import ApiObject
    from .call import Call


class Difference(NamedTuple):
    """The difference between the inputs of the program and the state."""

    changed: list[str]
    """The fields that differ."""
    replaces: list[str]
    """The fields among them that require a replacement."""
    deletes_first: bool
    """Whether a replacement, for whatever reason, must delete the old object first."""


@report_internal_errors("compared")
def diff(kind: ApiObject, olds: Properties, news: Properties, call: Call) -> Difference:
    """Find the fields that change or replace the object, and report what the engine's display cannot show."""
    state, wanted = from_engine(olds), from_engine(news)
    target = Target.of(kind, state, call)
    OWNERSHIP.note_adoption(target.place, state)
    changed = changed_fields(kind.inputs, state, wanted)
    replaces = [name for name in changed if _requires_replacement(kind.inputs.fields[name], wanted)]
    if not replaces:
        _warn_of_dropped(target, state, wanted, changed)
        OWNERSHIP.note_owner(target.place, call.urn)
    elif kind.children:
        call.warn(
            f"{target}: replacing it deletes all its {kind.children}. If it has any outside of this stack, "
            f"`pulumi up` fails unless you allow it with {target.how_to_allow(*CASCADE)}."
        )
    if OWNERSHIP.is_in_program(call.urn):  # a refresh calls diff too, and changes nothing
        _report_secret_changes(target, state, wanted, changed)
        if changed and not replaces and kind.gate.held_back(wanted, changed):
            call.info(f"{target} {kind.gate.describe_wait(wanted)}.")
    return Difference(changed, replaces, _is_same_place(kind, state, wanted))


def _requires_replacement(field: Field, wanted: Mapping[str, Value]) -> bool:
    """Whether a changed field requires a replacement; one that the program drops keeps its value, except `account`."""
    return field.replaces and (field.name in wanted or field.required or field.local)


def _is_same_place(kind: ApiObject, state: Mapping[str, Value], wanted: Mapping[str, Value]) -> bool:
    """Whether the old object and the new one have the same name, which the API refuses."""
    return all(state.get(name) == wanted.get(name) for name in ("account", *kind.key))


def _report_secret_changes(
    target: Target, state: Mapping[str, Value], wanted: Mapping[str, Value], changed: list[str]
) -> None:
    if names := describe_secret_changes(target.kind.inputs, state, wanted, changed):
        target.call.info(f"{target}: {names}.")


def _warn_of_dropped(
    target: Target, state: Mapping[str, Value], wanted: Mapping[str, Value], changed: list[str]
) -> None:
    model = target.kind.inputs
    stays = [
        name
        for name in dropped_inputs(model, state, wanted, changed)
        if "." in name or (model.fields[name].resets is STAYS and not model.fields[name].local)
    ]
    if stays:
        target.call.warn(
            f"{target}: the program no longer sets {', '.join(stays)}, but the API "
            f"cannot unset it, so it keeps its value: set it to the value that you want."
        )
    for name in stays:
        if "." not in name and model.fields[name].refers:
            target.call.warn(
                f"{target}: it still refers to {str(state[name])!r} as its {name}; if that "
                f"is deleted, Edgegap may refuse every later update: set one that stays, or replace the resource."
            )
