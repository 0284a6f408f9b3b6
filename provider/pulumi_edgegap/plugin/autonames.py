"""Automatic names, for objects that the program does not name."""

from __future__ import annotations

from pulumi.runtime.proto import provider_pb2 as pb

from ..lifecycle.declaration import Inputs
from ..lifecycle.resource import automatic_name, longest_name

_Mode = pb.CheckRequest.AutonamingOptions


def propose_name(model: type[Inputs], request: pb.CheckRequest) -> str | None:
    """Return the name that the stack's configuration asks for, or one derived from the URN of the resource.

    The latter is the same in each preview and in the `up` after it.

    Args:
        model: The declaration of the object.
        request: The check request.
    """
    if request.HasField("autonaming"):
        if request.autonaming.mode == _Mode.DISABLE:
            return None
        return request.autonaming.proposed_name
    return automatic_name(request.urn.rpartition("::")[2], longest_name(model), (request.urn,))
