"""`pulumi-resource-edgegap`: the command that the engine starts, with the engine's address as the only argument."""

from __future__ import annotations

import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import grpc
from pulumi.runtime.proto.provider_pb2_grpc import add_ResourceProviderServicer_to_server

from .engine import EngineLog
from .servicer import Servicer

AT_ONCE = 128
"""The number of concurrent steps: more than any `--parallel` that the API's rate limit allows."""
_LARGEST = 400 * 1024 * 1024  # the engine's limit


def main() -> None:
    """Serve until the engine ends the process."""
    addresses = [each for each in sys.argv[1:] if not each.startswith("-")]
    if not addresses:
        sys.exit(
            "pulumi-resource-edgegap is started by Pulumi with the engine's address: declare it in Pulumi.yaml, or run "
            "`pulumi package add` (docs/plugin.md)."
        )
    server = grpc.server(
        ThreadPoolExecutor(AT_ONCE),
        options=[("grpc.max_receive_message_length", _LARGEST), ("grpc.max_send_message_length", _LARGEST)],
    )
    add_ResourceProviderServicer_to_server(Servicer(EngineLog(addresses[0])), server)
    port = server.add_insecure_port("127.0.0.1:0")
    ended = Event()
    # The engine starts plugins in separate process groups, so that Ctrl-C does not reach them, and ends them by SIGINT.
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: ended.set())
    server.start()
    print(port, flush=True)
    ended.wait()
    server.stop(grace=None)


if __name__ == "__main__":
    main()
