"""One step of one contender: how long, how many requests, how much memory and state."""

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
    """What one step took.

    Attributes:
        seconds: The time of the step.
        requests: How many the API got.
        memory: The most that the Python processes of program and provider held together, in MiB.
        state: Bytes of state after the step.
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
    """Run all steps of a contender, each after the other, until one fails."""
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
                yield name, Figures(failure=_last_words(error))
                return
            seconds = time.perf_counter() - begin
            yield name, Figures(seconds, service.requests(), memory[0], entry.state())


@contextmanager
def _memory(service: int) -> Iterator[list[float]]:
    """Give a list whose one item is the most memory that Python children held, the service left out."""
    most, done = [0.0], threading.Event()

    def look() -> None:
        while not done.wait(SECONDS_BETWEEN_LOOKS):
            most[0] = max(most[0], sum(_held(service)) / 2**20)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield most
    finally:
        done.set()
        watcher.join()


def _held(service: int) -> Iterator[float]:
    for process in psutil.Process().children(recursive=True):
        try:
            if process.pid != service and "python" in process.name():
                yield process.memory_info().rss
        except psutil.NoSuchProcess:
            continue


def _last_words(error: Exception) -> str:
    """Find the name of the error that ended a step in what an engine printed."""
    text = str(error)
    known = [word for word in ("RecursionError", "MemoryError", "Segmentation fault") if word in text]
    return known[0] if known else type(error).__name__
