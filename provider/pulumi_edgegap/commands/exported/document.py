"""The files for `pulumi import --file`.

With inputs and outputs in it, as for dynamic resources, the engine asks no provider to read. With names and IDs alone,
the plugin reads.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from pulumi.runtime import rpc

from ...lifecycle.face import Face, token_of
from ...lifecycle.secrecy import holds_secret
from ...lifecycle.values import Properties, Value
from .plan import Plan, Planned

_SECRET = {rpc._special_sig_key: rpc._special_secret_sig}


def import_document(plan: Plan) -> dict[str, Value]:
    """Give the file's content."""
    return {"resources": [_resource(each) for each in plan.resources]}


def plain_import_document(plan: Plan) -> dict[str, Value]:
    """Give the content of the file for the plugin."""
    return {
        "resources": [
            {"type": token_of(each.kind), "name": each.logical_name, "id": each.id} for each in plan.resources
        ]
    }


def _resource(planned: Planned) -> dict[str, Value]:
    return {
        "type": Face().type_of(planned.kind),
        "name": planned.logical_name,
        "id": planned.id,
        "inputs": _sealed(planned, planned.inputs),
        "outputs": _sealed(planned, planned.state),
    }


def _sealed(planned: Planned, properties: Mapping[str, Value]) -> Properties:
    """Mark what the provider marks as secret, as the engine writes it."""
    sealed: Properties = {"__provider": planned.kind._pickled}
    declared = planned.kind._dynamic_provider.inputs.fields
    for name, value in properties.items():
        is_secret = name in declared and holds_secret(declared[name], value)
        sealed[name] = _SECRET | {"plaintext": json.dumps(value)} if is_secret else value
    return sealed
