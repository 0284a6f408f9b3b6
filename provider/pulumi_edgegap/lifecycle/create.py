"""create: creates the object, finds that an earlier try has created it, or adopts it; never creates it twice.

A create is not retried blindly: after an unknown outcome the object is read first.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from pulumi.dynamic import CreateResult

from ..api.errors import ConflictError, EdgegapError
from .adopt import adopt, complete
from .advice import advise_on_create, exists
from .errors import ResourceError
from .internal_errors import report_internal_errors
from .names import join_id
from .ownership import OWNERSHIP
from .release import release
from .sending import warn_of_unseen_fields
from .target import Target, sendable, state_after_write
from .values import Properties, Value, from_engine

if TYPE_CHECKING:
    from .api_object import ApiObject
    from .call import Call

WAYS_OUT = (
    "If no other stack manages it, adopt it with `adopt=True`; otherwise give the resource another name. If this stack "
    "is replacing it, set "
    '`delete_before_replace=True` in the resource\'s options; if the program formerly called the resource "old", add '
    '`aliases=[pulumi.Alias(name="old")]` to them.'
)
CLOCK_STEP = timedelta(seconds=2)
"""The server's clock comes in whole seconds, and its response took some time."""


@report_internal_errors("created")
def create(kind: ApiObject, props: Properties, call: Call) -> CreateResult:
    """Create the object."""
    inputs = from_engine(props)
    _refuse_incomplete(kind, inputs)
    target = Target.of(kind, inputs, call)
    target.refuse_mask("created", inputs)
    OWNERSHIP.forget_adoption(target.place)
    answer = _create_or_adopt(target, inputs)
    held = kind.gate.held_back(inputs)
    not_applied = [name for name in target.not_applied(inputs, inputs, answer) if name not in held]
    for name in not_applied:
        call.warn(
            f"{target} was created, but Edgegap did not apply {name} as given: "
            f"run `pulumi refresh`, and the next preview shows the difference."
        )
    warn_of_unseen_fields(target, inputs, answer)
    OWNERSHIP.note_owner(target.place, call.urn)
    if held:
        answer |= release(target, inputs, held, answer)
    given = {name: inputs[name] for name in not_applied}
    return CreateResult(join_id(*target.key), state_after_write(kind, inputs, inputs, answer | given))


def _refuse_incomplete(kind: ApiObject, inputs: Mapping[str, Value]) -> None:
    missing = [name for name, field in kind.inputs.fields.items() if field.required and name not in inputs]
    if missing:
        raise ResourceError(
            f"This {kind.inputs.title} could not be created: its {' and '.join(missing)} has no value; "
            f"check whether the resource that provides it failed."
        )


def _create_or_adopt(target: Target, inputs: Properties) -> Properties:
    """Create the object, or adopt it if allowed; after an unknown outcome, create again only if it does not exist."""
    kind, attempt, may_exist = target.kind, Attempt(), False
    adopts, first = target.allows("adopt", "adopt"), inputs | kind.gate.held_back(inputs)
    body = sendable(kind, first)

    def create_or_find() -> Properties | EdgegapError:
        nonlocal may_exist
        try:
            return kind.fields_of(kind.create_object(target.client, target.key, body))
        except EdgegapError as error:
            failure = error
        may_exist = may_exist or failure.outcome_unknown
        if not may_exist:
            return failure
        if not kind.can_be_read:
            target.fail("created", failure)
        found = target.find_after(failure, "created")
        return (
            failure
            if found is None
            else _resolve_lost_response(target, inputs, attempt, failure, found, adopts=adopts)
        )

    result = target.client.persist(f"the creation of {target}", create_or_find)
    if not isinstance(result, EdgegapError):
        return result
    # Not every conflict is a taken name.
    is_taken = isinstance(result, ConflictError) and exists(target)
    if not is_taken or not adopts:
        target.fail("created", result, WAYS_OUT if is_taken else advise_on_create(target, inputs, result))
    return adopt(target, inputs)


def _resolve_lost_response(
    target: Target,
    inputs: Properties,
    attempt: Attempt,
    lost: EdgegapError,
    answer: Properties,
    *,
    adopts: bool,
) -> Properties:
    """Accept the object found after a create whose response was lost, adopt it, or raise an error."""
    first = inputs | target.kind.gate.held_back(inputs)
    different = target.not_applied(first, first, answer)
    existed_before = attempt.is_newer(answer, target.client.server_time())
    if adopts and (existed_before or different):
        return adopt(target, inputs)
    if existed_before:
        raise ResourceError(
            f"{target} could not be created: {lost} An object of that name already existed. {WAYS_OUT}"
        )
    if different:
        raise ResourceError(
            f"{target} could not be created: {lost} The object that exists now differs in "
            f"{', '.join(different)}. {WAYS_OUT}"
        )
    try:
        return complete(target, first, answer, different)[0]
    except ResourceError as failure:
        raise ResourceError(f"{failure} It exists now: adopt it with `adopt=True`.") from None


class Attempt:
    """The time of a try to create an object, by the server's clock."""

    def __init__(self) -> None:
        """Start now."""
        self._began = time.monotonic()

    def is_newer(self, answer: Mapping[str, Value], server_time: datetime | None) -> bool:
        """Whether the attempt is newer than the object; False where its age is unknown.

        Args:
            answer: The fields of the object.
            server_time: The current time by the server's clock.
        """
        created = created_at(answer)
        if created is None or server_time is None:
            return False
        return created < server_time - timedelta(seconds=time.monotonic() - self._began) - CLOCK_STEP


def created_at(answer: Mapping[str, Value]) -> datetime | None:
    """Return the time at which an object was created; the API returns UTC without an offset."""
    try:
        found = datetime.fromisoformat(str(answer.get("create_time")))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=timezone.utc)
