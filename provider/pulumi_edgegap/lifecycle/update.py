"""update: what changed is sent, and the answer is held against what was asked."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import TYPE_CHECKING

from pulumi.dynamic import UpdateResult

from ..api.errors import EdgegapError
from .errors import ResourceError
from .internal_errors import reported
from .ownership import ADOPTED
from .release import released
from .sending import updated, warn_of_unseen_fields
from .state import FILLED, changed_fields, drifted
from .target import Target, changes, recorded
from .values import Properties, Value, received

if TYPE_CHECKING:
    from .api_object import ApiObject
    from .call import Call


@reported("updated")
def update(kind: ApiObject, olds: Properties, news: Properties, call: Call) -> UpdateResult:
    """Send what changed, and hold the answer against what was asked."""
    state, wanted = received(olds), received(news)
    target = Target(kind, Target.of(kind, state, call).key, wanted, call)
    known = state | wanted
    changed = changed_fields(kind.inputs, state, wanted)
    body = changes(kind, changed, wanted)
    if not body:
        same = {name: value for name, value in state.items() if name != FILLED}
        return UpdateResult(recorded(kind, wanted, known, same))
    target.refuse_mask("updated", body)
    body |= _companions(target, body.keys() - set(changed))
    holds = kind.gate.held_back(wanted, changed)
    answer = _written(target, body, state, known, holds)
    target.presence.found()
    warn_of_unseen_fields(target, body, answer)
    _warn_of_drift(target, state, answer, [*changed, *holds])
    if holds:
        answer |= released(target, wanted, holds, answer)
    # Drift comes into the state by a refresh, into inputs and outputs together: what the program did not change
    # stays as it was, or else the next preview would undo the drift and could not show it.
    held = {
        name: state[name] for name in kind.inputs.fields if name in state and name not in (*changed, *holds)
    }
    return UpdateResult(recorded(kind, wanted, known, {ADOPTED: state.get(ADOPTED)} | answer | held))


def _written(
    target: Target, body: Properties, state: Properties, known: Mapping[str, Value], holds: Properties
) -> Properties:
    """Send a body, with what is held back at first where the object has another value of it by the state."""
    if not holds:
        return updated(target, body, known)
    first = {name: value for name, value in body.items() if name not in holds}
    first |= {name: value for name, value in holds.items() if first and state.get(name) != value}
    if not first:
        return {name: value for name, value in state.items() if name != FILLED}
    try:
        return updated(target, first, {**known, **holds})
    except ResourceError as error:
        names = " and ".join(f"{name} {value}" for name, value in holds.items())
        raise ResourceError(f"{error} It may have {names} now: run `pulumi refresh` to see.") from None


def _companions(target: Target, names: Set[str]) -> Properties:
    """Give the present values of fields that have to be sent although the program did not change them."""
    if not names:
        return {}
    try:
        live = target.kind.answered(target.kind.read_object(target.client, target.key))
    except EdgegapError as error:
        target.fail("updated", error)
    return {name: live[name] for name in names if live.get(name) is not None}


def _warn_of_drift(
    target: Target, state: Mapping[str, Value], answer: Properties, changed: list[str]
) -> None:
    names = [name for name in drifted(target.kind.inputs, state, answer) if name not in changed]
    if names:
        target.call.warn(
            f"{target}: {', '.join(names)} drifted from the state, and this update left the drift "
            f"in place: run `pulumi refresh`, and the next preview shows it."
        )
