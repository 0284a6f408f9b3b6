"""Live display of an operation in a terminal."""

from __future__ import annotations

import time

from pulumi.automation import OpType
from pulumi_safe_io.terminal import Terminal
from rich.live import Live
from rich.table import Table

from .display import BEGUN
from .events import Event, Progress
from .steps import Step
from .urns import name_of


class LiveDisplay:
    """Prints lines, with the running steps below them. Respects NO_COLOR."""

    def __init__(self) -> None:
        self._console = Terminal()
        self._running: dict[Step, float] = {}
        self._live = Live(get_renderable=self._table, console=self._console, transient=True)
        self._live.start()

    def __call__(self, event: Event) -> None:
        """Track the running steps."""
        if isinstance(event, Progress) and event.state == "began" and event.step.op != OpType.SAME:
            self._running[event.step] = time.monotonic()
        elif isinstance(event, Progress):
            self._running.pop(event.step, None)

    def write(self, line: str) -> None:
        """Print a line, except that a step began: the table of running steps shows that."""
        if not line.endswith(BEGUN):
            start = line.strip()
            style = {"+": "green", "-": "red", "~": "yellow"}.get(start[:1], "")
            style = "red" if start.startswith("error:") else style
            self._console.print(line, style=style, soft_wrap=True)

    def close(self) -> None:
        """Release the terminal."""
        self._live.stop()

    def _table(self) -> Table:
        table = Table(box=None, pad_edge=False, show_header=False)
        for step, started in list(self._running.items()):
            seconds = time.monotonic() - started
            table.add_row(f"    {step.op.value} {step.resource.type} {name_of(step.urn)} ({seconds:.1f}s)")
        return table
