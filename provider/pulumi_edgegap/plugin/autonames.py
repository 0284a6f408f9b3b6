"""The name of an object that the program gives none."""

from __future__ import annotations

from pulumi.runtime.proto import provider_pb2 as pb

from ..lifecycle.declaration import Inputs
from ..lifecycle.resource import automatic_name, longest_name

_Mode = pb.CheckRequest.AutonamingOptions


def proposed(model: type[Inputs], request: pb.CheckRequest) -> str | None:
    """Give the name that the stack's configuration asks for, or else one made of the resource's own URN.

    That one is the same in each preview and in the `up` after it.

    Args:
        model: The declaration of the object.
        request: The check that asks for the name.
    """
    if request.HasField("autonaming"):
        if request.autonaming.mode == _Mode.DISABLE:
            return None
        return request.autonaming.proposed_name
    return automatic_name(request.urn.rpartition("::")[2], longest_name(model), (request.urn,))
