"""Mistakes that can be seen where a program declares a resource, reported at once for all resources.

The engine stops a program at the first resource whose check fails, so check alone would report the mistakes of one
resource only.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Collection
from inspect import signature
from threading import current_thread, main_thread
from types import TracebackType

import pulumi
from pulumi.runtime import get_root_resource, is_dry_run
from pulumi.runtime._callbacks import _CallbackServicer

from . import checking, options, ownership
from .api_object import REPORTED
from .declaration import UNKNOWN, Failure
from .provider import Provider
from .values import Properties


def report(
    provider: Provider,
    outputs: Collection[str],
    resource_name: str,
    opts: pulumi.ResourceOptions | None,
    given: Properties,
) -> Properties:
    """Log the mistakes in the options and, in a preview, in plain inputs; return the inputs without them.

    An invalid input becomes unknown, which check accepts. The number of mistakes becomes an input, for which check
    then fails: an error that is only logged does not fail a preview.

    Args:
        provider: The provider of the resource.
        outputs: The names of its outputs.
        resource_name: Its logical name.
        opts: Its options.
        given: Its inputs.

    Raises:
        pulumi.RunError: The resource is only read, and an option names an unknown property.
    """
    if opts is not None and opts.id is not None:
        refuse_options(provider, outputs, resource_name, opts)
    mistakes = list(options.mistakes(provider.inputs, outputs, opts))
    if is_dry_run() and not _may_be_transformed(opts):
        named = {"name": pulumi.UNKNOWN} if "name" in provider.inputs.fields else {}
        # Only check knows the existing values, which may stay.
        seen = checking.failures(provider.inputs, named | given, before=given)
        seen += ownership.duplicates_in_program(
            provider.inputs.title, provider.key, resource_name, opts, given
        )
        mistakes += (str(_with_option(each)) for each in seen)
        given = given | dict.fromkeys((re.split(r"[.\[]", each.path)[0] for each in seen), pulumi.UNKNOWN)
        given = {name: value for name, value in given.items() if name in provider.inputs.fields}
    for mistake in mistakes:
        pulumi.log.error(_sentence(provider, resource_name, mistake))
    if mistakes and is_dry_run():
        _hide_interrupt()
    return given | ({REPORTED: len(mistakes)} if mistakes else {})


def refuse_options(
    provider: Provider, outputs: Collection[str], resource_name: str, opts: pulumi.ResourceOptions | None
) -> None:
    """Raise an error for a mistake in the options of a resource that is only read, as it has no check.

    Raises:
        pulumi.RunError: An option names an unknown property.
    """
    for mistake in options.mistakes(provider.inputs, outputs, opts):
        raise pulumi.RunError(_sentence(provider, resource_name, mistake))


def _hide_interrupt() -> None:
    """Keep the interrupt by which Pulumi ends a program with mistakes from printing a traceback below them.

    Inline programs of the Automation API are not interrupted. They run in another thread of the user's process.
    """
    if current_thread() is main_thread() and sys.excepthook is sys.__excepthook__:
        sys.excepthook = _print_unless_interrupt


def _print_unless_interrupt(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)


def _with_option(mistake: Failure) -> Failure:
    """Return a mistake with advice of its own if the unknown property is one of Pulumi's options."""
    if mistake.form != UNKNOWN or mistake.path not in signature(pulumi.ResourceOptions).parameters:
        return mistake
    return mistake._replace(reason=f"pass it in `opts=pulumi.ResourceOptions({mistake.path}=...)`")


def _may_be_transformed(opts: pulumi.ResourceOptions | None) -> bool:
    """Whether a transform may still correct the inputs; then only check reports mistakes."""
    parent = (opts.parent if opts else None) or get_root_resource()
    return any(
        (
            opts is not None and (opts.transforms or opts.transformations),
            parent is not None and parent._transformations,
            any(each._transforms for each in _CallbackServicer._servicers),
        )
    )


def _sentence(provider: Provider, resource_name: str, mistake: str) -> str:
    return f"{provider.inputs.title} {resource_name!r}: {mistake}{'' if mistake.endswith('?') else '.'}"
