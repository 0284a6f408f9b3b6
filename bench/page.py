"""docs/performance.md, written by the bench."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path

from parts import Parts
from plots import plot
from results import OURS, PLAIN, STEPS, Cell, Results, goals
from start import Start, section

FOLDER = Path(__file__).parents[1] / "docs"
FILE = FOLDER / "performance.md"

HEAD = """# Performance

`make bench` writes this page. All figures come from one run, with all contenders side by side on the same data.

A track is a number of objects (an app, 99 versions of it, the next app, ...) and a latency of the API, which is the local
Edgegap API in another process. The contenders:

- **raw httpx**: one client, four threads, one request for each object. Nothing that sends one request for each object, four at a
  time, as the SDK's dynamic-provider server does, can be faster. It has no state and compares nothing.
- **bare provider**: a dynamic provider that only sends a given text, with one shared client, in the SDK's dynamic-provider server,
  called over gRPC as the engine calls it.
- **provider alone**: this package in the same server, called in the same way.
- **idle provider**: a program whose provider sends no request, as a whole command on the engine. Its time is that of the engine
  and the SDK.
- **pulumi-edgegap**: a program with this package, as a whole command on the engine.
- **plain provider**: the same with a dynamic provider as tutorials write it, with a new client for each call.
- **curl**: a process for each object, four at a time, as in a script. A script has no state, so a change of 1 % sends everything.

The package's limit of 30 requests a second (`edgegap:requestsPerSecond`) is lifted, and the engine writes its state only at the end
(`PULUMI_SKIP_CHECKPOINTS`): each of them would hide everything else.
"""


def write(results: Results, parts: Parts, starts: list[Start], engine: str) -> None:
    """Write the page and its plots."""
    page = [HEAD, _run(engine), "## Goals\n\n" + _goals(results, parts), section(starts)]
    for latency in results.latencies:
        name = f"performance-{latency}ms.svg"
        plot(results, latency, FOLDER / name)
        page.append(f"## Latency of {latency} ms\n\n![Seconds by number of objects]({name})\n")
        page.append(_times(results, latency))
    page.append("## Requests, memory, state\n\n" + _costs(results))
    FILE.write_text("\n".join(page))


def _run(engine: str) -> str:
    where = f"Pulumi CLI {engine}" if engine else "the local engine, since there was no Pulumi CLI"
    packages = ", ".join(
        f"{name} {version(name)}" for name in ("pulumi-edgegap", "pulumi", "httpx", "pydantic")
    )
    return (
        f"{datetime.now(timezone.utc):%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()}, {packages}; "
        f"programs ran on {where}.\n"
    )


def _goals(results: Results, parts: Parts) -> str:
    rows = [
        (goal.text, goal.promise, _number(goal.measured), goal.verdict, _number(goal.bound))
        for goal in goals(results, parts)
    ]
    explained = (
        f"The bound is the same figure with the bare or the idle provider. A `json.dumps` measured beside them shows how fast "
        f"this machine was: check took {parts.check_to_json:.1f} and diff {parts.diff_to_json:.1f} times as long, "
        f"and `import pulumi` alone took {parts.pulumi_ms:.0f} ms.\n\n"
    )
    return explained + _table(("", "goal", "measured", "", "bound"), rows)


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:,.2f}" if value < 100 else f"{value:,.0f}"


def _times(results: Results, latency: int) -> str:
    sizes = results.sizes
    rows = []
    for step in STEPS:
        for contender in results.contenders:
            cells = [Cell(contender, size, latency, step) for size in sizes]
            if any(cell in results for cell in cells):
                rows.append((step, contender, *(_time(results, cell) for cell in cells)))
    explained = (
        "Seconds, with the ratio to raw httpx in brackets, and the growth from the previous column after ↑. "
        "Cells without a figure would take minutes, and were not run. "
        "The idle provider ran once, without latency.\n\n"
    )
    return explained + _table(("step", "contender", *(f"{size:,}" for size in sizes)), rows)


def _time(results: Results, cell: Cell) -> str:
    if cell not in results:
        return "-"
    seconds = results.seconds(cell)
    if seconds is None:
        return results[cell].failure
    ratio = results.to_limit(cell)
    smaller = [size for size in results.sizes if size < cell.size]
    growth = results.ratio(cell, cell._replace(size=smaller[-1])) if smaller else None
    return (
        f"{seconds:.2f}"
        + (f" ({ratio:.2f} x)" if ratio is not None else "")
        + (f" ↑{growth:.1f}" if growth is not None else "")
    )


def _costs(results: Results) -> str:
    latency = results.latencies[0]
    rows = []
    for size in results.sizes:
        for contender in (OURS, PLAIN):
            figures = {
                step: results[cell]
                for step in ("preview", "up", "refresh", "up, 1 % changed")
                if (cell := Cell(contender, size, latency, step)) in results and not results[cell].failure
            }
            if "up, 1 % changed" in figures:
                rows.append(
                    (
                        f"{size:,}",
                        contender,
                        *(f"{figures[step].requests:,}" for step in ("up", "refresh", "up, 1 % changed")),
                        f"{max(each.memory for each in figures.values()):.0f}",
                        f"{figures['up'].state / size:,.0f}",
                    )
                )
    return _table(
        (
            "objects",
            "contender",
            "requests of up",
            "of refresh",
            "of up, 1 % changed",
            "MiB of program and provider, peak",
            "bytes of state per object",
        ),
        rows,
    )


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    columns = list(head)
    lines = [columns, ["---"] * len(columns), *(list(row) for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
