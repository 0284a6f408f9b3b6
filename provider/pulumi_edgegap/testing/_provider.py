"""The provider of all dynamic resources: the real `pulumi.dynamic` server, one process for an operation.

It takes no secrets, so they go to it in clear and what comes back is marked again by name.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import json_format
from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS
from pulumi.runtime.proto import provider_pb2 as pb
from pulumi.runtime.proto import provider_pb2_grpc

from ._messages import message
from ._process import Child
from ._resource import Resource
from ._urns import name_of, type_of
from ._values import Properties, mark_secrets, plain, received, sent
from .errors import StepError


@dataclass
class Diff:
    """What a provider says about old and new."""

    changes: bool | None
    replaces: list[str] = field(default_factory=list)
    delete_before_replace: bool = False


class Provider:
    """Calls to the dynamic-provider server.

    Args:
        child: The process; it prints its port first.
        log: A file that gets a line of JSON for each call, as the CLI's PULUMI_DEBUG_GRPC does.
        unknowns: Send unknown values; that is for previews only.
    """

    def __init__(self, child: Child, log: Path | None, *, unknowns: bool) -> None:
        self._knows_unknowns = unknowns
        self._child = child
        self._log = log
        self._lock = threading.Lock()
        self._ready: provider_pb2_grpc.ResourceProviderStub | None = None
        self._channel: grpc.Channel | None = None
        self.config: Properties = {}
        """The stack configuration as the provider is to see it; settable until the first call."""

    def check(self, urn: str, olds: Properties, news: Properties) -> tuple[Properties, list[tuple[str, str]]]:
        """Have inputs checked; give them with defaults, and the failures (property, reason)."""
        request = message(
            pb.CheckRequest,
            urn=urn,
            olds=self._clear(olds),
            news=self._clear(news),
            randomSeed=os.urandom(32),
            name=name_of(urn),
            type=type_of(urn),
        )
        answer = self._call("Check", request)
        inputs = received(answer.inputs)
        mark_secrets(inputs, news)
        return inputs, [(failure.property, failure.reason) for failure in answer.failures]

    def diff(
        self,
        urn: str,
        old: Resource,
        inputs: Properties,
        news: Properties,
        ignore_changes: list[str],
        *,
        unknowns: bool = False,
    ) -> Diff:
        """Have a state compared with new inputs; they may have unknown values even when it is no preview."""
        request = message(
            pb.DiffRequest,
            id=old.id,
            urn=urn,
            olds=self._clear(old.outputs),
            news=self._clear(news, unknowns),
            old_inputs=self._clear(inputs),
            ignoreChanges=ignore_changes,
            name=name_of(urn),
            type=type_of(urn),
        )
        answer = self._call("Diff", request)
        changes = {pb.DiffResponse.DIFF_NONE: False, pb.DiffResponse.DIFF_SOME: True}.get(answer.changes)
        return Diff(changes, list(answer.replaces), answer.deleteBeforeReplace)

    def create(self, new: Resource) -> tuple[str, Properties]:
        """Create; give the ID and the outputs."""
        request = message(
            pb.CreateRequest,
            urn=new.urn,
            properties=self._clear(new.inputs),
            timeout=new.customTimeouts.get("create", 0),
            name=name_of(new.urn),
            type=type_of(new.urn),
        )
        answer = self._call("Create", request)
        if not answer.id:
            raise StepError(f"plugin returned empty resource.ID from create '{new.urn}'")
        return answer.id, _marked(answer.properties, new.inputs)

    def update(self, old: Resource, new: Resource, ignore_changes: list[str]) -> Properties:
        """Update; give the outputs."""
        request = message(
            pb.UpdateRequest,
            id=old.id,
            urn=new.urn,
            olds=self._clear(old.outputs),
            news=self._clear(new.inputs),
            old_inputs=self._clear(old.inputs),
            timeout=new.customTimeouts.get("update", 0),
            ignoreChanges=ignore_changes,
            name=name_of(new.urn),
            type=type_of(new.urn),
        )
        return _marked(self._call("Update", request).properties, new.inputs)

    def delete(self, old: Resource) -> None:
        """Delete."""
        request = message(
            pb.DeleteRequest,
            id=old.id,
            urn=old.urn,
            properties=self._clear(old.outputs),
            old_inputs=self._clear(old.inputs),
            timeout=old.customTimeouts.get("delete", 0),
            name=name_of(old.urn),
            type=type_of(old.urn),
        )
        self._call("Delete", request)

    def read(self, resource: Resource, state: Properties) -> tuple[str, Properties | None, Properties]:
        """Read; give the ID (empty when it is gone), the inputs if the provider knows them, and the outputs."""
        request = message(
            pb.ReadRequest,
            id=resource.id,
            urn=resource.urn,
            properties=self._clear(state),
            inputs=self._clear(resource.inputs),
            timeout=resource.customTimeouts.get("read", 0),
            name=name_of(resource.urn),
            type=type_of(resource.urn),
        )
        answer = self._call("Read", request)
        inputs = _marked(answer.inputs, resource.inputs) if answer.HasField("inputs") else None
        return answer.id, inputs, _marked(answer.properties, state)

    def close(self) -> None:
        """End the server."""
        if self._channel is not None:
            self._channel.close()
        self._child.stop()

    def _clear(self, properties: Properties, unknowns: bool = False) -> Any:
        return sent(properties, secrets=False, references=False, unknowns=unknowns or self._knows_unknowns)

    def _stub(self) -> provider_pb2_grpc.ResourceProviderStub:
        with self._lock:
            if self._ready is None:
                port = self._child.stdout.readline().strip()
                if not port.isdigit():
                    raise StepError("The dynamic-provider server (python -m pulumi.dynamic) did not start.")
                self._child.pump_stdout()
                self._channel = grpc.insecure_channel(f"127.0.0.1:{port}", options=_GRPC_CHANNEL_OPTIONS)
                self._ready = provider_pb2_grpc.ResourceProviderStub(self._channel)
                request = message(
                    pb.ConfigureRequest,
                    args=sent(self.config, secrets=True, references=True),
                    variables={
                        f"pulumi-python:config:{key}": value if isinstance(value, str) else json.dumps(value)
                        for key, value in plain(self.config).items()
                    },
                    acceptSecrets=True,
                    acceptResources=True,
                    sends_old_inputs=True,
                    sends_old_inputs_to_delete=True,
                )
                self._ready.Configure(request, wait_for_ready=True)
        return self._ready

    def _call(self, method: str, request: Any) -> Any:
        try:
            answer = getattr(self._stub(), method)(request)
        except grpc.RpcError as error:
            self._note(method, request, {"error": error.details()})
            raise StepError(
                error.details() or f"The dynamic-provider server ended during {method}."
            ) from None
        self._note(method, request, {"response": json_format.MessageToDict(answer)} if self._log else {})
        return answer

    def _note(self, method: str, request: Any, answer: Mapping[str, Any]) -> None:
        if self._log is not None:
            entry = {
                "method": f"/pulumirpc.ResourceProvider/{method}",
                "request": json_format.MessageToDict(request),
                **answer,
            }
            with self._lock, self._log.open("a", encoding="utf-8") as file:
                file.write(json.dumps(entry) + "\n")


def _marked(answer: Any, known: Properties) -> Properties:
    properties = received(answer)
    mark_secrets(properties, known)
    return properties
