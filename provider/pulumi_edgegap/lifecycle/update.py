"""update: sends the fields that changed, and compares the response with them."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import TYPE_CHECKING

from pulumi.dynamic import UpdateResult

from ..api.errors import EdgegapError
from .errors import ResourceError
from .internal_errors import report_internal_errors
from .ownership import ADOPTED
from .release import release
from .sending import send_update, warn_of_unseen_fields
from .state import FILLED, changed_fields, drifted_fields
from .target import Target, state_after_write, update_body
from .values import Properties, Value, from_engine

if TYPE_CHECKING:
    from .api_object import ApiObject
    from .call import Call


@report_internal_errors("updated")
def update(kind: ApiObject, olds: Properties, news: Properties, call: Call) -> UpdateResult:
    """Send the fields that changed, and compare the response with them."""
    state, wanted = from_engine(olds), from_engine(news)
    target = Target(kind, Target.of(kind, state, call).key, wanted, call)
    dropped = {name for name, field in kind.inputs.fields.items() if field.local and name not in wanted}
    known = {name: value for name, value in state.items() if name not in dropped} | wanted
    changed = changed_fields(kind.inputs, state, wanted)
    body = update_body(kind, changed, wanted)
    if not body:
        same = {name: value for name, value in state.items() if name != FILLED}
        return UpdateResult(state_after_write(kind, wanted, known, same))
    target.refuse_mask("updated", body)
    body |= _live_values_of(target, body.keys() - set(changed))
    held = kind.gate.held_back(wanted, changed)
    answer = _send(target, body, state, known, held)
    target.presence.note_found()
    warn_of_unseen_fields(target, body, answer)
    _warn_of_drift(target, state, answer, [*changed, *held])
    if held:
        answer |= release(target, wanted, held, answer)
    # Drift enters the state by a refresh only, in inputs and outputs together: otherwise the next `pulumi up` would
    # undo it, and the preview could not show that.
    unchanged = {
        name: state[name] for name in kind.inputs.fields if name in state and name not in (*changed, *held)
    }
    return UpdateResult(
        state_after_write(kind, wanted, known, {ADOPTED: state.get(ADOPTED)} | answer | unchanged)
    )


def _send(
    target: Target, body: Properties, state: Properties, known: Mapping[str, Value], held: Properties
) -> Properties:
    """Send a body, with temporary values for the fields held back where the state has another value."""
    if not held:
        return send_update(target, body, known)
    first = {name: value for name, value in body.items() if name not in held}
    first |= {name: value for name, value in held.items() if first and state.get(name) != value}
    if not first:
        return {name: value for name, value in state.items() if name != FILLED}
    try:
        return send_update(target, first, {**known, **held})
    except ResourceError as error:
        names = " and ".join(f"{name} {value}" for name, value in held.items())
        raise ResourceError(f"{error} It may have {names} now: run `pulumi refresh` to see.") from None


def _live_values_of(target: Target, names: Set[str]) -> Properties:
    """Return the live values of fields that have to be sent although the program did not change them."""
    if not names:
        return {}
    try:
        live = target.kind.fields_of(target.kind.read_object(target.client, target.key))
    except EdgegapError as error:
        target.fail("updated", error)
    return {name: live[name] for name in names if live.get(name) is not None}


def _warn_of_drift(
    target: Target, state: Mapping[str, Value], answer: Properties, changed: list[str]
) -> None:
    names = [name for name in drifted_fields(target.kind.inputs, state, answer) if name not in changed]
    if names:
        target.call.warn(
            f"{target}: {', '.join(names)} drifted from the state, and this update left the drift "
            f"in place: run `pulumi refresh`, and the next preview shows it."
        )
