"""What Pulumi's engine provides itself: references to other stacks."""

from __future__ import annotations

from collections.abc import Callable

from ._resource import Resource
from ._values import Properties, has_secrets, plain
from .errors import StepError

STACK_REFERENCE = "pulumi:pulumi:StackReference"


def read_stack_reference(resource: Resource, outputs_of: Callable[[str], Properties]) -> Properties:
    """Read the outputs of another stack of the local engine.

    Args:
        resource: The reference; its input `name` is STACK or organization/PROJECT/STACK.
        outputs_of: Gives the outputs of a stack.
    """
    if resource.type != STACK_REFERENCE:
        raise StepError(f"unrecognized resource type '{resource.type}'")
    name = plain(resource.inputs.get("name"))
    outputs = outputs_of(str(name))
    return {
        "name": name,
        "outputs": outputs,
        "secretOutputNames": sorted(key for key, value in outputs.items() if has_secrets(value)),
    }
