"""A soak test: run a small organization for some minutes on a service that fails a quarter of all requests.

Programs of some dozens of objects change at random, and an operator runs `up` until it succeeds. As with the
engine, each `up` has a new provider process (`python -m pulumi.dynamic`) and four threads, and respects the
order of the objects; some of the processes are killed. In the end the faults are switched off, and after one
more `up` and a refresh the state and the API must be equal, field by field.

    python bench/soak.py --minutes 3 --seed 7 [--write]

The same seed gives the same programs, and the same faults for the n-th request of a route. The order of the
threads is not determined.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from random import Random
from threading import Event, Timer

import grpc
import reliability
import soak_program as programs
from faults import RandomFaults, Tally
from pulumi_edgegap.emulator import Emulator
from soak_program import Program
from support.life import DynamicServer, Life

THREADS = 4
MOST_UPS = 40  # the most failures in a row until a program counts as stuck
ALREADY_EXISTS = re.compile(r"[Aa]dopt it with `adopt=True`")
KNOWN_FAILURE = re.compile(r"pulumi_edgegap\.ResourceError: \w+ '[^\n]*\.\n?")


class Operator:
    """Runs one program against one organization, like the engine and a patient operator."""

    def __init__(self, config: dict[str, str], tally: Tally, chance: Random) -> None:
        """Create an empty stack."""
        self.lives: dict[str, Life] = {}
        self._config, self._tally, self._chance = config, tally, chance
        self._adopting: set[str] = set()
        self._starter = ThreadPoolExecutor(1)
        self._next = self._starter.submit(DynamicServer, config)
        self._killed = Event()

    def stop(self) -> None:
        """Stop the next provider process, which was started in advance."""
        self._next.result().stop()
        self._starter.shutdown()

    def run_until_success(self, program: Program, *, refresh: bool = False, kills: bool = True) -> None:
        """Run `up` or a refresh until it succeeds."""
        for again in range(MOST_UPS):
            self._tally.ups += 1
            self._tally.ups_again += again > 0
            failures = self._with_process(program, refresh, kills)
            if not failures:
                break
            for name, text in failures.items():
                self._adopting |= {name} if ALREADY_EXISTS.search(text) else set()
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
            self._tally.adopted += server.stop().count("already existed and was adopted")

    def _kill(self, server: DynamicServer) -> None:
        self._tally.kills += 1
        self._killed.set()
        server.process.kill()

    def changes(self, program: Program) -> list[str]:
        """Run a preview and return the objects that would change."""
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
        if ALREADY_EXISTS.search(text):
            self._tally.failed["the object already exists"] += 1
        elif KNOWN_FAILURE.fullmatch(text):
            self._tally.failed["the service failed"] += 1
        elif self._killed.is_set():
            self._tally.failed["the provider was killed"] += 1
        else:
            self._differs(f"{name} failed in an unknown way: {text}")


def in_order(needs: Mapping[str, Iterable[str]], act: Callable[[str], None], over: Event) -> dict[str, str]:
    """Act on every name, four at once, each after its dependencies, until `over`; return the failures."""
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
    """Run the soak for some minutes and return the counts."""
    chance, tally, faults = Random(seed), Tally(), RandomFaults(seed)
    with Emulator() as emulator:
        emulator.on_request, emulator.choose_fault = tally.note, faults
        config = {
            "edgegap:apiToken": emulator.token,
            "edgegap:apiUrl": emulator.url,
            "edgegap:maxWait": "0.02",
            "edgegap:timeout": "2",
            "edgegap:requestsPerSecond": "1000",
        }
        api, program, operator = emulator.organization(), Program(chance), Operator(config, tally, chance)
        end = time.monotonic() + minutes * 60
        while time.monotonic() < end and not tally.differences:
            program.change()
            programs.push_tags(api, program)
            programs.make_foreign(api, program, set(operator.lives), chance)
            operator.run_until_success(program)
            if chance.random() < 0.35:
                tally.drifts += programs.change_by_hand(api, program, chance)
                operator.run_until_success(program, refresh=True)
                operator.run_until_success(program)
        faults.on = False
        programs.push_tags(api, program)
        operator.run_until_success(program, kills=False)
        operator.run_until_success(program, refresh=True, kills=False)
        tally.objects = len(operator.lives)
        tally.differences += programs.differences(api, program, operator.lives)
        tally.differences += [f"{name}: a preview shows changes" for name in operator.changes(program)]
        operator.stop()
    return tally


def main() -> int:
    """Run the soak and print its table, and with `--write` write the page."""
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
