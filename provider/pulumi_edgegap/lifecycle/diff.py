"""diff: the state against the program, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from .declaration import STAYS
from .internal_errors import reported
from .ownership import OWNERSHIP
from .secret_changes import describe_secret_changes
from .state import changed_fields, dropped
from .target import CASCADE, Target
from .values import Properties, Value, received

if TYPE_CHECKING:
    from .api_object import ApiObject
    from .call import Call


class Difference(NamedTuple):
    """What a program asks for that the state does not hold: no fields, where nothing is to be done."""

    changed: list[str]
    """The fields that differ."""
    replaces: list[str]
    """Those of them that replace the object."""
    deletes_first: bool
    """Whether an object that is replaced goes before the new one comes, whoever asks for the replacement."""


@reported("compared")
def diff(kind: ApiObject, olds: Properties, news: Properties, call: Call) -> Difference:
    """Find what changes and what that replaces, and tell what the engine's display cannot show."""
    state, wanted = received(olds), received(news)
    target = Target.of(kind, state, call)
    OWNERSHIP.note_adoption(target.place, state)
    changed = changed_fields(kind.inputs, state, wanted)
    replaces = [name for name in changed if kind.inputs.fields[name].replaces]
    if not replaces:
        _warn_of_what_stays(target, state, wanted, changed)
        OWNERSHIP.have(target.place, call.urn)
    elif kind.children:
        call.warn(
            f"{target}: replacing it also deletes all its {kind.children}, even those outside "
            f"of this stack; `pulumi up` refuses to, unless you allow it with {target.allowing(*CASCADE)}."
        )
    if OWNERSHIP.is_wanting(call.urn):  # a refresh compares, too, and changes nothing
        _report_secret_changes(target, state, wanted, changed)
        if changed and not replaces and kind.gate.held_back(wanted, changed):
            call.info(f"{target} {kind.gate.foretold(wanted)}.")
    return Difference(changed, replaces, _is_same_place(kind, state, wanted))


def _is_same_place(kind: ApiObject, state: Mapping[str, Value], wanted: Mapping[str, Value]) -> bool:
    """Whether old and new would stand in each other's way: the API refuses two of one name."""
    return all(state.get(name) == wanted.get(name) for name in ("account", *kind.key))


def _report_secret_changes(
    target: Target, state: Mapping[str, Value], wanted: Mapping[str, Value], changed: list[str]
) -> None:
    if names := describe_secret_changes(target.kind.inputs, state, wanted, changed):
        target.call.info(f"{target}: {names}.")


def _warn_of_what_stays(
    target: Target, state: Mapping[str, Value], wanted: Mapping[str, Value], changed: list[str]
) -> None:
    model = target.kind.inputs
    stays = [
        name
        for name in dropped(model, state, wanted, changed)
        if "." in name or model.fields[name].resets is STAYS
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
