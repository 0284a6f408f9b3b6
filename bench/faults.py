"""The random faults of a soak, and its counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random
from threading import Lock

from pulumi_edgegap.emulator import Fault, SeenRequest

HTML = "<html>Bad Gateway</html>"
FAULTS: dict[str, tuple[int, Fault]] = {
    "reset before it acted": (4, Fault(drop="before")),
    "reset after it acted": (4, Fault(drop="after")),
    "response cut off": (4, Fault(drop="middle")),
    "response garbled": (3, Fault(status=200, body="{", carry_out=True)),
    "502 in HTML": (3, Fault(status=502, body=HTML)),
    "502 in HTML after it acted": (3, Fault(status=502, body=HTML, carry_out=True)),
    "503": (3, Fault(status=503)),
    "503 with Retry-After": (2, Fault(status=503, headers={"Retry-After": "0"})),
    "504 after it acted": (2, Fault(status=504, carry_out=True)),
    "429": (3, Fault(status=429, headers={"Retry-After": "0"})),
    "slow response": (3, Fault(status=None, delay=0.2)),
    "no response in time": (1, Fault(drop="after", delay=3.0)),
}
NAMES = {id(fault): name for name, (_, fault) in FAULTS.items()}


def is_carried_out(fault: Fault) -> bool:
    """Return whether the service carries out a request in spite of the fault."""
    return fault.carry_out or fault.status is None or fault.drop in ("after", "middle")


class RandomFaults:
    """Chooses faults: single ones, several in a row on one route, and short outages of all routes."""

    def __init__(self, seed: int) -> None:
        """Start with faults on."""
        self.on = True
        self._seed = seed
        self._asked: Counter[tuple[str, str]] = Counter()
        self._runs: dict[tuple[str, str], tuple[Fault, int]] = {}
        self._outage: tuple[Fault, int] = (Fault(), 0)

    def __call__(self, method: str, path: str) -> Fault | None:
        """Return the fault of a request."""
        if not self.on:
            return None
        route = (method, path)
        self._asked[route] += 1
        chance = Random(f"{self._seed} {method} {path} {self._asked[route]}")
        fault, left = self._outage
        if left:
            self._outage = (fault, left - 1)
            return fault
        fault, left = self._runs.pop(route, (fault, 0))
        if not left and chance.random() < 0.13:
            fault = chance.choices([each for _, each in FAULTS.values()], [w for w, _ in FAULTS.values()])[0]
            is_slow = fault.delay > 0
            left = 1 if is_slow or chance.random() < 0.7 else chance.randint(2, 8)
            if not is_slow and chance.random() < 0.015:
                self._outage = (fault, chance.randint(8, 24))
        if left > 1:
            self._runs[route] = (fault, left - 1)
        return fault if left else None


@dataclass
class Tally:
    """The counts of a soak."""

    steps: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    repeated: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    ups: int = 0
    ups_again: int = 0
    kills: int = 0
    settled: int = 0
    adopted: int = 0
    drifts: int = 0
    objects: int = 0
    differences: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Initialize the data kept between requests."""
        self._failed_before: dict[tuple[str, str], bool] = {}
        self._lost: dict[tuple[str, str], bool] = {}
        self.lock = Lock()

    def note(self, request: SeenRequest) -> None:
        """Count a request; called only by the emulator's thread."""
        route = (request.method, request.path)
        self.requests += 1
        self.repeated += self._failed_before.get(route, False)
        self._failed_before[route] = request.fault is not None and request.fault.status is not None
        if request.fault is not None:
            self.faults[NAMES[id(request.fault)]] += 1
        if request.method == "POST" and isinstance(request.body, dict):
            was_lost = (
                request.fault is not None
                and request.fault.status is not None
                and is_carried_out(request.fault)
            )
            self._lost[request.path, str(request.body.get("name"))] = was_lost

    def created(self, route: str, name: str) -> None:
        """Count a successful create if the response to its request was lost."""
        with self.lock:
            self.settled += self._lost.get((route, name), False)
