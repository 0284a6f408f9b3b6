"""Measuring the time, requests, memory and state of a contender's steps."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from contenders import Contender, Track
from pulumi_edgegap.testing.engine import Engine
from service import serve

SECONDS_BETWEEN_LOOKS = 0.1


@dataclass(frozen=True)
class Figures:
    """The figures of one step.

    Attributes:
        seconds: The time of the step.
        requests: The number of API requests.
        memory: The peak memory of the program and provider processes together, in MiB.
        state: The size of the state after the step, in bytes.
        failure: Why there are no figures.
    """

    seconds: float = 0.0
    requests: int = 0
    memory: float = 0.0
    state: int = 0
    failure: str = ""


def measure(
    contender: Contender, size: int, latency: float, engine: Engine | None
) -> Iterator[tuple[str, Figures]]:
    """Run the steps of a contender in order, until one fails."""
    with (
        tempfile.TemporaryDirectory() as place,
        serve(latency) as service,
        contender(Track(service, size, engine, Path(place))) as entry,
    ):
        for name, step in entry.steps.items():
            service.requests()
            begin = time.perf_counter()
            try:
                with _memory(service.pid) as memory:
                    step()
            except Exception as error:
                yield name, Figures(failure=_error_name(error))
                return
            seconds = time.perf_counter() - begin
            yield name, Figures(seconds, service.requests(), memory[0], entry.state())


@contextmanager
def _memory(service: int) -> Iterator[list[float]]:
    """Yield a list whose only item is the peak memory of Python child processes, except the service."""
    most, done = [0.0], threading.Event()

    def look() -> None:
        while not done.wait(SECONDS_BETWEEN_LOOKS):
            most[0] = max(most[0], sum(_memory_of_children(service)) / 2**20)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield most
    finally:
        done.set()
        watcher.join()


def _memory_of_children(service: int) -> Iterator[float]:
    for process in psutil.Process().children(recursive=True):
        try:
            if process.pid != service and "python" in process.name():
                yield process.memory_info().rss
        except psutil.NoSuchProcess:
            continue


def _error_name(error: Exception) -> str:
    """Return the name of the error that ended a step, from the engine's output."""
    text = str(error)
    known = [word for word in ("RecursionError", "MemoryError", "Segmentation fault") if word in text]
    return known[0] if known else type(error).__name__
