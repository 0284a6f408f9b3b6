"""What the plugin says to the engine's calls, for the table of messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import grpc
from pulumi.runtime.proto import provider_pb2 as pb
from pulumi_edgegap.lifecycle.resource import Resource

from .life import failure
from .plugin_server import EngineOfTests, Plugin, named, of


class Spoken:
    """A plugin process and its engine."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        self.engine = EngineOfTests()
        self.plugin = Plugin(settings, self.engine)

    def stop(self) -> None:
        self.plugin.stop()
        self.engine.stop()

    def check(self, kind: type[Resource], /, **given: Any) -> None:
        """Print the mistakes in the inputs of a resource, which have the names of the schema."""
        request = pb.CheckRequest(news=named(given), urn=of(kind))
        self._print("Check", request)

    def create(self, kind: type[Resource], /, **given: Any) -> None:
        """Create a resource."""
        self._print("Create", pb.CreateRequest(properties=named(given), urn=of(kind)))

    def settings(self, **given: Any) -> None:
        """Print the mistakes in the settings of a provider."""
        self._print("CheckConfig", pb.CheckRequest(news=named(given)))

    def type(self, name: str) -> None:
        """Ask for a resource of a type."""
        urn = f"urn:pulumi:dev::arena::edgegap:index:{name}::r1"
        self._print("Check", pb.CheckRequest(urn=urn))

    def invoke(self, name: str, /, preview: bool = False, **given: Any) -> None:
        """Call a function."""
        request = pb.InvokeRequest(tok=f"edgegap:index:{name}", args=named(given), preview=preview)
        self._print("Invoke", request)

    def _print(self, method: str, request: Any) -> None:
        self.engine.messages.clear()
        try:
            answer = getattr(self.plugin.stub, method)(request)
            for path, reason in map(failure, getattr(answer, "failures", ())):
                print(f"{path}: {reason}" if path else reason)
        except grpc.RpcError as error:
            print(error.details())  # type: ignore[attr-defined]
        for _, message in self.engine.messages:
            print(message)
