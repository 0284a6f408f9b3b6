"""Registrations of resources, with their options read and transforms applied."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pulumi.runtime.proto import resource_pb2

from .callbacks import Callbacks
from .errors import LocalEngineError
from .resource import Resource
from .values import Properties, from_wire, to_wire

_REFUSED = {
    "remote": "components of plugins need the Pulumi CLI.",
    "replace_with": "the local engine does not have the option replace_with.",
    "replacement_trigger": "the local engine does not have the option replacement_trigger.",
    "hideDiffs": "the local engine does not have the option hide_diffs.",
    "hide_diff": "the local engine does not have the option hide_diffs.",
    "state_migrations": "the local engine does not run state_migrations.",
    "on_error": "the local engine does not run hooks on errors.",
    "provider": "the local engine has no explicit providers.",
    "importId": "import_ is not possible for a dynamic resource, which Pulumi asks for without its provider; use what "
    "its provider has for taking over what exists (such as adopt=True), or `pulumi import --file`.",
}
_HOOKS = ("before_create", "after_create", "before_update", "after_update", "before_delete", "after_delete")
_SECONDS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_DURATION = re.compile(r"(\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h)")


@dataclass
class Registration:
    """A resource that the program registers, and its options."""

    new: Resource
    """The resource, not yet with a URN or anything from the provider."""
    name: str
    delete_before_replace: bool | None
    aliases: list[Any]
    transforms: list[Any]


def read_registration(request: Any, ancestors: list[Registration], callbacks: Callbacks) -> Registration:
    """Read a registration.

    Args:
        request: A RegisterResourceRequest.
        ancestors: The registrations of the resource's parents, the nearest first.
        callbacks: Runs transforms.

    Raises:
        LocalEngineError: The registration needs something that the local engine does not support.
    """
    _refuse(request, request, request.hooks)
    options = _options(request, ancestors[0].new if ancestors else None)
    inputs = from_wire(request.object)
    dependencies = {name: list(each.urns) for name, each in request.propertyDependencies.items()}
    if not dependencies:
        dependencies = {name: list(request.dependencies) for name in inputs}
    inherited = [transform for ancestor in ancestors for transform in ancestor.transforms]
    own, changed = len(request.transforms), False
    for number, transform in enumerate([*request.transforms, *inherited, *callbacks.stack_transforms]):
        before = (inputs, options)
        inputs, options = _transformed(transform, request, inputs, options, callbacks)
        changed = changed or (number < own and before != (inputs, options))
        # Once one of its own transforms changed a resource, Pulumi no longer tracks dependencies by property.
        dependencies = {name: [] if changed else dependencies.get(name, []) for name in inputs}
    _refuse(request, options, options.hooks)
    new = Resource(
        urn="",
        custom=request.custom,
        type=request.type,
        inputs=inputs,
        parent=request.parent,
        protect=options.protect,
        dependencies=list(options.depends_on),
        propertyDependencies=dependencies,
        additionalSecretOutputs=list(options.additional_secret_outputs),
        customTimeouts={
            field.name: seconds(value) for field, value in options.custom_timeouts.ListFields() if value
        },
        retainOnDelete=options.retain_on_delete,
        deletedWith=options.deleted_with,
        ignoreChanges=list(options.ignore_changes),
        replaceOnChanges=list(options.replace_on_changes),
        resourceHooks={
            "".join(word.title() for word in kind.split("_")): list(names)
            for kind in _HOOKS
            if (names := getattr(options.hooks, kind))
        },
    )
    early = options.delete_before_replace if options.HasField("delete_before_replace") else None
    return Registration(new, request.name, early, list(options.aliases), list(request.transforms))


def options_without_effect(request: Any) -> list[str]:
    """Return the options that have no effect on a dynamic resource, either here or with the CLI."""
    options = {
        "replace_on_changes": request.replaceOnChanges,
        "custom_timeouts": request.HasField("customTimeouts"),
        "version": request.version,
        "plugin_download_url": request.pluginDownloadURL,
    }
    return [name for name, given in options.items() if given and request.custom]


def seconds(text: str) -> float:
    """Parse a duration in Go's and Pulumi's format, `90s` or `1h30m`, to seconds.

    Raises:
        LocalEngineError: It is not a duration.
    """
    pieces = _DURATION.findall(text)
    if not pieces or "".join(number + unit for number, unit in pieces) != text:
        raise LocalEngineError(f"unable to parse customTimeout value {text}: write it as 90s or 1h30m.")
    return float(sum(float(number) * _SECONDS[unit] for number, unit in pieces))


def _refuse(request: Any, *messages: Any) -> None:
    """Refuse unsupported fields of a registration or of the options that a transform returned."""
    what = f"{request.type} {request.name!r}"
    for message in messages:
        for field, _ in message.ListFields():
            if field.name in _REFUSED:
                raise LocalEngineError(f"{what}: {_REFUSED[field.name]}")
    package = request.type.split(":", 1)[0]
    if not request.custom or package == "pulumi-python":
        return
    if request.type.startswith("pulumi:providers:"):
        raise LocalEngineError(f"{what}: {_REFUSED['provider']}")
    if package == "pulumi":
        raise LocalEngineError(f"{what}: the local engine does not have this resource of Pulumi itself.")
    raise LocalEngineError(
        f"{what}: the local engine runs dynamic resources of Python; the plugin {package!r} needs the Pulumi CLI."
    )


def _options(request: Any, parent: Resource | None) -> Any:
    """Return the options that transforms may change; some are inherited from the parent."""
    options = resource_pb2.TransformResourceOptions(
        depends_on=request.dependencies,
        ignore_changes=request.ignoreChanges,
        replace_on_changes=request.replaceOnChanges,
        version=request.version,
        aliases=[*({"urn": urn} for urn in request.aliasURNs), *request.aliases],
        custom_timeouts=request.customTimeouts,
        deleted_with=request.deletedWith or (parent.deletedWith if parent else ""),
        additional_secret_outputs=request.additionalSecretOutputs,
        hooks=request.hooks,
    )
    if request.deleteBeforeReplaceDefined or request.deleteBeforeReplace:
        options.delete_before_replace = request.deleteBeforeReplace
    for option, name in (("protect", "protect"), ("retain_on_delete", "retainOnDelete")):
        if request.HasField(name):
            setattr(options, option, getattr(request, name))
        elif parent and getattr(parent, name):
            setattr(options, option, True)
    return options


def _transformed(
    transform: Any, request: Any, inputs: Properties, options: Any, callbacks: Callbacks
) -> tuple[Properties, Any]:
    answer = callbacks.transform(
        transform,
        resource_pb2.TransformRequest(
            type=request.type,
            name=request.name,
            custom=request.custom,
            parent=request.parent,
            properties=to_wire(inputs),
            options=options,
        ),
    )
    return from_wire(answer.properties), answer.options if answer.HasField("options") else options
