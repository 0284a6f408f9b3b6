"""The faults that a soak meets, chosen by chance, and what is counted of them."""

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
    "answer cut off": (4, Fault(drop="middle")),
    "answer garbled": (3, Fault(status=200, body="{", carry_out=True)),
    "502 in HTML": (3, Fault(status=502, body=HTML)),
    "502 in HTML after it acted": (3, Fault(status=502, body=HTML, carry_out=True)),
    "503": (3, Fault(status=503)),
    "503 with Retry-After": (2, Fault(status=503, headers={"Retry-After": "0"})),
    "504 after it acted": (2, Fault(status=504, carry_out=True)),
    "429": (3, Fault(status=429, headers={"Retry-After": "0"})),
    "slow, then answered": (3, Fault(status=None, delay=0.2)),
    "no answer in time": (1, Fault(drop="after", delay=3.0)),
}
NAMES = {id(fault): name for name, (_, fault) in FAULTS.items()}


def acted(fault: Fault) -> bool:
    """Tell whether the service carries the request out although it fails."""
    return fault.carry_out or fault.status is None or fault.drop in ("after", "middle")


class Weather:
    """Chooses the faults: single ones, runs of them at one route, and short outages of everything."""

    def __init__(self, seed: int) -> None:
        """Begin with faults on."""
        self.on = True
        self._seed = seed
        self._asked: Counter[tuple[str, str]] = Counter()
        self._runs: dict[tuple[str, str], tuple[Fault, int]] = {}
        self._outage: tuple[Fault, int] = (Fault(), 0)

    def __call__(self, method: str, path: str) -> Fault | None:
        """Give the fault of a request."""
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
    """What is counted."""

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
        """Prepare what is kept between requests."""
        self._failed_before: dict[tuple[str, str], bool] = {}
        self._lost: dict[tuple[str, str], bool] = {}
        self.lock = Lock()

    def note(self, request: SeenRequest) -> None:
        """Count a request; called by the emulator's thread alone."""
        route = (request.method, request.path)
        self.requests += 1
        self.repeated += self._failed_before.get(route, False)
        self._failed_before[route] = request.fault is not None and request.fault.status is not None
        if request.fault is not None:
            self.faults[NAMES[id(request.fault)]] += 1
        if request.method == "POST" and isinstance(request.body, dict):
            was_lost = request.fault is not None and request.fault.status is not None and acted(request.fault)
            self._lost[request.path, str(request.body.get("name"))] = was_lost

    def created(self, route: str, name: str) -> None:
        """Count a create that ended well: whether it did so without the answer to its request."""
        with self.lock:
            self.settled += self._lost.get((route, name), False)
