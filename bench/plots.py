"""The plots of the bench."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

from matplotlib.figure import Figure
from results import Cell, Results
from scour import scour

_COMPACT = scour.parse_args(
    [
        "--remove-metadata",
        "--enable-id-stripping",
        "--shorten-ids",
        "--no-line-breaks",
        "--set-precision=4",
        "--strip-xml-prolog",
    ]
)
STEPS = ("preview", "up", "refresh", "destroy")


def plot(results: Results, latency: int, file: Path) -> None:
    """Plot seconds by number of objects, with a panel for each step and a line for each contender."""
    figure = Figure(figsize=(9, 6.5), layout="constrained")
    panels = figure.subplots(2, 2, sharex=True, sharey=True).flat
    for panel, step in zip(panels, STEPS, strict=True):
        panel.set(title=step, xscale="log", yscale="log")
        panel.grid(visible=True, which="major", alpha=0.3)
        for number, contender in enumerate(results.contenders):
            points = [
                (size, seconds)
                for size in results.sizes
                if (seconds := results.seconds(Cell(contender, size, latency, step))) is not None
            ]
            sizes, times = [point[0] for point in points], [point[1] for point in points]
            panel.plot(sizes, times, marker="o", markersize=4, color=f"C{number}", label=contender)
    figure.supxlabel("objects")
    figure.supylabel("seconds")
    handles, labels = figure.axes[1].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=5, frameon=False)
    # No date, so that the same run gives the same file; white, so that it is readable on a dark page.
    drawn = StringIO()
    figure.savefig(drawn, format="svg", metadata={"Date": None}, facecolor="white")
    file.write_text(scour.scourString(drawn.getvalue(), _COMPACT))
