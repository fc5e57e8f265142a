"""How figures are summed up and shown."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

Cell = str | float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """A plot: one or more figures for each name, of what the title says; None was not there."""

    name: str
    title: str
    series: tuple[str, ...]
    bars: list[tuple[str, list[float | None]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What one benchmark found, what it means, and what limits it."""

    title: str
    means: str
    limits: str
    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]]
    plots: tuple[Bars, ...] = ()

    def shown(self) -> list[list[str]]:
        """Return the cells as text."""
        return [
            [cell if isinstance(cell, str) else number(cell) for cell in row] for row in self.rows
        ]

    def markdown(self, told: str) -> str:
        """Return the table with its words; ``told`` says when it was measured."""
        lines = [f"## {self.title}", "", told, "", self.means, "", _line(self.columns)]
        lines += [_line(["---", *["---:"] * (len(self.columns) - 1)])]
        lines += [_line(row) for row in self.shown()]
        for plot in self.plots:
            lines += ["", f"![{plot.title}](plots/{plot.name}.svg)"]
        return "\n".join([*lines, "", f"**What limits it.** {self.limits}", ""])


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def number(value: float) -> str:
    """Return a figure with as many digits as it deserves."""
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f}"


def quantile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)) - 1, 0)]


def p50_p99_ms(seconds: Sequence[float]) -> tuple[float, float]:
    """Return the median and the 99th percentile, in milliseconds."""
    return quantile(seconds, 0.5) * 1000, quantile(seconds, 0.99) * 1000
