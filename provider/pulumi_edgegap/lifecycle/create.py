"""create: the object is made, found to have been made, or adopted; nothing is made twice.

Nothing is repeated blindly. After an answer that leaves the outcome open the object is looked at, and then taken for
what it is, or named in the error.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from pulumi.dynamic import CreateResult

from ..api.errors import ConflictError, EdgegapError
from .adopt import adopted, completed
from .advice import is_there, on_create
from .errors import ResourceError
from .internal_errors import reported
from .names import join_id
from .ownership import OWNERSHIP
from .release import released
from .sending import warn_of_unseen_fields
from .target import Target, recorded, sendable
from .values import Properties, Value, received

if TYPE_CHECKING:
    from .api_object import ApiObject
    from .call import Call

WAYS_OUT = (
    "Adopt it with `adopt=True`, or give the resource another name. If this stack is replacing it, set "
    '`delete_before_replace=True` in the resource\'s options; if the program formerly called the resource "old", add '
    '`aliases=[pulumi.Alias(name="old")]` to them.'
)
CLOCK_STEP = timedelta(seconds=2)
"""The server's clock comes in whole seconds, and its answer was some time on the way."""


@reported("created")
def create(kind: ApiObject, props: Properties, call: Call) -> CreateResult:
    """Create the object."""
    inputs = received(props)
    _refuse_incomplete(kind, inputs)
    target = Target.of(kind, inputs, call)
    target.refuse_mask("created", inputs)
    OWNERSHIP.forget_adoption(target.place)
    answer = _created(target, inputs)
    held = kind.gate.held_back(inputs)
    not_taken = [name for name in target.not_taken(inputs, inputs, answer) if name not in held]
    for name in not_taken:
        call.warn(
            f"{target} was created, but Edgegap did not apply {name} as given: "
            f"run `pulumi refresh`, and the next preview shows the difference."
        )
    warn_of_unseen_fields(target, inputs, answer)
    OWNERSHIP.have(target.place, call.urn)
    if held:
        answer |= released(target, inputs, held, answer)
    asked = {name: inputs[name] for name in not_taken}
    return CreateResult(join_id(*target.key), recorded(kind, inputs, inputs, answer | asked))


def _refuse_incomplete(kind: ApiObject, inputs: Mapping[str, Value]) -> None:
    missing = [name for name, field in kind.inputs.fields.items() if field.required and name not in inputs]
    if missing:
        raise ResourceError(
            f"This {kind.inputs.title} could not be created: its {' and '.join(missing)} has no value; "
            f"check whether the resource that provides it failed."
        )


def _created(target: Target, inputs: Properties) -> Properties:
    """Create the object; after an answer that leaves the outcome open, look, and create again if nothing is there."""
    kind, attempt, lost = target.kind, Attempt(), False
    adopts, first = target.allows("adopt", "adopt"), inputs | kind.gate.held_back(inputs)
    body = sendable(kind, first)

    def create_or_look() -> Properties | EdgegapError:
        nonlocal lost
        try:
            return kind.answered(kind.create_object(target.client, target.key, body))
        except EdgegapError as error:
            failure = error
        lost = lost or failure.outcome_unknown
        if not lost:
            return failure
        if not kind.can_be_read:
            target.fail("created", failure)
        found = target.seen_after(failure, "created")
        return failure if found is None else _settled(target, inputs, attempt, failure, found, adopts=adopts)

    result = target.client.persist(f"the creation of {target}", create_or_look)
    if not isinstance(result, EdgegapError):
        return result
    # Not every conflict is a taken name.
    stands = isinstance(result, ConflictError) and is_there(target)
    if not stands or not adopts:
        target.fail("created", result, WAYS_OUT if stands else on_create(target, inputs, result))
    return adopted(target, inputs)


def _settled(
    target: Target,
    inputs: Properties,
    attempt: Attempt,
    lost: EdgegapError,
    answer: Properties,
    *,
    adopts: bool,
) -> Properties:
    """Take what stands there for the result of a create whose answer was lost, adopt it, or say why not."""
    first = inputs | target.kind.gate.held_back(inputs)
    different = target.not_taken(first, first, answer)
    stood_before = attempt.is_newer(answer, target.client.server_time())
    if adopts and (stood_before or different):
        return adopted(target, inputs)
    if stood_before:
        raise ResourceError(
            f"{target} could not be created: {lost} An object of that name already existed. {WAYS_OUT}"
        )
    if different:
        raise ResourceError(
            f"{target} could not be created: {lost} The object that exists now differs in "
            f"{', '.join(different)}. {WAYS_OUT}"
        )
    try:
        return completed(target, first, answer, different)[0]
    except ResourceError as failure:
        raise ResourceError(f"{failure} It exists now: adopt it with `adopt=True`.") from None


class Attempt:
    """The time at which a create was tried, by the server's own clock."""

    def __init__(self) -> None:
        """Begin now."""
        self._began = time.monotonic()

    def is_newer(self, answer: Mapping[str, Value], server_time: datetime | None) -> bool:
        """Tell whether an object was there before the attempt; one of unknown age was not.

        Args:
            answer: The object as the API answers it.
            server_time: The present time by the server's clock.
        """
        created = created_at(answer)
        if created is None or server_time is None:
            return False
        return created < server_time - timedelta(seconds=time.monotonic() - self._began) - CLOCK_STEP


def created_at(answer: Mapping[str, Value]) -> datetime | None:
    """Give the time at which an object was made, as the API answers it: UTC, with no zone written."""
    try:
        found = datetime.fromisoformat(str(answer.get("create_time")))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=timezone.utc)
