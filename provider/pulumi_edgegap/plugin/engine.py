"""The engine's log, which shows messages at the resource that they are about."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import grpc
from pulumi.runtime.proto import engine_pb2
from pulumi.runtime.proto.engine_pb2_grpc import EngineStub

from ..lifecycle.call import Call


class EngineLog:
    """The engine's log. Threads share it."""

    def __init__(self, address: str) -> None:
        """Connect to the engine at an address (`127.0.0.1:4711`)."""
        self._engine = EngineStub(grpc.insecure_channel(address))

    def info(self, msg: str) -> None:
        """Log a message about the whole run."""
        self._log(engine_pb2.INFO, msg)

    def warn(self, msg: str) -> None:
        """Log a warning about the whole run."""
        self._log(engine_pb2.WARNING, msg)

    def call(self, urn: str, reword: Callable[[str], str], is_awaited: Callable[[], bool]) -> Call:
        """Return a call for a resource, whose messages are reworded by `reword`."""
        log = partial(self._log, urn=urn, reword=reword)
        return Call(urn, partial(log, engine_pb2.INFO), partial(log, engine_pb2.WARNING), is_awaited)

    def _log(
        self,
        severity: engine_pb2.LogSeverity.ValueType,
        message: str,
        *,
        urn: str = "",
        reword: Callable[[str], str] = str,
    ) -> None:
        self._engine.Log(engine_pb2.LogRequest(severity=severity, urn=urn, message=reword(message)))
