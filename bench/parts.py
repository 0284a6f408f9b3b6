"""The cost of single parts: import, check and diff of a large version, a program's memory, the local API."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import psutil
from contenders import BENCH
from contenders.requests import at_once
from fleet import fleet
from pulumi_edgegap.app_version import AppVersionProvider
from service import serve

IMPORT = """
import time
begin = time.perf_counter()
import pulumi
between = time.perf_counter()
import pulumi_edgegap
pulumi_edgegap.App
print(time.perf_counter() - between, between - begin)
"""
MEMORY = """
import asyncio, sys, pulumi, psutil
sys.path.insert(0, {bench!r})
from fleet import fleet
from pulumi.runtime import mocks
asyncio.set_event_loop(asyncio.new_event_loop())

class Engine(mocks.Mocks):
    def call(self, args):
        return {{}}
    def new_resource(self, args):
        return args.name, args.inputs

mocks.set_mocks(Engine(), preview=True)
from pulumi_edgegap import AppVersion
outputs = AppVersion._outputs()

@pulumi.runtime.test
def program():
    for each in fleet({size}):
        given = {{**each.body, "app_name": "app"}}
        if {ours}:
            AppVersion(each.label, **given)
        else:
            pulumi.CustomResource("bench:index:Plain", each.label, {{**outputs, **given}})

before = psutil.Process().memory_info().rss
program()
print(psutil.Process().memory_info().rss - before)
"""


@dataclass(frozen=True)
class Parts:
    """The measured costs.

    Attributes:
        import_ms: The time of `import pulumi_edgegap` after `import pulumi`.
        pulumi_ms: The time of `import pulumi`.
        check_ms: The time of check for a version with 50 ports and 200 variables.
        diff_ms: The time of its diff, with one variable changed.
        check_to_json: The ratio of that check to `json.dumps` of its inputs.
        diff_to_json: The ratio of that diff to the same.
        memory: The ratio of the memory of a program's resources to that with `pulumi.CustomResource` alone.
        requests: The number of requests that the local API handles per second of one core.
    """

    import_ms: float
    pulumi_ms: float
    check_ms: float
    diff_ms: float
    check_to_json: float
    diff_to_json: float
    memory: float
    requests: float


def measure_parts() -> Parts:
    """Measure all parts."""
    program = _large_version()
    checked = _provider.check({}, program)
    assert not checked.failures
    state, other = _as_received(checked.inputs), _as_received(checked.inputs)
    other["envs"][100]["value"] = "b"
    assert _provider.diff("app/v1", state, other).changes
    check, diff, text = (
        _median_ms(step)
        for step in (
            lambda: _provider.check({}, program),
            lambda: _provider.diff("app/v1", state, other),
            lambda: json.dumps(program),
        )
    )
    imports = [_printed(IMPORT) for _ in range(9)]
    return Parts(
        import_ms=statistics.median(ours for ours, _ in imports) * 1000,
        pulumi_ms=statistics.median(pulumis for _, pulumis in imports) * 1000,
        check_ms=check,
        diff_ms=diff,
        check_to_json=check / text,
        diff_to_json=diff / text,
        memory=_memory(ours=True) / _memory(ours=False),
        requests=_requests(),
    )


_provider = AppVersionProvider()


def _large_version() -> dict[str, Any]:
    version = next(each.body for each in fleet(2) if each.app)
    ports = [{"port": 1000 + number, "protocol": "UDP", "name": f"p{number}"} for number in range(50)]
    envs = [{"key": f"K{number}", "value": "a"} for number in range(200)]
    return _as_received({**version, "app_name": "app", "ports": ports, "envs": envs})


def _as_received(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return properties as in the engine's protocol, where all numbers are floats."""
    return dict(json.loads(json.dumps(properties), parse_int=float))


def _median_ms(step: Callable[[], object], rounds: int = 300) -> float:
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        step()
        times.append(time.perf_counter() - begin)
    return statistics.median(times) * 1000


def _memory(*, ours: bool, size: int = 1000) -> float:
    return _printed(MEMORY.format(bench=str(BENCH), size=size, ours=ours))[0]


def _printed(code: str) -> list[float]:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return [float(word) for word in done.stdout.split()]


def _requests(number: int = 3000) -> float:
    with serve(0) as service, httpx.Client(base_url=service.url) as client:
        client.headers["Authorization"] = f"token {service.token}"
        api, objects = psutil.Process(service.pid), [*fleet(number)]
        before = sum(api.cpu_times()[:2])
        for has_app in (False, True):
            at_once(
                lambda each: client.post(each.collection, json=each.body).raise_for_status(),
                [each for each in objects if bool(each.app) is has_app],
            )
        return number / (sum(api.cpu_times()[:2]) - before)
