"""read: reads the object as it is now, for a refresh, an import and `get`."""

from __future__ import annotations

from pulumi.dynamic import ReadResult

from ..api.errors import EdgegapError, NotFoundError
from .advice import advise_on_get
from .api_object import ApiObject
from .call import Call
from .gone import accept_gone
from .internal_errors import report_internal_errors
from .masked import masks_of
from .secrecy import mark_secrets
from .state import FILLED, live_values, refreshed_inputs, state_of
from .target import Target
from .values import Properties, from_engine


@report_internal_errors("read")
def read(kind: ApiObject, id_: str, props: Properties, call: Call) -> ReadResult:
    """Read the object; one that is gone returns an empty ID."""
    state = from_engine(props)
    target = Target.by_id(kind, id_, state, call)
    is_managed = any(name in state for name in kind.key)
    ApiObject.program_runs |= not is_managed  # only a program reads an object that is not in the state
    state |= dict(zip(kind.key, target.key, strict=True))
    with target.presence.call():  # opened early, as creating the first client takes time
        try:
            many = target.client.reading_many(f"{kind.inputs.title} {id_}")
            answer = kind.fields_of(kind.read_object(many, target.key))
        except NotFoundError as error:
            if not is_managed:
                target.fail("found", error, advise_on_get(error))
            accept_gone(target, error)
            call.warn(f"{target} no longer exists in Edgegap, so it is removed from the state.")
            return ReadResult("", {})
        except EdgegapError as error:
            target.fail("read", error)
        target.presence.note_found()
    if not is_managed:  # an import: the program may keep the secrets
        state |= masks_of(kind.inputs, answer)
    # Outputs that an edition of the API does not return keep the value in the state.
    kept = {name: value for name, value in state.items() if name not in (*kind.inputs.fields, FILLED)}
    live = live_values(kind.inputs, state, kept | answer)
    inputs = refreshed_inputs(kind.inputs, state, live)
    outs = state_of(kind.inputs, inputs, live)
    return ReadResult(id_, mark_secrets(kind.inputs, outs), mark_secrets(kind.inputs, inputs))
