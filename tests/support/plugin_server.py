"""The provider plugin, called by gRPC as by the engine, in place of the SDK's dynamic-provider server."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
from google.protobuf import struct_pb2
from google.protobuf.empty_pb2 import Empty
from google.protobuf.json_format import MessageToDict
from pulumi.runtime import rpc
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, provider_pb2, provider_pb2_grpc
from pulumi_edgegap.lifecycle.cases import camel, in_snake_case, snake
from pulumi_edgegap.lifecycle.declaration import Inputs
from pulumi_edgegap.lifecycle.resource import Resource
from pulumi_edgegap.plugin.kinds import RESOURCES
from pulumi_edgegap.plugin.wording import OPTIONS

from .life import Checked, DynamicServer, Lives, failure, sent


class EngineOfTests(engine_pb2_grpc.EngineServicer):
    """Records the plugin's messages, each with its resource."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, str]] = []
        self._server = grpc.server(ThreadPoolExecutor(2))
        engine_pb2_grpc.add_EngineServicer_to_server(self, self._server)
        self.address = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self._server.start()

    def Log(self, request: engine_pb2.LogRequest, context: grpc.ServicerContext) -> Empty:
        self.messages.append((request.urn, request.message))
        return Empty()

    def stop(self) -> None:
        self._server.stop(None).wait()


class Refused(grpc.RpcError):
    """An error of the plugin with Python's names, as from the dynamic provider."""

    def __init__(self, error: Any) -> None:
        super().__init__(in_python(error.details()))
        self.code = error.code

    def details(self) -> str:
        return f"pulumi_edgegap.ResourceError: {self}"


class Plugin:
    """One process of the plugin, for one provider."""

    def __init__(self, settings: Mapping[str, str], engine: EngineOfTests) -> None:
        self._errors = tempfile.TemporaryFile("w+")  # noqa: SIM115 - a pipe would fill up
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pulumi_edgegap.plugin.command", engine.address],
            stdout=subprocess.PIPE, stderr=self._errors, text=True,
        )  # fmt: skip
        assert self.process.stdout
        port = int(self.process.stdout.readline())
        self._channel = grpc.insecure_channel(f"127.0.0.1:{port}")
        self.stub = provider_pb2_grpc.ResourceProviderStub(self._channel)
        self.stub.Handshake(provider_pb2.ProviderHandshakeRequest())
        variables = {f"edgegap:config:{name}": value for name, value in settings.items()}
        self.stub.Configure(provider_pb2.ConfigureRequest(variables=variables))

    def stop(self) -> str:
        """Stop it like the engine, and return its stderr."""
        self.stub.Cancel(Empty())
        self._channel.close()
        self.process.terminate()
        self.process.communicate(timeout=60)
        with self._errors:
            self._errors.seek(0)
            return self._errors.read()


