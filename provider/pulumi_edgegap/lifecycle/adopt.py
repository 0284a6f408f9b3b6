"""Adoption: an existing object becomes that of the resource, and is updated to its inputs."""

from __future__ import annotations

import uuid

from ..api.errors import EdgegapError
from .errors import ResourceError
from .ownership import ADOPTED, OWNERSHIP
from .sending import send_update
from .target import Target, update_body
from .values import Properties


def adopt(target: Target, inputs: Properties) -> Properties:
    """Adopt the existing object of the name, and update it to the inputs."""
    try:
        answer = target.find()
    except EdgegapError as error:
        target.fail("adopted", error)
    if answer is None:
        raise ResourceError(
            f"{target} could not be adopted: it was deleted in the meantime; run the command again."
        )
    different = target.not_applied(inputs, inputs, answer)
    fixed = [name for name in different if target.kind.inputs.fields[name].replaces]
    if fixed:
        raise ResourceError(
            f"{target} could not be adopted: its {', '.join(fixed)} differs and cannot "
            f"be changed: set it to the existing value, or give the resource another name."
        )
    # Held-back fields get their temporary value first; an active version that needs no such change stays active.
    first = inputs | target.kind.gate.held_back(inputs, different)
    different = target.not_applied(first, first, answer)
    answer, sent = complete(target, first, answer, different)
    target.call.warn(
        f"{target} already existed and was adopted; "
        + (f"changed: {', '.join(sent)}." if sent else "nothing changed.")
    )
    state = answer | {ADOPTED: uuid.uuid4().hex}
    OWNERSHIP.note_adoption(target.place, state)
    return state


def complete(
    target: Target, inputs: Properties, answer: Properties, different: list[str]
) -> tuple[Properties, list[str]]:
    """Update the fields that differ or that a response cannot show; return the response and these fields."""
    declared = target.kind.inputs.fields
    unseen = [
        name
        for name in inputs
        if not declared[name].replaces and (declared[name].holds_secrets or name not in answer)
    ]
    body = update_body(target.kind, [*different, *unseen], inputs)
    return send_update(target, body, inputs) if body else answer, list(body)
