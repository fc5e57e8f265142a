"""How the whole is written down."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table as Drawn

from benchmarks.figures import Table

RESULTS = Path(__file__).with_name("RESULTS.md")
HEAD = """# What Kaituan achieves

Written by `make bench`. Each figure stands beside its reference, measured in the same run and in
turns with it: what a machine does changes from day to day, what lies between the two rows of a
table changes less. The server runs on one core and the load on another; PostgreSQL uses whichever
is free.
"""


def draw(console: Console, table: Table) -> None:
    """Show one table on the terminal."""
    drawn = Drawn(title=table.title, title_justify="left")
    for place, column in enumerate(table.columns):
        drawn.add_column(column, justify="right" if place else "left")
    for row in table.shown():
        drawn.add_row(*row)
    console.print(drawn)


def write(facts: Mapping[str, str], tables: Iterable[Table], path: Path = RESULTS) -> None:
    """Write all tables with the machine's facts at the head."""
    known = "\n".join(f"- {name}: {value}" for name, value in facts.items())
    path.write_text("\n".join([HEAD, known, "", *(table.markdown() for table in tables)]))
