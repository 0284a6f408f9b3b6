"""The outputs of a create or an update in a preview, which sends no request."""

from __future__ import annotations

from collections.abc import Mapping

from pulumi.runtime import rpc

from ..lifecycle.resource import Resource
from ..lifecycle.state import changed_fields
from ..lifecycle.values import Properties, Value

_UNCHANGED = "create_time"


def outputs_of_create(resource: type[Resource], inputs: Mapping[str, Value]) -> Properties:
    """Return the outputs of a create: inputs are known, and values from the service are unknown."""
    return dict.fromkeys(resource._outputs(), rpc.UNKNOWN) | _shown(resource, inputs)


def outputs_of_update(
    resource: type[Resource], state: Mapping[str, Value], inputs: Mapping[str, Value]
) -> Properties:
    """Return the outputs of an update: inputs, and state values that the update does not change, are known."""
    model = resource._dynamic_provider.inputs
    changed = changed_fields(model, state, inputs)
    unchanged = [name for name in (*model.fields, _UNCHANGED) if name in state and name not in changed]
    return outputs_of_create(resource, inputs) | {name: state[name] for name in unchanged}


def _shown(resource: type[Resource], inputs: Mapping[str, Value]) -> Properties:
    outputs = resource._outputs()
    return {name: value for name, value in inputs.items() if name in outputs}
