"""The results of a bench by cell, and the goals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from measure import Figures
from parts import Parts

LIMIT, BARE, ALONE = "raw httpx", "bare provider", "provider alone"
IDLE, OURS, PLAIN = "idle provider", "pulumi-edgegap", "plain provider"
STEPS = ("preview", "up", "refresh", "up, 1 % changed", "up, all changed", "destroy")


class Cell(NamedTuple):
    """One step of one contender on one track; `latency` is in milliseconds."""

    contender: str
    size: int
    latency: int
    step: str


class Results(dict[Cell, Figures]):
    """The figures of all cells that ran."""

    def seconds(self, cell: Cell) -> float | None:
        """Return the time of a cell, or None if it did not complete."""
        figures = self.get(cell)
        return None if figures is None or figures.failure else figures.seconds

    def ratio(self, cell: Cell, other: Cell) -> float | None:
        """Return the ratio of a cell's time to another's."""
        mine, base = self.seconds(cell), self.seconds(other)
        return mine / base if mine is not None and base else None

    def to_limit(self, cell: Cell) -> float | None:
        """Return the ratio of a cell's time to that of raw requests for the same step."""
        return self.ratio(cell, cell._replace(contender=LIMIT))

    def expected(self, contender: str, size: int, latency: int) -> float:
        """Return the expected seconds of the longest step, based on the next smaller size that ran."""
        slowest: dict[int, float] = {}
        for cell, figures in self.items():
            if (cell.contender, cell.latency) == (contender, latency) and cell.size < size:
                slowest[cell.size] = max(slowest.get(cell.size, 0.0), figures.seconds)
        return slowest[max(slowest)] * size / max(slowest) if slowest else 0.0

    @property
    def contenders(self) -> list[str]:
        """The contenders, in the order they ran."""
        return list(dict.fromkeys(cell.contender for cell in self))

    @property
    def sizes(self) -> list[int]:
        """The numbers of objects, smallest first."""
        return sorted({cell.size for cell in self})

    @property
    def latencies(self) -> list[int]:
        """The latencies, lowest first."""
        return sorted({cell.latency for cell in self})


@dataclass(frozen=True)
class Goal:
    """A performance goal and the measured value.

    Attributes:
        text: The goal.
        most: The maximum, or with `is_least` the minimum.
        measured: The measured value; None if the bench did not run that far.
        bound: The value of the bare or idle provider, which cannot be improved.
    """

    text: str
    most: float
    measured: float | None
    bound: float | None = None
    is_least: bool = False

    @property
    def promise(self) -> str:
        """The limit as text."""
        return f"{'≥' if self.is_least else '≤'} {self.most:,g}"

    @property
    def verdict(self) -> str:
        """Whether the goal was met, as text."""
        if self.measured is None:
            return "not measured"
        is_met = self.measured >= self.most if self.is_least else self.measured <= self.most
        return "met" if is_met else "missed"


def goals(results: Results, parts: Parts) -> list[Goal]:
    """Return all goals with their results."""

    def cell(contender: str, size: int, latency: int, step: str) -> Cell:
        return Cell(contender, size, latency, step)

    found = [
        Goal(
            f"{name} of 1,000 at 50 ms: provider alone to raw httpx",
            1.25,
            results.to_limit(cell(ALONE, 1000, 50, step)),
            results.to_limit(cell(BARE, 1000, 50, step)),
        )
        for name, step in (("create", "up"), ("update", "up, all changed"), ("delete", "destroy"))
    ]
    found.append(
        Goal(
            "refresh of 1,000 at 50 ms: to the plain provider",
            0.1,
            results.ratio(cell(OURS, 1000, 50, "refresh"), cell(PLAIN, 1000, 50, "refresh")),
            results.ratio(cell(IDLE, 1000, 0, "refresh"), cell(PLAIN, 1000, 50, "refresh")),
        )
    )
    found += [
        Goal(
            f"{step}: growth from 1,000 to 5,000",
            5.5,
            results.ratio(cell(OURS, 5000, 0, step), cell(OURS, 1000, 0, step)),
            results.ratio(cell(IDLE, 5000, 0, step), cell(IDLE, 1000, 0, step)),
        )
        for step in ("preview", "refresh")
    ]
    refresh, up = results.get(cell(OURS, 1000, 0, "refresh")), cell(OURS, 1000, 0, "up")
    found.append(
        Goal("requests of a refresh of 1,000", 1000 / 100 + 10, refresh.requests if refresh else None)
    )
    mine, plain = results.get(up), results.get(up._replace(contender=PLAIN))
    found.append(
        Goal(
            "state: to the plain provider",
            1.0,
            mine.state / plain.state if mine and plain and plain.state else None,
        )
    )
    return [
        *found,
        Goal("memory of a program's resources: to `pulumi.CustomResource`", 1.5, parts.memory),
        Goal("`import pulumi_edgegap` after `import pulumi`, ms", 150, parts.import_ms),
        Goal("check of a version with 50 ports and 200 variables, ms", 1, parts.check_ms),
        Goal("diff of the same, one variable changed, ms", 1, parts.diff_ms),
        Goal(
            "requests per second that the local API serves on one core", 1000, parts.requests, is_least=True
        ),
    ]
