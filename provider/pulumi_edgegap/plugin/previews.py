"""What a preview tells of an object that nobody has made or changed yet: no request goes out for it."""

from __future__ import annotations

from collections.abc import Mapping

from pulumi.runtime import rpc

from ..lifecycle.resource import Resource
from ..lifecycle.state import changed_fields
from ..lifecycle.values import Properties, Value

_STAYS = "create_time"


def of_create(resource: type[Resource], inputs: Mapping[str, Value]) -> Properties:
    """Give the outputs of a create: what the program gives is known, and what the service fills in is not."""
    return dict.fromkeys(resource._outputs(), rpc.UNKNOWN) | _shown(resource, inputs)


def of_update(
    resource: type[Resource], state: Mapping[str, Value], inputs: Mapping[str, Value]
) -> Properties:
    """Give the outputs of an update: beside the program's, those stay that the update has no part in."""
    model = resource._life.inputs
    changed = changed_fields(model, state, inputs)
    stays = [name for name in (*model.fields, _STAYS) if name in state and name not in changed]
    return of_create(resource, inputs) | {name: state[name] for name in stays}


def _shown(resource: type[Resource], inputs: Mapping[str, Value]) -> Properties:
    outputs = resource._outputs()
    return {name: value for name, value in inputs.items() if name in outputs}
