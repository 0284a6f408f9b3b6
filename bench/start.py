"""Measure the start of program and provider in a preview, with and without this package.

    python bench/start.py [--write]

Each figure is the CPU time of a whole process: the minimum of several runs, in which contenders take turns.
Bytecode is cached, as after a first run. `--write` rewrites the section of docs/performance.md.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import psutil
from contenders import BENCH
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import provider_pb2 as grpc
from pulumi_edgegap import AppVersion
from support.declared import VERSION
from support.life import DynamicServer, as_sent, sent

ROUNDS = 15
PAGE = BENCH.parent / "docs/performance.md"
SECTION = re.compile(r"## The first preview\n.*?(?=\n## |\Z)", re.DOTALL)
CLASSES = "App, AppVersion, EndpointStorage, PullProfile, PullProfileLink"
PORTS = [{"port": 7777, "protocol": "UDP", "name": "game"}]
PROGRAM = """
import asyncio, pulumi
from pulumi.runtime import mocks

class Engine(mocks.Mocks):
    def call(self, args):
        return {{}}
    def new_resource(self, args):
        return args.name, args.inputs

asyncio.set_event_loop(asyncio.new_event_loop())
mocks.set_mocks(Engine(), preview=True)
{head}

@pulumi.runtime.test
def program():
    app = {app}
    {version}

program()
"""
GIVEN = {key: value for key, value in VERSION.items() if key != "app_name"} | {"ports": PORTS}
OURS = PROGRAM.format(
    head="import pulumi_edgegap as edgegap",
    app='edgegap.App("arena")',
    version=f'edgegap.AppVersion("v1", app_name=app.name, **{GIVEN!r})',
)
PLAIN = PROGRAM.format(
    head="",
    app='pulumi.CustomResource("bench:index:App", "arena", {"name": "arena", "is_active": True, "image": "x"})',
    version=f'pulumi.CustomResource("bench:index:Version", "v1", {{"app_name": app.id, **{GIVEN!r}}})',
)


@dataclass(frozen=True)
class Start:
    """One part of a first preview.

    Attributes:
        what: The part, and what it is compared with.
        goal: The highest allowed ratio.
        least: The CPU time without this package, in milliseconds.
        ours: The CPU time with it.
    """

    what: str
    goal: float
    least: float
    ours: float


def measure_start() -> Iterator[Start]:
    """Measure all parts."""
    with tempfile.TemporaryDirectory() as cache:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment |= {"PYTHONPYCACHEPREFIX": cache, "PYTHONPATH": str(BENCH)}
        ours = f"import pulumi_edgegap\nfrom pulumi_edgegap import {CLASSES}"
        yield Start(
            "import of the package's classes, to `import pulumi`",
            1.10,
            *_turns(_code("import pulumi", environment), _code(ours, environment)),
        )
        yield Start(
            "process of a program, to the same with `pulumi.CustomResource`",
            1.10,
            *_turns(_code(PLAIN, environment), _code(OURS, environment)),
        )
        bare = sent({**GIVEN, "__provider": _bare()})
        version = as_sent(AppVersion, VERSION | {"ports": PORTS})
        yield Start(
            "process of the provider up to its first check and diff, to the smallest dynamic provider",
            1.25,
            *_turns(_provider(bare, environment), _provider(version, environment)),
        )


def section(starts: list[Start]) -> str:
    """Return the section of docs/performance.md."""
    rows = "".join(
        f"| {each.what} | ≤ {each.goal:.2f} | {each.ours / each.least:.2f} | {each.least:.0f} | {each.ours:.0f} |\n"
        for each in starts
    )
    return (
        "## The first preview\n\nWritten by `python bench/start.py --write`: CPU time of whole processes, the lowest of "
        f"{ROUNDS} alternating runs.\n\n|  | goal | measured | ms without | ms with |\n| --- | --- | --- | --- | --- |\n{rows}"
    )


def _turns(least: Callable[[], float], ours: Callable[[], float]) -> tuple[float, float]:
    least(), ours()  # compile the bytecode
    runs = [(least(), ours()) for _ in range(ROUNDS)]
    return min(each for each, _ in runs) * 1000, min(each for _, each in runs) * 1000


def _code(code: str, environment: Mapping[str, str]) -> Callable[[], float]:
    def run() -> float:
        process = subprocess.Popen([sys.executable, "-c", code], env=environment)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0
        return used.ru_utime + used.ru_stime

    return run


def _provider(news: Struct, environment: Mapping[str, str]) -> Callable[[], float]:
    def run() -> float:
        server = DynamicServer({}, environment)
        checked = server.stub.Check(grpc.CheckRequest(news=news))
        assert not checked.failures
        server.stub.Diff(grpc.DiffRequest(id="arena/1.0.0", olds=checked.inputs, news=checked.inputs))
        times = psutil.Process(server.process.pid).cpu_times()
        server.stop()
        return float(times.user + times.system)

    return run


def _bare() -> str:
    from bare_provider import NOTHING

    return NOTHING


if __name__ == "__main__":
    found = []
    for start in measure_start():
        print(f"{start.ours / start.least:.3f} (≤ {start.goal}) {start.what}", flush=True)
        found.append(start)
    if "--write" in sys.argv:
        PAGE.write_text(SECTION.sub(lambda _: section(found), PAGE.read_text()))
