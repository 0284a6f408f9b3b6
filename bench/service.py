"""The API that all contenders use: the emulator in a separate process, with a latency."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection

from pulumi_edgegap.emulator import DEFAULT_TOKEN, Emulator, Fault


@dataclass
class Service:
    """A running API."""

    url: str
    token: str
    pid: int
    _pipe: Connection

    def requests(self) -> int:
        """Return the number of requests since the last call."""
        self._pipe.send("count")
        return int(self._pipe.recv())


@contextmanager
def serve(latency: float) -> Iterator[Service]:
    """Serve an empty organization whose responses are delayed by `latency` seconds."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there, latency))
    process.start()
    try:
        yield Service(here.recv(), DEFAULT_TOKEN, process.pid or 0, here)
    finally:
        here.send("stop")
        process.join()


def _serve(pipe: Connection, latency: float) -> None:
    count = 0

    def one_more(_: object) -> None:
        nonlocal count
        count += 1

    with Emulator(on_request=one_more) as emulator:
        if latency:
            # Not a failure: the request is carried out, and its real response is delayed.
            emulator.choose_fault = lambda _method, _path: Fault(status=None, delay=latency)
        pipe.send(emulator.url)
        while pipe.recv() != "stop":
            pipe.send(count)
            count = 0
