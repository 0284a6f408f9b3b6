"""The SDK's dynamic-provider server, and resources that are run in it step by step."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import grpc
from google.protobuf import struct_pb2
from pulumi.runtime import rpc
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc
from pulumi_edgegap.lifecycle.resource import Resource


@dataclass
class Checked:
    inputs: dict[str, Any]
    failures: dict[str, str]


class DynamicServer:
    """`python -m pulumi.dynamic`, called by gRPC as by the engine."""

    def __init__(
        self, config: Mapping[str, str], environment: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("EDGEGAP_")}
        self._log = tempfile.TemporaryFile("w+")  # noqa: SIM115 - a pipe would fill up
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "pulumi.dynamic", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=self._log, env={**kept, **environment}, text=True,
        )  # fmt: skip
        assert self.process.stdout
        port = int(self.process.stdout.readline())
        self._channel = grpc.insecure_channel(f"127.0.0.1:{port}")
        self.stub = provider_pb2_grpc.ResourceProviderStub(self._channel)
        self.stub.Configure(provider_pb2.ConfigureRequest(args=sent(config)))

    def stop(self) -> str:
        """Stop the server and return its stderr."""
        self._channel.close()
        self.process.terminate()
        self.process.communicate(timeout=10)
        with self._log:
            self._log.seek(0)
            return self._log.read()

    def check(
        self, kind: type[Resource], news: Mapping[str, Any], olds: Mapping[str, Any], urn: str = ""
    ) -> Checked:
        request = provider_pb2.CheckRequest(olds=sent(olds), news=as_sent(kind, news), urn=urn)
        answer = self.stub.Check(request)
        return Checked(_dict(answer.inputs), dict(map(failure, answer.failures)))

    def diff(
        self, kind: type[Resource], id_: str, olds: Mapping[str, Any], news: Mapping[str, Any], urn: str = ""
    ) -> provider_pb2.DiffResponse:
        request = provider_pb2.DiffRequest(id=id_, olds=sent(olds), news=as_sent(kind, news), urn=urn)
        return self.stub.Diff(request)

    def create(
        self, kind: type[Resource], news: Mapping[str, Any], urn: str = ""
    ) -> tuple[str, dict[str, Any]]:
        request = provider_pb2.CreateRequest(properties=as_sent(kind, news), urn=urn)
        answer = self.stub.Create(request)
        return answer.id, _dict(answer.properties)

    def read(
        self, kind: type[Resource], id_: str, state: Mapping[str, Any]
    ) -> tuple[str, dict[str, Any], dict[str, Any]]:
        request = provider_pb2.ReadRequest(id=id_, properties=as_sent(kind, state))
        answer = self.stub.Read(request)
        return answer.id, _dict(answer.properties), _dict(answer.inputs)

    def update(
        self, kind: type[Resource], id_: str, olds: Mapping[str, Any], news: Mapping[str, Any]
    ) -> dict[str, Any]:
        request = provider_pb2.UpdateRequest(id=id_, olds=sent(olds), news=as_sent(kind, news))
        return _dict(self.stub.Update(request).properties)

    def delete(self, kind: type[Resource], id_: str, state: Mapping[str, Any], urn: str = "") -> None:
        properties = as_sent(kind, state)
        self.stub.Delete(provider_pb2.DeleteRequest(id=id_, properties=properties, urn=urn))


@dataclass
class Life:
    """One resource, run through the engine's steps. Without a URN it has no owner."""

    server: DynamicServer
    kind: type[Resource]
    id: str = ""
    inputs: dict[str, Any] = field(default_factory=dict)
    state: dict[str, Any] = field(default_factory=dict)
    urn: str = ""

    def check(self, **given: Any) -> Checked:
        return self.server.check(self.kind, given, self.inputs, self.urn)

    def preview(self, **given: Any) -> provider_pb2.DiffResponse:
        checked = self.check(**given)
        assert checked.failures == {}
        return self.server.diff(self.kind, self.id, self.state, checked.inputs, self.urn)

    def changes(self, **given: Any) -> bool:
        return bool(self.preview(**given).changes == provider_pb2.DiffResponse.DIFF_SOME)

    def up(self, **given: Any) -> Life:
        """Create the resource, or update it if diff shows changes."""
        checked = self.check(**given)
        assert checked.failures == {}
        if not self.id:
            self.id, self.state = self.server.create(self.kind, checked.inputs, self.urn)
        else:
            diff = self.server.diff(self.kind, self.id, self.state, checked.inputs, self.urn)
            assert not diff.replaces
            if diff.changes == provider_pb2.DiffResponse.DIFF_SOME:
                self.state = self.server.update(self.kind, self.id, self.state, checked.inputs)
        self.inputs = checked.inputs
        return self

    def refresh(self) -> Life:
        self.id, self.state, self.inputs = self.server.read(self.kind, self.id, self.state)
        return self

    def destroy(self) -> None:
        self.server.delete(self.kind, self.id, self.state, self.urn)


class Lives:
    """Creates resources: `lives(App)`, `lives(App, "arena")`."""

    def __init__(self, server: DynamicServer) -> None:
        self.server = server

    def __call__(self, kind: type[Resource], name: str = "") -> Life:
        urn = f"urn:pulumi:dev::tests::pulumi-python:{kind._resource_type_name}::{name}" if name else ""
        return Life(self.server, kind, urn=urn)


def failure(found: provider_pb2.CheckFailure) -> tuple[str, str]:
    """Return the path and the reason; a nested path is in the reason, because the engine cannot show it well."""
    nested = re.fullmatch(r"property (\S+[.\[]\S+) (.*)", found.reason)
    return (nested[1], nested[2]) if nested else (found.property, found.reason)


def as_sent(kind: type[Resource], properties: Mapping[str, Any]) -> struct_pb2.Struct:
    """Return properties of a resource as the engine sends them, with their provider."""
    return sent({**properties, "__provider": kind._pickled})


def sent(properties: Mapping[str, Any]) -> struct_pb2.Struct:
    """Return properties as the engine sends them."""
    serializing = rpc.serialize_properties(dict(properties), {})
    try:
        serializing.send(None)  # plain values wait for nothing, and so need no event loop
    except StopIteration as done:
        return done.value
    raise TypeError("an Output has no place among the values that the engine sends")


def _dict(properties: struct_pb2.Struct) -> dict[str, Any]:
    values = rpc.deserialize_properties(properties, keep_unknowns=True)
    return {key: rpc.unwrap_rpc_secret(value) for key, value in values.items() if key != "__provider"}
