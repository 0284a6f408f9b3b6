"""A soak: a small organisation lives for some minutes behind a service that fails a quarter of all requests.

Programs of some dozens of objects change at random, and an operator runs `up` until it ends well. Each `up` has a
provider process of its own (`python -m pulumi.dynamic`), four threads at once and the order of the objects,
as with the engine; some of the processes are killed on the way. In the end the faults are switched off, and
after one more `up` and a refresh the state and the API have to be equal, field by field.

    python bench/soak.py --minutes 3 --seed 7 [--write]

The same seed makes the same programs and the same faults for the n-th request of one route. Which thread asks
first is up to the machine.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from random import Random
from threading import Event, Lock, Timer

import grpc
import reliability
import soak_program as programs
from pulumi_edgegap.emulator import Emulator, Fault, SeenRequest
from soak_program import Program
from support.life import DynamicServer, Life

THREADS = 4
MOST_UPS = 40  # until a program that does not come through counts as stuck
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
STANDS_THERE = re.compile(r"already exists|stood there before|and what stands there now differs")
KNOWN_FAILURE = re.compile(r"pulumi_edgegap\.ResourceError: \w+ '[^\n]*\.\n?")


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


class Operator:
    """Runs one program against one organisation, as the engine and a patient operator do together."""

    def __init__(self, config: dict[str, str], tally: Tally, chance: Random) -> None:
        """Make a stack that is empty."""
        self.lives: dict[str, Life] = {}
        self._config, self._tally, self._chance = config, tally, chance
        self._adopting: set[str] = set()
        self._starter = ThreadPoolExecutor(1)
        self._next = self._starter.submit(DynamicServer, config)
        self._killed = Event()

    def stop(self) -> None:
        """End the process that waits for its turn."""
        self._next.result().stop()
        self._starter.shutdown()

    def until_well(self, program: Program, *, refresh: bool = False, kills: bool = True) -> None:
        """Run `up`, or a refresh, again and again until it ends well."""
        for again in range(MOST_UPS):
            self._tally.ups += 1
            self._tally.ups_again += again > 0
            failures = self._with_process(program, refresh, kills)
            if not failures:
                break
            for name, text in failures.items():
                self._adopting |= {name} if STANDS_THERE.search(text) else set()
                if name:
                    self._count_failure(name, text)
        else:
            self._tally.differences.append(f"stuck: {failures}")
        self._adopting.clear()

    def _with_process(self, program: Program, refresh: bool, kills: bool) -> dict[str, str]:
        server, self._next = self._next.result(), self._starter.submit(DynamicServer, self._config)
        self._killed.clear()
        killer = Timer(self._chance.uniform(0.05, 0.8), self._kill, [server])
        if kills and self._chance.random() < 0.2:
            killer.start()
        for life in self.lives.values():
            life.server = server
        try:
            return self._refresh() if refresh else self._up(program, server)
        finally:
            killer.cancel()
            if killer.ident is not None:
                killer.join()
            self._tally.adopted += server.stop().count("existed already and was adopted")

    def _kill(self, server: DynamicServer) -> None:
        self._tally.kills += 1
        self._killed.set()
        server.process.kill()

    def changes(self, program: Program) -> list[str]:
        """Preview once more, and give the objects that would change."""
        server = self._next.result()
        for life in self.lives.values():
            life.server = server
        return [name for name, life in self.lives.items() if life.changes(**program.inputs(name))]

    def _up(self, program: Program, server: DynamicServer) -> dict[str, str]:
        for name, slot in program.wanted.items():
            self.lives.setdefault(name, Life(server, slot.kind))
        failures = in_order(
            {name: slot.parents for name, slot in program.wanted.items()},
            lambda name: self._make(name, program),
            self._killed,
        )
        self.lives = {name: life for name, life in self.lives.items() if life.id or name in program.wanted}
        gone = [name for name in self.lives if name not in program.wanted]
        children = {name: [child for child in gone if name in programs.SLOTS[child].parents] for name in gone}
        if not failures:
            failures = in_order(children, self._delete, self._killed)
        self.lives = {name: life for name, life in self.lives.items() if life.id}
        return failures

    def _make(self, name: str, program: Program) -> None:
        life, slot, inputs = self.lives[name], program.wanted[name], program.inputs(name)
        is_new, before = not life.id, life.state
        if is_new and name in self._adopting and slot.adoptable:
            life.up(**inputs, adopt=True)
            step = "create, adopting"
        else:
            life.up(**inputs)
            step = "create" if is_new else "update" if life.state is not before else "same"
        if step == "create" and slot.route:
            self._tally.created(slot.route, slot.name)
        self._count(step)
        if life.changes(**inputs):
            self._differs(f"{name}: a preview after {step} shows changes")

    def _delete(self, name: str) -> None:
        life = self.lives[name]
        life.destroy()
        life.id = ""
        self._count("delete")

    def _refresh(self) -> dict[str, str]:
        def read(name: str) -> None:
            self.lives[name].refresh()
            self._count("refresh")

        failures = in_order(dict.fromkeys(self.lives, ()), read, self._killed)
        self.lives = {name: life for name, life in self.lives.items() if life.id}
        return failures

    def _count(self, step: str) -> None:
        with self._tally.lock:
            self._tally.steps[step] += 1

    def _differs(self, what: str) -> None:
        with self._tally.lock:
            self._tally.differences.append(what)

    def _count_failure(self, name: str, text: str) -> None:
        if STANDS_THERE.search(text):
            self._tally.failed["another one stands there"] += 1
        elif KNOWN_FAILURE.fullmatch(text):
            self._tally.failed["the service failed"] += 1
        elif self._killed.is_set():
            self._tally.failed["the provider was killed"] += 1
        else:
            self._differs(f"{name} failed in an unknown way: {text}")


def in_order(needs: Mapping[str, Iterable[str]], act: Callable[[str], None], over: Event) -> dict[str, str]:
    """Act on every name, four at once, each after those that it needs, until it is over; give the failures."""
    waiting = {name: set(others) & needs.keys() for name, others in needs.items()}
    failures: dict[str, str] = {}
    running: dict[Future[None], str] = {}
    with ThreadPoolExecutor(THREADS) as pool:
        while True:
            if over.is_set() and waiting:
                waiting.clear()
                failures[""] = "not begun, since the provider was killed"
            free = [name for name, others in waiting.items() if not others]
            for name in free[: THREADS - len(running)]:
                running[pool.submit(act, name)] = name
                del waiting[name]
            if not running:
                return failures
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                name = running.pop(future)
                error = future.exception()
                if error is None:
                    for others in waiting.values():
                        others.discard(name)
                else:
                    failures[name] = str(error.details() if isinstance(error, grpc.RpcError) else repr(error))


def soak(minutes: float, seed: int) -> Tally:
    """Let the organisation live for so long, and count."""
    chance, tally, weather = Random(seed), Tally(), Weather(seed)
    with Emulator() as emulator:
        emulator.on_request, emulator.choose_fault = tally.note, weather
        config = {
            "edgegap:apiToken": emulator.token,
            "edgegap:apiUrl": emulator.url,
            "edgegap:maxWait": "0.02",
            "edgegap:timeout": "2",
            "edgegap:requestsPerSecond": "1000",
        }
        api, program, operator = emulator.organisation(), Program(chance), Operator(config, tally, chance)
        end = time.monotonic() + minutes * 60
        while time.monotonic() < end and not tally.differences:
            program.change()
            programs.push_tags(api, program)
            programs.make_foreign(api, program, set(operator.lives), chance)
            operator.until_well(program)
            if chance.random() < 0.35:
                tally.drifts += programs.change_by_hand(api, program, chance)
                operator.until_well(program, refresh=True)
                operator.until_well(program)
        weather.on = False
        programs.push_tags(api, program)
        operator.until_well(program, kills=False)
        operator.until_well(program, refresh=True, kills=False)
        tally.objects = len(operator.lives)
        tally.differences += programs.differences(api, program, operator.lives)
        tally.differences += [f"{name}: a preview shows changes" for name in operator.changes(program)]
        operator.stop()
    return tally


def main() -> int:
    """Run the soak, print its table, and write the document where that is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument(
        "--write", action="store_true", help="run the fault matrix too, and write docs/reliability.md"
    )
    options = parser.parse_args()
    print(f"Soaking for {options.minutes:g} minutes with --seed {options.seed} ...", flush=True)
    tally = soak(options.minutes, options.seed)
    table = reliability.soak_table(tally)
    print(table)
    for difference in tally.differences:
        print(f"DIFFERENCE: {difference}")
    kept = not tally.differences
    if options.write:
        kept &= reliability.write(table, f"{options.minutes:g} minutes, seed {options.seed}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
