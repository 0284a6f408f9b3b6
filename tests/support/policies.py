"""A policy pack in a separate process, called by gRPC as by the engine."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

import grpc
from google.protobuf import empty_pb2, json_format
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc


class Pack:
    """The violations that a pack reports for one resource."""

    def __init__(self, stub: analyzer_pb2_grpc.AnalyzerStub) -> None:
        self._stub = stub

    def configure(self, policies: Mapping[str, Mapping[str, Any]] = MappingProxyType({})) -> None:
        """Set the configuration of `--policy-pack-config`, with defaults."""
        request = analyzer_pb2.ConfigureAnalyzerRequest()
        for policy in self._stub.GetAnalyzerInfo(empty_pb2.Empty()).policies:
            schema = json_format.MessageToDict(policy.configSchema.properties)
            defaults = {name: part["default"] for name, part in schema.items()}
            configured = request.policyConfig[policy.name]
            configured.properties.update(defaults | policies.get(policy.name, {}))
            configured.enforcementLevel = policy.enforcementLevel
        self._stub.Configure(request)

    def violations(self, type_: str, inputs: Mapping[str, Any]) -> list[str]:
        return [each.message for each in self._stub.Analyze(_request(type_, inputs)).diagnostics]

    def remediated(self, type_: str, inputs: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the inputs as the pack changes them, or None if it does not."""
        found = self._stub.Remediate(_request(type_, inputs)).remediations
        return json_format.MessageToDict(found[-1].properties) if found else None


@contextmanager
def running(folder: Path) -> Iterator[Pack]:
    command = [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:9", str(folder)]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PULUMI_")}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=kept, text=True) as process:
        try:
            assert process.stdout
            with grpc.insecure_channel(f"127.0.0.1:{int(process.stdout.readline())}") as channel:
                yield Pack(analyzer_pb2_grpc.AnalyzerStub(channel))
        finally:
            process.kill()


def _request(type_: str, inputs: Mapping[str, Any]) -> analyzer_pb2.AnalyzeRequest:
    request = analyzer_pb2.AnalyzeRequest(type=type_)
    request.properties.update(inputs)
    return request
