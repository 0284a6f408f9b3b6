"""The contenders: requests alone, the dynamic-provider server alone, and whole programs on an engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from pulumi_edgegap.testing.engine import Engine
from service import Service

BENCH = Path(__file__).parents[1]

THREADS = 4
"""The number of concurrent calls, as in the SDK's dynamic-provider server."""

UNLIMITED = {"edgegap:requestsPerSecond": "100000"}
"""Lifts the package's limit of 30 requests a second, which would dominate all results."""


@dataclass(frozen=True)
class Track:
    """The setup that a contender runs on.

    Attributes:
        service: The API.
        size: The number of objects.
        engine: The Pulumi CLI; without it programs run on the local engine.
        place: An empty folder.
    """

    service: Service
    size: int
    engine: Engine | None
    place: Path


@dataclass(frozen=True)
class Entry:
    """A contender on its track: its steps by name, in order, and the size of its state in bytes."""

    steps: Mapping[str, Callable[[], object]]
    state: Callable[[], int] = lambda: 0


Contender = Callable[[Track], AbstractContextManager[Entry]]
