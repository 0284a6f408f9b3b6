"""update: what changed is sent, and the answer is held against what was asked."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import TYPE_CHECKING

from pulumi.dynamic import UpdateResult

from ..api.errors import EdgegapError
from .advice import on_update
from .errors import ResourceError
from .internal_errors import reported
from .ownership import ADOPTED
from .state import FILLED, changed_fields, drifted
from .target import Target, changes, recorded, sendable
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
    answer = updated(target, body, known)
    target.presence.found()
    tell_what_is_unseen(target, body, answer)
    _tell_drift(target, state, answer, changed)
    # Drift comes into the state by a refresh, into inputs and outputs together: what the program did not change
    # stays as it was, or else the next preview would undo the drift and could not show it.
    held = {name: state[name] for name in kind.inputs.fields if name in state and name not in changed}
    return UpdateResult(recorded(kind, wanted, known, {ADOPTED: state.get(ADOPTED)} | answer | held))


def updated(target: Target, body: Properties, known: Mapping[str, Value]) -> Properties:
    """Update the object, and see to it that the API took what was asked."""
    kind = target.kind
    try:
        answer = kind.answered(kind.update_object(target.client, target.key, body))
    except EdgegapError as error:
        # What the API masks cannot be compared; then the same update, sent once more, is the remedy.
        is_masked = any(kind.inputs.fields[name].holds_secrets for name in body)
        found = target.seen_after(error, "updated") if error.outcome_unknown and not is_masked else None
        if found is None or target.not_taken(body, known, found):
            target.fail("updated", error, on_update(target, known, error))
        answer = found
    for name in target.not_taken(body, known, answer):
        raise ResourceError(
            f"{target}: Edgegap accepted the update but left {name} as it was; this edition "
            f"of its API cannot change {name} in place, so give the resource a new name, or replace it: "
            f"`delete_before_replace=True` among its options, and `pulumi up --replace URN`."
        )
    return answer


def tell_what_is_unseen(target: Target, asked: Mapping[str, Value], answer: Mapping[str, Value]) -> None:
    """Warn of fields that were sent and that the answer does not show."""
    unseen = [
        name
        for name, value in sendable(target.kind, asked).items()
        if name not in answer and value is not None and not target.kind.inputs.fields[name].secret
    ]
    if unseen:
        target.call.warn(
            f"{target}: Edgegap's answer does not show {', '.join(unseen)}, so whether this "
            f"edition of its API took it cannot be seen."
        )


def _companions(target: Target, names: Set[str]) -> Properties:
    """Give the present values of fields that have to be sent although the program did not change them."""
    if not names:
        return {}
    try:
        live = target.kind.answered(target.kind.read_object(target.client, target.key))
    except EdgegapError as error:
        target.fail("updated", error)
    return {name: live[name] for name in names if live.get(name) is not None}


def _tell_drift(target: Target, state: Mapping[str, Value], answer: Properties, changed: list[str]) -> None:
    names = [name for name in drifted(target.kind.inputs, state, answer) if name not in changed]
    if names:
        target.call.warn(
            f"{target}: Edgegap has another {', '.join(names)} than the state, and this update left "
            f"that as it is; run `pulumi refresh`, and the next preview shows it."
        )
