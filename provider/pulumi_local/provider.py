"""Calls to the real `pulumi.dynamic` server, which runs as one process for an operation.

The server does not accept secrets, so it receives them in plain text and results are marked secret again by
name.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import json_format
from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc
from pulumi_safe_io.private import private_file

from .errors import StepError
from .paths import with_old_values
from .process import Child
from .resource import Resource
from .urns import name_of, type_of
from .values import Properties, from_wire, mark_secrets, message, plain, to_wire, without_unknowns


@dataclass
class Diff:
    """The result of a provider's diff."""

    changes: bool
    replaces: list[str] = field(default_factory=list)
    delete_before_replace: bool = False


class Provider:
    """Calls to the dynamic-provider server.

    Args:
        start: Starts the process, which first prints its port.
        log: A file to write a line of JSON to for each call, as the CLI does.
        sends_unknowns: Send unknown properties, as in a preview; otherwise they are left out.
    """

    def __init__(self, start: Callable[[], Child], log: Path | None, *, sends_unknowns: bool) -> None:
        self._start = start
        self._child = start()
        self._log = log
        self._sends_unknowns = sends_unknowns
        self._lock = threading.Lock()
        self._ready: provider_pb2_grpc.ResourceProviderStub | None = None
        self._channel: grpc.Channel | None = None
        self.config: Properties = {}
        """The stack configuration for the provider; can be set until the first call."""

    def check(
        self, new: Resource, olds: Properties, news: Properties
    ) -> tuple[Properties, list[tuple[str, str]]]:
        """Check inputs; return them with defaults, and the failures as (property, reason)."""
        answer = self._call("Check", new, olds=olds, news=news, randomSeed=os.urandom(32))
        inputs = mark_secrets(from_wire(answer.inputs), news)
        return inputs, [(failure.property, failure.reason) for failure in answer.failures]

    def diff(
        self,
        old: Resource,
        new: Resource,
        olds: Properties,
        news: Properties,
        *,
        sends_unknowns: bool = False,
    ) -> Diff:
        """Compare a state and its old inputs with new inputs.

        If the provider does not know whether they differ, the inputs are compared.
        """
        answer = self._call(
            "Diff",
            new,
            id=old.id,
            olds=old.outputs,
            news=news,
            old_inputs=olds,
            ignoreChanges=new.ignoreChanges,
            sends_unknowns=sends_unknowns,
        )
        kinds = {provider_pb2.DiffResponse.DIFF_NONE: False, provider_pb2.DiffResponse.DIFF_SOME: True}
        changes = kinds.get(answer.changes)
        if changes is None:
            changes = olds != with_old_values(news, olds, new.ignoreChanges)[0]
        return Diff(changes, list(answer.replaces), answer.deleteBeforeReplace)

    def create(self, new: Resource) -> tuple[str, Properties]:
        """Create an object and return its ID and outputs."""
        answer = self._call("Create", new, properties=new.inputs)
        if not answer.id:
            raise StepError(f"plugin returned empty resource.ID from create '{new.urn}'")
        return answer.id, mark_secrets(from_wire(answer.properties), new.inputs)

    def update(self, old: Resource, new: Resource) -> Properties:
        """Update an object and return its outputs."""
        answer = self._call(
            "Update",
            new,
            id=old.id,
            olds=old.outputs,
            news=new.inputs,
            old_inputs=old.inputs,
            ignoreChanges=new.ignoreChanges,
        )
        return mark_secrets(from_wire(answer.properties), new.inputs)

    def delete(self, old: Resource) -> None:
        """Delete an object."""
        self._call("Delete", old, properties=old.outputs, old_inputs=old.inputs)

    def read(self, resource: Resource, state: Properties) -> tuple[str, Properties | None, Properties]:
        """Read an object; return its ID (empty if it is gone), its inputs (None if unknown) and its outputs."""
        answer = self._call("Read", resource, properties=state, inputs=resource.inputs)
        inputs = (
            mark_secrets(from_wire(answer.inputs), resource.inputs) if answer.HasField("inputs") else None
        )
        return answer.id, inputs, mark_secrets(from_wire(answer.properties), state)

    def restart(self, config: Properties) -> None:
        """Restart the server with another configuration."""
        self.close()
        self._child, self._ready, self._channel = self._start(), None, None
        self.config = config

    def close(self) -> None:
        """Stop the server."""
        if self._channel is not None:
            self._channel.close()
        self._child.stop()

    def _stub(self) -> provider_pb2_grpc.ResourceProviderStub:
        with self._lock:
            if self._ready is None:
                port = self._child.first_line()
                if not port.isdigit():
                    raise StepError("The dynamic-provider server (python -m pulumi.dynamic) did not start.")
                self._channel = grpc.insecure_channel(f"127.0.0.1:{port}", options=_GRPC_CHANNEL_OPTIONS)
                self._ready = provider_pb2_grpc.ResourceProviderStub(self._channel)
                self._ready.Configure(_configuration(self.config), wait_for_ready=True)
        return self._ready

    def _call(self, method: str, resource: Resource, *, sends_unknowns: bool = False, **fields: Any) -> Any:
        """Call a method with those properties of the resource that its request has fields for."""
        as_sent = _clear if sends_unknowns or self._sends_unknowns else _clear_and_known
        known = {
            "id": resource.id,
            "urn": resource.urn,
            "name": name_of(resource.urn),
            "type": type_of(resource.urn),
            "timeout": resource.customTimeouts.get(method.lower(), 0),
            **{name: as_sent(value) if isinstance(value, dict) else value for name, value in fields.items()},
        }
        request = message(getattr(provider_pb2, f"{method}Request"), **known)
        try:
            answer = getattr(self._stub(), method)(request)
        except grpc.RpcError as error:
            self._note(method, request, error=error.details())
            raise StepError(
                error.details() or f"The dynamic-provider server ended during {method}."
            ) from None
        self._note(method, request, response=answer)
        return answer

    def _note(self, method: str, request: Any, **answer: Any) -> None:
        if self._log is not None:
            entry = {"method": f"/pulumirpc.ResourceProvider/{method}", "request": request, **answer}
            line = json.dumps(entry, default=json_format.MessageToDict)
            with self._lock, private_file(self._log, "a") as file:
                file.write(line + "\n")


def _configuration(config: Properties) -> Any:
    variables = {
        f"pulumi-python:config:{key}": value if isinstance(value, str) else json.dumps(value)
        for key, value in plain(config).items()
    }
    return message(
        provider_pb2.ConfigureRequest,
        args=to_wire(config),
        variables=variables,
        acceptSecrets=True,
        acceptResources=True,
        sends_old_inputs=True,
        sends_old_inputs_to_delete=True,
    )


def _clear(properties: Properties) -> Any:
    return to_wire(properties, secrets=False, references=False)


def _clear_and_known(properties: Properties) -> Any:
    return _clear(without_unknowns(properties))
