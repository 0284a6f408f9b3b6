"""Sending an update, and comparing its response with what was sent."""

from __future__ import annotations

from collections.abc import Mapping

from ..api.errors import EdgegapError
from .advice import advise_on_update
from .errors import ResourceError
from .target import Target, sendable
from .values import Properties, Value


def send_update(target: Target, body: Properties, known: Mapping[str, Value]) -> Properties:
    """Update the object, and check that the API applied every field."""
    kind = target.kind
    try:
        answer = kind.fields_of(kind.update_object(target.client, target.key, body))
    except EdgegapError as error:
        # Masked fields cannot be compared; the next `pulumi up` sends the same update again.
        is_masked = any(kind.inputs.fields[name].holds_secrets for name in body)
        found = target.find_after(error, "updated") if error.outcome_unknown and not is_masked else None
        if found is None or target.not_applied(body, known, found):
            target.fail("updated", error, advise_on_update(target, known, error))
        answer = found
    for name in target.not_applied(body, known, answer):
        raise ResourceError(
            f"{target}: Edgegap accepted the update but left {name} unchanged; this edition "
            f"of its API cannot change {name} in place, so give the resource a new name, or replace it "
            f"with `delete_before_replace=True` in its options and `pulumi up --replace URN`."
        )
    return answer


def warn_of_unseen_fields(target: Target, sent: Mapping[str, Value], answer: Mapping[str, Value]) -> None:
    """Warn of fields that were sent but are missing from the response."""
    unseen = [
        name
        for name, value in sendable(target.kind, sent).items()
        if name not in answer and value is not None and not target.kind.inputs.fields[name].secret
    ]
    if unseen:
        target.call.warn(
            f"{target}: Edgegap's response does not include {', '.join(unseen)}, so this "
            f"edition of its API may not have applied it."
        )
