"""The files for `pulumi import --file`.

For dynamic resources they contain inputs and outputs, so the engine does not call a provider. For the plugin
they contain only names and IDs, and the plugin reads the objects.
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
    """Return the content of the file for dynamic resources."""
    return {"resources": [_resource(each) for each in plan.resources]}


def plain_import_document(plan: Plan) -> dict[str, Value]:
    """Return the content of the file for the plugin."""
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
        "inputs": _with_secrets_marked(planned, planned.inputs),
        "outputs": _with_secrets_marked(planned, planned.state),
    }


def _with_secrets_marked(planned: Planned, properties: Mapping[str, Value]) -> Properties:
    """Mark the properties as secret that the provider marks, in the engine's format."""
    sealed: Properties = {"__provider": planned.kind._pickled}
    declared = planned.kind._dynamic_provider.inputs.fields
    for name, value in properties.items():
        is_secret = name in declared and holds_secret(declared[name], value)
        sealed[name] = _SECRET | {"plaintext": json.dumps(value)} if is_secret else value
    return sealed
