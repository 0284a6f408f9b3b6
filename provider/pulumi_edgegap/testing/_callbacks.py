"""Calls back into the program: transforms and hooks, which the SDK serves while the program runs."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

import grpc
from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS
from pulumi.runtime.proto import callback_pb2, callback_pb2_grpc, resource_pb2

from ._resource import Resource
from ._urns import name_of
from ._values import Properties, sent
from .errors import StepError

RETRIES = 100
"""How often an error hook may have a step tried again, as in Pulumi's engine."""


@dataclass
class Hook:
    """A registered hook."""

    callback: Any
    on_dry_run: bool = False
    ignore_errors: bool = False


class Callbacks:
    """The transforms and hooks that the program has registered."""

    def __init__(self) -> None:
        self.stack_transforms: list[Any] = []
        self.hooks: dict[str, Hook] = {}
        self._channels: dict[str, grpc.Channel] = {}
        self._lock = threading.Lock()

    def add_hook(self, name: str, hook: Hook) -> None:
        """Register a hook."""
        if name in self.hooks:
            raise StepError(f"resource hook already registered for name {name!r}")
        self.hooks[name] = hook

    def transform(self, callback: Any, request: Any) -> Any:
        """Run a transform; give its answer."""
        return resource_pb2.TransformResponse.FromString(self._invoke(callback, request))

    def run_hooks(
        self,
        kind: str,
        resource: Resource,
        *,
        dry_run: bool,
        old: Resource | None = None,
        new: Resource | None = None,
    ) -> list[str]:
        """Run the hooks of a kind that a resource names; give the warnings of those whose errors do not count.

        Raises:
            StepError: A hook failed, or is not registered in this run of the program.
        """
        ignored = []
        for name in resource.resourceHooks.get(kind, []):
            hook = self._hook(name, resource)
            if dry_run and not hook.on_dry_run:
                continue
            request = resource_pb2.ResourceHookRequest(**_described(resource), **_states(old, new))
            if new is not None and new.outputs and kind.startswith("After"):
                request.new_outputs.CopyFrom(_struct(new.outputs))
            answer = resource_pb2.ResourceHookResponse.FromString(self._invoke(hook.callback, request))
            if answer.error:
                when = "before" if kind.startswith("Before") else "after"
                failure = f'{when} hook "{name}" failed: {answer.error}'
                if not hook.ignore_errors:
                    raise StepError(failure)
                ignored.append(failure)
        return ignored

    def wants_retry(
        self,
        operation: str,
        resource: Resource,
        old: Resource | None,
        new: Resource | None,
        errors: list[str],
    ) -> bool:
        """Ask the error hooks of a resource whether a failed call is to be made again."""
        wanted = False
        for name in resource.resourceHooks.get("OnError", []):
            request = resource_pb2.ErrorHookRequest(
                **_described(resource), **_states(old, new), failed_operation=operation, errors=errors[::-1]
            )
            callback = self._hook(name, resource).callback
            answer = resource_pb2.ErrorHookResponse.FromString(self._invoke(callback, request))
            if answer.error:
                raise StepError(f"error hook {name!r} failed: {answer.error}")
            wanted = wanted or answer.retry
        return wanted

    def close(self) -> None:
        """Close the connections to the program."""
        for channel in self._channels.values():
            channel.close()

    def _hook(self, name: str, resource: Resource) -> Hook:
        try:
            return self.hooks[name]
        except KeyError:
            raise StepError(
                f"The hook {name!r} of {name_of(resource.urn)} is not registered: the program that registers it "
                f"must run during this operation."
            ) from None

    def _invoke(self, callback: Any, request: Any) -> bytes:
        with self._lock:
            channel = self._channels.get(callback.target)
            if channel is None:
                channel = grpc.insecure_channel(callback.target, options=_GRPC_CHANNEL_OPTIONS)
                self._channels[callback.target] = channel
        stub = callback_pb2_grpc.CallbacksStub(channel)
        message = callback_pb2.CallbackInvokeRequest(
            token=callback.token, request=request.SerializeToString()
        )
        try:
            return bytes(stub.Invoke(message).response)
        except grpc.RpcError as error:
            raise StepError(error.details() or "The program ended during a callback.") from None


def _described(resource: Resource) -> dict[str, Any]:
    return {
        "urn": resource.urn,
        "id": resource.id,
        "name": name_of(resource.urn),
        "type": resource.type,
    }


def _states(old: Resource | None, new: Resource | None) -> dict[str, Any]:
    states: dict[str, Any] = {}
    if new is not None:
        states["new_inputs"] = _struct(new.inputs)
    if old is not None:
        states["old_inputs"] = _struct(old.inputs)
        states["old_outputs"] = _struct(old.outputs)
    return states


def _struct(properties: Properties) -> Any:
    return sent(properties, secrets=True, references=True)
