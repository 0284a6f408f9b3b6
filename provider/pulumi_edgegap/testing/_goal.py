"""What the program asks for: a registration, its options read and its transforms applied."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

from pulumi.runtime.proto import resource_pb2

from ._callbacks import Callbacks
from ._durations import seconds
from ._messages import message
from ._values import Properties, Secret, received, received_value, sent
from .errors import LocalEngineError

_HOOKS = {
    "before_create": "BeforeCreate",
    "after_create": "AfterCreate",
    "before_update": "BeforeUpdate",
    "after_update": "AfterUpdate",
    "before_delete": "BeforeDelete",
    "after_delete": "AfterDelete",
    "on_error": "OnError",
}


@dataclass
class Goal:
    """One resource as the program wants it."""

    type: str
    name: str
    custom: bool
    parent: str
    inputs: Properties
    dependencies: list[str]
    property_dependencies: dict[str, list[str]]
    protect: bool | None
    retain_on_delete: bool | None
    deleted_with: str
    replace_with: list[str]
    replacement_trigger: Any
    delete_before_replace: bool | None
    ignore_changes: list[str]
    replace_on_changes: list[str]
    hide_diff: list[str]
    additional_secret_outputs: list[str]
    aliases: list[Any]
    timeouts: dict[str, float]
    hooks: dict[str, list[str]]
    transforms: list[Any] = field(default_factory=list)
    source_position: str = ""
    stack_trace: list[dict[str, str]] = field(default_factory=list)


def goal_of(request: Any, ancestors: list[Goal], callbacks: Callbacks, root: Path) -> Goal:
    """Read a registration.

    Args:
        request: A RegisterResourceRequest.
        ancestors: The goals of the resource's parents, the nearest first.
        callbacks: What runs transforms.
        root: The project's directory, which source positions are relative to.

    Raises:
        LocalEngineError: It asks for something that the local engine cannot do.
    """
    _refuse(request)
    options = _options(request, ancestors[0] if ancestors else None)
    inputs = received(request.object)
    dependencies = {name: list(each.urns) for name, each in request.propertyDependencies.items()}
    if not dependencies:
        dependencies = {name: list(request.dependencies) for name in inputs}
    transforms = [
        *request.transforms,
        *(transform for ancestor in ancestors for transform in ancestor.transforms),
        *callbacks.stack_transforms,
    ]
    changed = False
    for number, transform in enumerate(transforms):
        before = (inputs, options)
        inputs, options = _transformed(transform, request, inputs, options, callbacks)
        changed = changed or (number < len(request.transforms) and before != (inputs, options))
    if transforms:  # on what a transform of its own changed, Pulumi keeps the whole list of dependencies only
        dependencies = {name: [] if changed else dependencies.get(name, []) for name in inputs}
    return Goal(
        type=request.type,
        name=request.name,
        custom=request.custom,
        parent=request.parent,
        inputs=inputs,
        dependencies=list(options.depends_on),
        property_dependencies=dependencies,
        protect=options.protect if options.HasField("protect") else None,
        retain_on_delete=options.retain_on_delete if options.HasField("retain_on_delete") else None,
        deleted_with=options.deleted_with,
        replace_with=list(options.replace_with),
        replacement_trigger=_trigger(options),
        delete_before_replace=(
            options.delete_before_replace if options.HasField("delete_before_replace") else None
        ),
        ignore_changes=list(options.ignore_changes),
        replace_on_changes=list(options.replace_on_changes),
        hide_diff=list(options.hide_diff),
        additional_secret_outputs=list(options.additional_secret_outputs),
        aliases=list(options.aliases),
        timeouts={
            name: seconds(value)
            for name in ("create", "update", "delete", "read")
            if (value := getattr(options.custom_timeouts, name, ""))
        },
        hooks={
            kind: list(names) for name, kind in _HOOKS.items() if (names := getattr(options.hooks, name, ()))
        },
        transforms=list(request.transforms),
        source_position=position(request.sourcePosition, root),
        stack_trace=trace(request.stackTrace, root),
    )


def position(raw: Any, root: Path) -> str:
    """Give a source position relative to the project, as the state keeps it."""
    path = unquote(urlparse(raw.uri).path)
    if not path:
        return ""
    return f"project:///{Path(os.path.relpath(path, root)).as_posix()}#{raw.line}"


def trace(raw: Any, root: Path) -> list[dict[str, str]]:
    """Give a stack trace as the state keeps it, up to the frames of whoever runs the program."""
    found = []
    for frame in raw.frames:
        if frame.pc.uri.endswith("/testing/_program.py"):
            break
        found.append({"sourcePosition": position(frame.pc, root)})
    return found


def _refuse(request: Any) -> None:
    what = f"{request.type} {request.name!r}"
    package = request.type.split(":", 1)[0]
    if request.remote:
        raise LocalEngineError(f"{what} is a component of a plugin, which only the Pulumi CLI can run.")
    if getattr(request, "state_migrations", ()):  # which an older SDK does not have
        raise LocalEngineError(f"{what}: the local engine does not run state_migrations.")
    if request.importId:
        raise LocalEngineError(
            f"{what}: import_ is not possible for a dynamic resource, which Pulumi asks for without its provider; "
            f"give it adopt=True, or use `pulumi import`."
        )
    if not request.custom:
        return
    if request.type.startswith("pulumi:providers:") or request.provider:
        raise LocalEngineError(f"{what}: the local engine has no explicit providers.")
    if package == "pulumi":
        raise LocalEngineError(f"{what}: the local engine does not have this resource of Pulumi itself.")
    if package != "pulumi-python":
        raise LocalEngineError(
            f"{what}: the local engine runs dynamic resources of Python; the plugin {package!r} needs the Pulumi CLI."
        )


def _options(request: Any, parent: Goal | None) -> Any:
    """Collect the options that transforms may change; some come from the parent."""
    options = message(
        resource_pb2.TransformResourceOptions,
        depends_on=request.dependencies,
        ignore_changes=request.ignoreChanges,
        replace_on_changes=request.replaceOnChanges,
        version=request.version,
        aliases=[
            *(
                resource_pb2.TransformResourceOptions(aliases=[{"urn": urn}]).aliases[0]
                for urn in request.aliasURNs
            ),
            *request.aliases,
        ],
        custom_timeouts=request.customTimeouts,
        deleted_with=request.deletedWith or (parent.deleted_with if parent else ""),
        additional_secret_outputs=request.additionalSecretOutputs,
        hooks=request.hooks,
        hide_diff=getattr(request, "hideDiffs", ()),
        replace_with=request.replace_with,
    )
    if request.HasField("replacement_trigger"):
        options.replacement_trigger.CopyFrom(request.replacement_trigger)
    if request.deleteBeforeReplaceDefined or request.deleteBeforeReplace:
        options.delete_before_replace = request.deleteBeforeReplace
    protect = parent.protect if parent else None
    if request.HasField("protect"):
        protect = request.protect
    if protect is not None:
        options.protect = protect
    retain = parent.retain_on_delete if parent else None
    if request.HasField("retainOnDelete"):
        retain = request.retainOnDelete
    if retain is not None:
        options.retain_on_delete = retain
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
            properties=sent(inputs, secrets=True, references=True),
            options=options,
        ),
    )
    return received(answer.properties), answer.options if answer.HasField("options") else options


def _trigger(options: Any) -> Any:
    if not options.HasField("replacement_trigger"):
        return None
    return received_value(options.replacement_trigger)


def unwrapped(value: Any) -> Any:
    """Give a replacement trigger without its secret mark, for comparing."""
    return value.value if isinstance(value, Secret) else value
