"""Compare the two faces on the CLI: the same resources as dynamic resources and with the plugin.

    PATH=<folder of pulumi>:$PATH python bench/faces.py [--write]

Each step runs with `--parallel 64` and without the package's rate limit, unless a row says otherwise. CPU
time is that of the provider and program processes, sampled while they run. `--write` rewrites the section of
docs/performance.md.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from contenders import BENCH, UNLIMITED
from pulumi import automation
from pulumi_edgegap.testing.engine import Engine, find_engine
from service import Service, serve

PAGE = BENCH.parent / "docs/performance.md"
SECTION = re.compile(r"## The two faces\n.*?(?=\n## |\Z)", re.DOTALL)
APPS = """
import os
{head}
from pulumi_edgegap import App
for number in range(int(os.environ["BENCH_SIZE"])):
    App(f"app-{{number}}", name=f"app-{{number}}")
"""
FACES = {"dynamic": "", "plugin": "from pulumi_edgegap import use_plugin\nuse_plugin()"}
PROCESSES = {
    "pulumi.dynamic": "provider",
    "pulumi-resource-edgegap": "provider",
    "language-python-exec": "program",
}


@dataclass(frozen=True)
class Row:
    """A figure of the plugin and of another contender, and the goal: the highest allowed ratio."""

    what: str
    goal: float | None
    other: float
    plugin: float


class Stack:
    """A program on the CLI."""

    def __init__(self, place: Path, engine: Engine, service: Service, size: int, program: str) -> None:
        (place / "project").mkdir(parents=True)
        (place / "project/__main__.py").write_text(program)
        runtime = f"{{name: python, options: {{virtualenv: '{sys.prefix}'}}}}"
        plugins = f"{{providers: [{{name: edgegap, path: '{sys.prefix}/bin'}}]}}"
        (place / "project/Pulumi.yaml").write_text(f"name: bench\nruntime: {runtime}\nplugins: {plugins}\n")
        environment = engine.environment(place) | {
            "EDGEGAP_API_URL": service.url,
            "EDGEGAP_API_TOKEN": service.token,
            "BENCH": str(BENCH),
            "PYTHONPATH": str(BENCH),
            "BENCH_SIZE": str(size),
            "BENCH_CHANGED": "0",
            "PULUMI_EXPERIMENTAL": "1",
            "PULUMI_SKIP_CHECKPOINTS": "true",
        }
        os.environ["PATH"] = environment["PATH"]
        opts = automation.LocalWorkspaceOptions(env_vars=environment)
        self._stack = automation.create_stack("bench", work_dir=str(place / "project"), opts=opts)

    def set(self, key: str, value: str) -> None:
        """Set a key of its configuration."""
        self._stack.set_config(key, automation.ConfigValue(value))

    def seconds(self, step: str) -> float:
        """Run a step and return the seconds it took."""
        began = time.monotonic()
        getattr(self._stack, step)(parallel=64)
        return time.monotonic() - began

    def state(self, kind: str) -> int:
        """Return the size in bytes of the first resource of a kind in the state."""
        resources = self._stack.export_stack().deployment["resources"]
        return len(json.dumps(next(each for each in resources if each["type"].endswith(kind))))


@contextmanager
def cpu(found: dict[str, float]) -> Iterator[None]:
    """Record the CPU seconds of provider and program processes that run during the block."""
    ended = threading.Event()
    seen: dict[int, tuple[str, float]] = {}

    def look() -> None:
        while not ended.wait(0.02):
            for process in psutil.Process().children(recursive=True):
                try:
                    command = " ".join(process.cmdline())
                    kind = next((kind for text, kind in PROCESSES.items() if text in command), None)
                    if kind:
                        times = process.cpu_times()
                        seen[process.pid] = kind, times.user + times.system
                except psutil.Error:
                    continue

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
    for kind, seconds in seen.values():
        found[kind] = found.get(kind, 0.0) + seconds


def measure(engine: Engine, rounds: int) -> Iterator[Row]:
    """Measure all rows: the minimum of several rounds, in which contenders take turns."""
    ups = _least(
        rounds, engine, 0.2, 300, lambda stack: {step: stack.seconds(step) for step in ("up", "destroy")}
    )
    yield Row("up of 300 apps, 0.2 s a call", 0.40, ups["dynamic"]["up"], ups["plugin"]["up"])
    yield Row("destroy of 300 apps, 0.2 s a call", 0.30, ups["dynamic"]["destroy"], ups["plugin"]["destroy"])
    yield from _thousand(engine, rounds)
    limited = _least(
        1, engine, 0.2, 300, lambda stack: {"up": stack.seconds("up")}, {"edgegap:requestsPerSecond": "30"}
    )
    yield Row(
        "up of 300 apps at the default rate of 30 requests a second",
        None,
        limited["dynamic"]["up"],
        limited["plugin"]["up"],
    )


def _thousand(engine: Engine, rounds: int) -> Iterator[Row]:
    found: dict[str, list[dict[str, float]]] = {}
    for _ in range(rounds):
        for name in ("edgegap", "plugin", "plain"):
            program = (BENCH / "programs" / name / "__main__.py").read_text()
            with serve(0.05) as service, tempfile.TemporaryDirectory() as place:
                stack = Stack(Path(place), engine, service, 1000, program)
                for key, value in UNLIMITED.items():
                    stack.set(key, value)
                stack.seconds("up")
                figures = {"refresh": stack.seconds("refresh")}
                with cpu(figures):
                    figures["preview"] = stack.seconds("preview")
                if name != "plain":
                    figures["state"] = stack.state("AppVersion")
                found.setdefault(name, []).append(figures)
    least = {name: {key: min(run[key] for run in runs) for key in runs[0]} for name, runs in found.items()}
    ours, dynamic = least["plugin"], least["edgegap"]
    yield Row(
        "refresh of 1,000, 50 ms a call, to a plain provider",
        0.16,
        least["plain"]["refresh"],
        ours["refresh"],
    )
    yield Row("provider CPU of a preview of 1,000", 0.70, dynamic["provider"], ours["provider"])
    yield Row("program CPU of the same", 1.00, dynamic["program"], ours["program"])
    yield Row("kilobytes of state of one AppVersion", 1.00, dynamic["state"] / 1000, ours["state"] / 1000)


def _least(
    rounds: int,
    engine: Engine,
    latency: float,
    size: int,
    run: Callable[[Stack], dict[str, float]],
    settings: dict[str, str] = UNLIMITED,
) -> dict[str, dict[str, float]]:
    found: dict[str, list[dict[str, float]]] = {face: [] for face in FACES}
    for _ in range(rounds):
        for face, head in FACES.items():
            with serve(latency) as service, tempfile.TemporaryDirectory() as place:
                stack = Stack(Path(place), engine, service, size, APPS.format(head=head))
                for key, value in settings.items():
                    stack.set(key, value)
                found[face].append(run(stack))
    return {face: {key: min(each[key] for each in runs) for key in runs[0]} for face, runs in found.items()}


def section(rows: list[Row]) -> str:
    """Return the section of docs/performance.md."""
    lines = "".join(
        f"| {row.what} | {f'≤ {row.goal:.2f}' if row.goal else ''} | {row.plugin / row.other:.2f} | "
        f"{row.other:.2f} | {row.plugin:.2f} |\n"
        for row in rows
    )
    return (
        "## The two faces\n\nWritten by `python bench/faces.py --write`: the plugin compared with dynamic resources (in the "
        "third row: with the plain dynamic provider) on the CLI, with `--parallel 64` and without the package's rate limit "
        "unless noted; the lowest of alternating rounds, in seconds except for the state.\n\n"
        f"|  | goal | plugin to other | other | plugin |\n| --- | --- | --- | --- | --- |\n{lines}"
    )


def main() -> None:
    """Measure and print, and with `--write` write the section."""
    engine: Any = find_engine()
    if engine is None:
        sys.exit("There is no `pulumi` on PATH: the local engine serves only dynamic resources.")
    rows = []
    for row in measure(engine, rounds=2):
        print(
            f"{row.plugin / row.other:.2f} (≤ {row.goal}) {row.what}: {row.other:.2f} -> {row.plugin:.2f}",
            flush=True,
        )
        rows.append(row)
    if "--write" in sys.argv:
        page = PAGE.read_text()
        text = section(rows)
        PAGE.write_text(
            SECTION.sub(lambda _: text, page) if SECTION.search(page) else f"{page.rstrip()}\n\n{text}"
        )


if __name__ == "__main__":
    main()
