"""How the whole is written down: a section for each table, renewed one by one."""

import re
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table as Drawn

from benchmarks.figures import Table
from benchmarks.plots import draw_plots

RESULTS = Path(__file__).with_name("RESULTS.md")
SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
HEAD = """# What Kaituan achieves

Written by `make bench`, or section by section. Each figure stands beside its reference, measured in
the same run and in turns with it: what a machine does changes from day to day, what lies between
the two rows of a table changes less. The server runs on one core and the load on another;
PostgreSQL uses whichever is free. The peers are what their packages give, run as their documents
show (`benchmarks/peers`).
"""


def draw(console: Console, table: Table) -> None:
    """Show one table on the terminal."""
    drawn = Drawn(title=table.title, title_justify="left")
    for place, column in enumerate(table.columns):
        drawn.add_column(column, justify="right" if place else "left")
    for row in table.shown():
        drawn.add_row(*row)
    console.print(drawn)


def write(facts: Mapping[str, str], table: Table, path: Path = RESULTS) -> None:
    """Write one table in the place of the one before, and leave all others as they are.

    The facts of the machine at the head become those of this run; when it was, each section says.
    """
    known = dict(facts)
    told = f"Measured on {known.pop('Date')}."
    kept = sections(path.read_text()) if path.exists() else {}
    kept[table.title] = table.markdown(told)
    listed = "\n".join(f"- {name}: {value}" for name, value in known.items())
    draw_plots(path.parent / "plots", table.plots)
    path.write_text("\n".join([HEAD, listed, "", *(kept[title] for title in sorted(kept))]))


def sections(text: str) -> dict[str, str]:
    """Return what stands under each title, with the title."""
    starts = list(SECTION.finditer(text))
    ends = [*(found.start() for found in starts[1:]), len(text)]
    return {
        found[1]: text[found.start() : end].rstrip() + "\n"
        for found, end in zip(starts, ends, strict=True)
    }
