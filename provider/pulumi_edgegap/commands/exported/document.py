"""The file for `pulumi import --file`: with inputs and outputs in it, the engine asks no provider to read."""

from __future__ import annotations

import json
from collections.abc import Mapping

from pulumi.runtime import rpc

from ...lifecycle.secrecy import holds_secret
from ...lifecycle.values import Properties, Value
from .plan import Plan, Planned

_SECRET = {rpc._special_sig_key: rpc._special_secret_sig}


def import_document(plan: Plan) -> dict[str, Value]:
    """Give the file's content."""
    return {"resources": [_resource(each) for each in plan.resources]}


def _resource(planned: Planned) -> dict[str, Value]:
    return {
        "type": f"pulumi-python:{planned.kind._resource_type_name}",
        "name": planned.logical_name,
        "id": planned.id,
        "inputs": _sealed(planned, planned.inputs),
        "outputs": _sealed(planned, planned.state),
    }


def _sealed(planned: Planned, properties: Mapping[str, Value]) -> Properties:
    """Mark what the provider marks as secret, as the engine writes it."""
    sealed: Properties = {"__provider": planned.kind._pickled}
    declared = planned.kind._life.inputs.fields
    for name, value in properties.items():
        is_secret = name in declared and holds_secret(declared[name], value)
        sealed[name] = _SECRET | {"plaintext": json.dumps(value)} if is_secret else value
    return sealed
