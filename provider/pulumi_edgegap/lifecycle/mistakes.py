"""Mistakes that can be seen where a program declares a resource: told at once, for all resources.

The engine stops a program at the first resource whose check fails, so check alone would show the mistakes of one
resource only.
"""

from __future__ import annotations

import re
from collections.abc import Collection

import pulumi
from pulumi.runtime import get_root_resource, is_dry_run
from pulumi.runtime._callbacks import _CallbackServicer

from . import checking, options, ownership
from .api_object import REPORTED
from .provider import Provider
from .values import Properties


def report(
    life: Provider,
    outputs: Collection[str],
    resource_name: str,
    opts: pulumi.ResourceOptions | None,
    given: Properties,
) -> Properties:
    """Tell the mistakes in the options and, in a preview, in plain inputs; give the inputs without them.

    What is wrong becomes unknown, which check passes, and the number of mistakes told, for which check then fails:
    an error that is only logged does not fail a preview.

    Args:
        life: The provider of the resource.
        outputs: The names of its outputs.
        resource_name: Its logical name.
        opts: Its options.
        given: Its inputs.

    Raises:
        pulumi.RunError: The resource is only read, and an option names what is no property.
    """
    if opts is not None and opts.id is not None:
        refuse_options(life, outputs, resource_name, opts)
    mistakes = list(options.mistakes(life.inputs, outputs, opts))
    if is_dry_run() and not _may_be_transformed(opts):
        named = {"name": pulumi.UNKNOWN} if "name" in life.inputs.fields else {}
        # Which values the object has already, check alone knows.
        seen = checking.failures(life.inputs, named | given, before=given)
        seen += ownership.in_program(life.inputs.title, life.key, resource_name, opts, given)
        mistakes += map(str, seen)
        given = given | dict.fromkeys((re.split(r"[.\[]", each.path)[0] for each in seen), pulumi.UNKNOWN)
        given = {name: value for name, value in given.items() if name in life.inputs.fields}
    for mistake in mistakes:
        pulumi.log.error(_sentence(life, resource_name, mistake))
    return given | ({REPORTED: len(mistakes)} if mistakes else {})


def refuse_options(
    life: Provider, outputs: Collection[str], resource_name: str, opts: pulumi.ResourceOptions | None
) -> None:
    """End the program for a mistake in the options of a resource that is only read, as nothing checks that.

    Raises:
        pulumi.RunError: An option names what is no property.
    """
    for mistake in options.mistakes(life.inputs, outputs, opts):
        raise pulumi.RunError(_sentence(life, resource_name, mistake))


def _may_be_transformed(opts: pulumi.ResourceOptions | None) -> bool:
    """Tell whether a transform may still correct the inputs; check then judges what it receives, and alone."""
    parent = (opts.parent if opts else None) or get_root_resource()
    return any(
        (
            opts is not None and (opts.transforms or opts.transformations),
            parent is not None and parent._transformations,
            any(each._transforms for each in _CallbackServicer._servicers),
        )
    )


def _sentence(life: Provider, resource_name: str, mistake: str) -> str:
    return f"{life.inputs.title} {resource_name!r}: {mistake}{'' if mistake.endswith('?') else '.'}"
