"""Callbacks into the program, for transforms and hooks. The SDK serves them while the program runs."""

from __future__ import annotations

import threading
from typing import Any

import grpc
from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS
from pulumi.runtime.proto import callback_pb2, callback_pb2_grpc, resource_pb2

from .errors import StepError
from .resource import Resource
from .urns import name_of
from .values import to_wire


class Callbacks:
    """The transforms and hooks that the program has registered."""

    def __init__(self) -> None:
        self.stack_transforms: list[Any] = []
        self._hooks: dict[str, Any] = {}
        self._channels: dict[str, grpc.Channel] = {}
        self._lock = threading.Lock()

    def add_hook(self, request: Any) -> None:
        """Register a hook."""
        if request.name in self._hooks:
            raise StepError(f"resource hook already registered for name {request.name!r}")
        self._hooks[request.name] = request

    def transform(self, callback: Any, request: Any) -> Any:
        """Run a transform and return its response."""
        return resource_pb2.TransformResponse.FromString(self._invoke(callback, request))

    def run_hooks(
        self, kind: str, resource: Resource, *, dry_run: bool, old: Resource | None, new: Resource | None
    ) -> list[str]:
        """Run a resource's hooks of one kind; return the errors of hooks that ignore them, as warnings.

        Raises:
            StepError: A hook failed, or is not registered in this run of the program.
        """
        ignored = []
        for name in resource.resourceHooks.get(kind, []):
            hook = self._hooks.get(name)
            if hook is None:
                raise StepError(
                    f"The hook {name!r} of {name_of(resource.urn)} is not registered: the program that registers "
                    f"it must run during this operation."
                )
            if dry_run and not hook.on_dry_run:
                continue
            request = _hook_request(resource, old, new, with_outputs=kind.startswith("After"))
            answer = resource_pb2.ResourceHookResponse.FromString(self._invoke(hook.callback, request))
            if answer.error:
                when = "before" if kind.startswith("Before") else "after"
                failure = f'{when} hook "{name}" failed: {answer.error}'
                if not getattr(hook, "ignore_errors", False):  # older SDKs lack it
                    raise StepError(failure)
                ignored.append(failure)
        return ignored

    def close(self) -> None:
        """Close the connections to the program."""
        for channel in self._channels.values():
            channel.close()

    def _invoke(self, callback: Any, request: Any) -> bytes:
        with self._lock:
            channel = self._channels.get(callback.target)
            if channel is None:
                channel = grpc.insecure_channel(callback.target, options=_GRPC_CHANNEL_OPTIONS)
                self._channels[callback.target] = channel
        message = callback_pb2.CallbackInvokeRequest(
            token=callback.token, request=request.SerializeToString()
        )
        try:
            return bytes(callback_pb2_grpc.CallbacksStub(channel).Invoke(message).response)
        except grpc.RpcError as error:
            raise StepError(error.details() or "The program ended during a callback.") from None


def _hook_request(
    resource: Resource, old: Resource | None, new: Resource | None, *, with_outputs: bool
) -> Any:
    states: dict[str, Any] = {}
    if new is not None:
        states["new_inputs"] = to_wire(new.inputs)
        if with_outputs and new.outputs:
            states["new_outputs"] = to_wire(new.outputs)
    if old is not None:
        states |= {"old_inputs": to_wire(old.inputs), "old_outputs": to_wire(old.outputs)}
    return resource_pb2.ResourceHookRequest(
        urn=resource.urn, id=resource.id, name=name_of(resource.urn), type=resource.type, **states
    )
