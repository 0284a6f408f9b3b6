"""Adoption: an object that is there already is taken over, and changed to what was asked."""

from __future__ import annotations

import uuid

from ..api.errors import EdgegapError
from .errors import ResourceError
from .ownership import ADOPTED, OWNERSHIP
from .sending import updated
from .target import Target, changes
from .values import Properties


def adopted(target: Target, inputs: Properties) -> Properties:
    """Take over the object that has the name, and change it to what was asked."""
    try:
        answer = target.seen()
    except EdgegapError as error:
        target.fail("adopted", error)
    if answer is None:
        raise ResourceError(
            f"{target} could not be adopted: it was deleted in the meantime; run the command again."
        )
    different = target.not_taken(inputs, inputs, answer)
    fixed = [name for name in different if target.kind.inputs.fields[name].replaces]
    if fixed:
        raise ResourceError(
            f"{target} could not be adopted: its {', '.join(fixed)} differs and cannot "
            f"be changed: set it to the existing value, or give the resource another name."
        )
    # What has to be held back is set so first; an active version that needs no such change stays active.
    first = inputs | target.kind.gate.held_back(inputs, different)
    different = target.not_taken(first, first, answer)
    answer, sent = completed(target, first, answer, different)
    target.call.warn(
        f"{target} already existed and was adopted; "
        + (f"changed: {', '.join(sent)}." if sent else "nothing changed.")
    )
    state = answer | {ADOPTED: uuid.uuid4().hex}
    OWNERSHIP.note_adoption(target.place, state)
    return state


def completed(
    target: Target, inputs: Properties, answer: Properties, different: list[str]
) -> tuple[Properties, list[str]]:
    """Update what differs, and what an answer can neither confirm nor deny; give the answer and these fields."""
    declared = target.kind.inputs.fields
    unseen = [
        name
        for name in inputs
        if not declared[name].replaces and (declared[name].holds_secrets or name not in answer)
    ]
    body = changes(target.kind, [*different, *unseen], inputs)
    return updated(target, body, inputs) if body else answer, list(body)