class PluginServer(DynamicServer):
    """A plugin for each account, with the interface that `Life` uses; properties have the names of the schema.

    Args:
        accounts: The settings of each, by name; the default one has none.
        begin: What is done first with a plugin that has just been started, for the first resource of its account.
    """

    def __init__(
        self, accounts: Mapping[str, Mapping[str, str]], begin: Callable[[Lives, str | None], None]
    ) -> None:
        self.engine = EngineOfTests()
        self._accounts, self._begin = accounts, begin
        self._plugins: dict[str, Plugin] = {}

    def plugin(self, account: str = "") -> Plugin:
        if account not in self._plugins:
            self._plugins[account] = Plugin(self._accounts[account], self.engine)
            self._begin(Lives(self), account or None)
        return self._plugins[account]

    def stop(self) -> str:
        said = "".join(plugin.stop() for plugin in self._plugins.values())
        self.engine.stop()
        return said

    def _ask(self, method: str, properties: Mapping[str, Any], request: Any) -> Any:
        plugin = self.plugin(properties.get("account") or "")
        try:
            return getattr(plugin.stub, method)(request)
        except grpc.RpcError as error:
            raise Refused(error) from None

    def check(
        self, kind: type[Resource], news: Mapping[str, Any], olds: Mapping[str, Any], urn: str = ""
    ) -> Checked:
        request = provider_pb2.CheckRequest(olds=named(olds), news=named(news), urn=of(kind, urn))
        answer = self._ask("Check", news, request)
        messages = dict(map(failure, answer.failures))
        failures = {_snake_path(path): in_python(reason) for path, reason in messages.items()}
        return Checked(plain(answer.inputs), failures)

    def diff(
        self, kind: type[Resource], id_: str, olds: Mapping[str, Any], news: Mapping[str, Any], urn: str = ""
    ) -> provider_pb2.DiffResponse:
        request = provider_pb2.DiffRequest(id=id_, olds=named(olds), news=named(news), urn=of(kind, urn))
        answer = self._ask("Diff", olds, request)
        answer.replaces[:] = map(snake, answer.replaces)
        return answer

    def create(
        self, kind: type[Resource], news: Mapping[str, Any], urn: str = ""
    ) -> tuple[str, dict[str, Any]]:
        request = provider_pb2.CreateRequest(properties=named(news), urn=of(kind, urn))
        answer = self._ask("Create", news, request)
        return answer.id, plain(answer.properties)

    def read(
        self, kind: type[Resource], id_: str, state: Mapping[str, Any]
    ) -> tuple[str, dict[str, Any], dict[str, Any]]:
        request = provider_pb2.ReadRequest(id=id_, properties=named(state), urn=of(kind))
        answer = self._ask("Read", state, request)
        return answer.id, plain(answer.properties), plain(answer.inputs)

    def update(
        self, kind: type[Resource], id_: str, olds: Mapping[str, Any], news: Mapping[str, Any]
    ) -> dict[str, Any]:
        request = provider_pb2.UpdateRequest(id=id_, olds=named(olds), news=named(news), urn=of(kind))
        return plain(self._ask("Update", olds, request).properties)

    def delete(self, kind: type[Resource], id_: str, state: Mapping[str, Any], urn: str = "") -> None:
        request = provider_pb2.DeleteRequest(id=id_, properties=named(state), urn=of(kind, urn))
        self._ask("Delete", state, request)


def of(kind: type[Resource], urn: str = "") -> str:
    """Return the URN of a resource; one without a name has no owner."""
    name = urn.rpartition("::")[2] or "nobody"
    return f"urn:pulumi:dev::tests::edgegap:index:{kind.__name__}::{name}"


def named(properties: Mapping[str, Any]) -> struct_pb2.Struct:
    """Return properties as the engine sends them, with the names of the schema."""
    return sent(_camel(properties))


def _camel(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {camel(name): item if name == "__filled" else _camel(item) for name, item in value.items()}
    return [_camel(item) for item in value] if isinstance(value, list) else value


def plain(properties: struct_pb2.Struct) -> dict[str, Any]:
    """Return properties from the engine, with the names of the declarations and without marks."""
    values = rpc.deserialize_properties(properties, keep_unknowns=True)
    bare = {key: rpc.unwrap_rpc_secret(value) for key, value in values.items() if key != "__provider"}
    return in_snake_case(bare)


def raw(struct: struct_pb2.Struct) -> dict[str, Any]:
    """Return properties as they are on the wire, including marks."""
    return MessageToDict(struct)


def in_python(sentence: str) -> str:
    """Convert a message from the names of the schema to Python's; other tests check those names."""
    names = {
        camel(name): name for kind in RESOURCES.values() for name in _names(kind._dynamic_provider.inputs)
    }
    names |= {camel(name): name for name in OPTIONS}
    truth = {"true": "True", "false": "False"}
    sentence = re.sub(
        r"`(\w+): (\w+)`", lambda match: f"`{match[1]}={truth.get(match[2], match[2])}`", sentence
    )
    sentence = re.sub(
        r"(?<=the form ')[\w/]+",
        lambda match: "/".join(names.get(e, e) for e in match[0].split("/")),
        sentence,
    )
    return re.sub(r"(?<![\w:./'])[a-z]+\w*", lambda match: names.get(match[0], match[0]), sentence)


def _names(model: type[Inputs]) -> Iterator[str]:
    yield from model.fields
    for part in model.parts.values():
        yield from part.fields


def _snake_path(path: str) -> str:
    return re.sub(r"[A-Za-z]+", lambda match: snake(match[0]), path)
