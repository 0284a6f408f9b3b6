"""An operation on a terminal: a table that changes while steps run, then what there is to read."""

from __future__ import annotations

import time
from collections.abc import Iterator

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from . import _steps as ops
from ._display import SIGNS, changed_names, closing, diagnostics, done, headline, property_lines
from ._events import Began, Ended, Event, Failed, Message, Outcome
from ._steps import Step
from ._urns import name_of

_COLORS = {
    ops.CREATE: "green",
    ops.CREATE_REPLACEMENT: "green",
    ops.UPDATE: "yellow",
    ops.REPLACE: "magenta",
    ops.DELETE: "red",
    ops.DELETE_REPLACED: "red",
    ops.READ: "cyan",
}


class LiveDisplay:
    """Shows events with rich. It obeys NO_COLOR.

    Args:
        title: What is going on.
        diff: Show properties at the end.
        dry_run: Nothing is really done.
    """

    def __init__(self, title: str, *, diff: bool, dry_run: bool) -> None:
        self._console = Console(highlight=False)
        self._title, self._diff, self._dry_run = title, diff, dry_run
        self._running: dict[Step, float] = {}
        self._done: dict[Step, str] = {}
        self._messages: list[Message] = []
        self._live = Live(
            get_renderable=self._table, console=self._console, transient=True, refresh_per_second=10
        )
        self._live.start()

    def __call__(self, event: Event) -> None:
        """Show an event."""
        if isinstance(event, Began):
            self._running[event.step] = time.monotonic()
        elif isinstance(event, (Ended, Failed)):
            self._running.pop(event.step, None)
            word = "failed" if isinstance(event, Failed) else self._word(event)
            self._done.setdefault(event.step, word)
        elif isinstance(event, Message):
            self._message(event)
        else:
            self._finish(event)

    def close(self) -> None:
        """Give the terminal back."""
        self._live.stop()

    def _word(self, event: Ended) -> str:
        op = event.step.found if event.step.op == ops.REFRESH else event.step.op
        if op in (ops.SAME, ops.REMOVE_PENDING_REPLACE):
            return ""
        return op if self._dry_run else f"{done(event.step)} ({event.seconds:.2f}s)"

    def _message(self, message: Message) -> None:
        if message.severity == "debug":
            return
        self._messages.append(message)
        if message.urn == "" and message.severity.startswith("info"):
            self._console.print(Text(f"    {message.text}", style="dim"))

    def _table(self) -> Table:
        table = Table(box=None, pad_edge=False, show_header=False)
        table.add_row(Text(self._title, style="bold"))
        for step, word in list(self._done.items())[-30:]:
            if word:
                table.add_row(self._line(step, word))
        now = time.monotonic()
        for step, started in list(self._running.items()):
            if step.op != ops.SAME:
                table.add_row(self._line(step, f"... {now - started:.1f}s"))
        return table

    def _line(self, step: Step, word: str) -> Text:
        op = step.found if step.op == ops.REFRESH else step.op
        text = Text(f" {SIGNS.get(op, '  ')} ", style=_COLORS.get(op, ""))
        text.append(step.resource.type, style="dim")
        text.append(f" {name_of(step.urn)} ")
        return text.append(
            f"{word}{changed_names(step)}", style="red" if word == "failed" else _COLORS.get(op, "")
        )

    def _finish(self, outcome: Outcome) -> None:
        self._live.stop()
        self._console.print(Text(self._title, style="bold"))
        for line in self._text(outcome):
            style = {"+": "green", "-": "red", "~": "yellow"}.get(line.strip()[:1], "")
            error = line.strip().startswith("error:")
            self._console.print(Text(line, style="red" if error else style), soft_wrap=True)

    def _text(self, outcome: Outcome) -> Iterator[str]:
        for step, word in self._done.items():
            if word:
                yield f"{headline(step)} {word}{'' if self._diff else changed_names(step)}"
                if (
                    self._diff
                    and word != "failed"
                    and step.op not in (ops.CREATE_REPLACEMENT, ops.DELETE_REPLACED)
                ):
                    yield from property_lines(step, dry_run=self._dry_run)
        yield from diagnostics(self._messages)
        yield from closing(outcome, dry_run=self._dry_run)
