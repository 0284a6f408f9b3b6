"""The bench: compare this package with raw requests, a plain provider and curl, on the same data in one run.

    python bench/performance.py [--sizes 10,100] [--latencies 0,50] [--most-waiting 15] [--write]

`make bench` runs everything, which takes some hours, and writes docs/performance.md and its plots.
`--most-waiting` leaves out tracks whose latency alone makes a step too long.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from contenders import THREADS, Contender
from contenders.program import program
from contenders.requests import curl, raw
from contenders.server import bare_inputs, edgegap_inputs, server
from measure import Figures, measure
from page import write
from parts import measure_parts
from pulumi_edgegap.testing.engine import find_engine
from results import ALONE, BARE, IDLE, LIMIT, OURS, PLAIN, Cell, Results
from start import measure_start

CONTENDERS: dict[str, Contender] = {
    LIMIT: raw,
    BARE: server(bare_inputs),
    ALONE: server(edgegap_inputs),
    IDLE: program("idle"),
    OURS: program("edgegap"),
    PLAIN: program("plain"),
    "curl": curl,
}
SIZES = (10, 100, 1000, 5000)
LATENCIES = (0, 50, 200)
MOST_SECONDS = 200
"""A contender is left out if a step is expected to take longer, based on smaller sizes."""


def main() -> None:
    """Run the tracks that the command line selects."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sizes", type=_numbers, default=SIZES, help="numbers of objects")
    parser.add_argument("--latencies", type=_numbers, default=LATENCIES, help="milliseconds of the API")
    parser.add_argument(
        "--most-waiting", type=float, default=float("inf"), help="seconds that the API may take for one step"
    )
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    wanted = parser.parse_args()
    engine = find_engine()
    results = Results()
    parts = measure_parts()
    starts = [*measure_start()]
    print(parts, starts, flush=True)
    for latency in wanted.latencies:
        for size in wanted.sizes:
            if size * latency / 1000 / THREADS > wanted.most_waiting:
                continue
            for name, contender in CONTENDERS.items():
                asks_nobody = name == IDLE and latency != wanted.latencies[0]
                if asks_nobody or results.expected(name, size, latency) > MOST_SECONDS:
                    continue
                for step, figures in measure(contender, size, latency / 1000, engine):
                    results[Cell(name, size, latency, step)] = figures
                    print(_line(name, size, latency, step, figures), flush=True)
            if wanted.write:
                write(results, parts, starts, engine.version if engine else "")


def _line(name: str, size: int, latency: int, step: str, figures: Figures) -> str:
    said = figures.failure or (
        f"{figures.seconds:8.2f} s {figures.requests:6} requests {figures.memory:6.0f} MiB {figures.state:9} bytes"
    )
    return f"{latency:4} ms {size:5} {name:15} {step:16} {said}"


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(each) for each in text.split(","))


if __name__ == "__main__":
    main()
