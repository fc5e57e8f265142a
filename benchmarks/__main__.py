"""``python -m benchmarks``: measure everything and write RESULTS.md, or look at one thing."""

import importlib
import os
import shutil
import tempfile
import uuid
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import click
import uvloop
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from app.local.postgres import start, stop
from benchmarks.ground import Ground
from benchmarks.machine import facts, open_many_files
from benchmarks.report import RESULTS, draw, write
from models.migrate import up

NAMES = (
    "cached",
    "commissions",
    "commits",
    "crowd",
    "draws",
    "execution",
    "hostile",
    "joins",
    "live",
    "memory",
    "reads",
    "settlement",
    "shelf",
    "slow",
    "stampede",
)


@click.command(context_settings={"show_default": True})
@click.argument("names", nargs=-1, type=click.Choice(NAMES))
@click.option("--quick", is_flag=True, help="Small counts: does it run at all?")
@click.option("--keep", is_flag=True, help="Write these sections, and keep all others.")
def main(names: tuple[str, ...], *, quick: bool, keep: bool) -> None:
    """Measure Kaituan beside what it stands on; without a name, everything.

    Each section of RESULTS.md is written as soon as it is measured: with --keep
    those of the names, without a name all. A PostgreSQL of its own is started in
    a temporary folder, unless BENCH_DATABASE_URL names a server on which
    databases may be made.
    """
    console = Console()
    open_many_files()
    written = not quick and (keep or not names)
    with workplace() as (server, folder):
        failed = uvloop.run(
            measured(console, server, folder, names or NAMES, quick=quick, written=written)
        )
    if written:
        console.print(f"written to {RESULTS}")
    if failed:
        raise SystemExit(f"not measured: {', '.join(failed)}")


@contextmanager
def workplace() -> Iterator[tuple[str, Path]]:
    """Return the URL of a server and a folder, both gone afterwards if they are ours."""
    folder = Path(tempfile.mkdtemp(prefix="kaituan-bench-"))
    folder.chmod(0o755)  # PostgreSQL may run as somebody else
    given = os.environ.get("BENCH_DATABASE_URL")
    try:
        yield given or start(folder / "postgres", port=0), folder
    finally:
        if not given:
            stop(folder / "postgres")
        shutil.rmtree(folder, ignore_errors=True)


async def measured(
    console: Console,
    server: str,
    folder: Path,
    names: tuple[str, ...],
    *,
    quick: bool,
    written: bool,
) -> list[str]:
    """Measure, show and perhaps write one table after the other; return what failed."""
    failed: list[str] = []
    columns = (SpinnerColumn(), TextColumn("{task.fields[name]}"), TextColumn("{task.description}"))
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        for name in names:
            task = progress.add_task("", name=name, total=1)
            known = await facts(server, folder)
            (folder / name).mkdir()
            try:
                async with database(server, name) as url:
                    ground = Ground(
                        database=url,
                        folder=folder / name,
                        quick=quick,
                        tell=lambda text, task=task: progress.update(task, description=text),
                    )
                    table = await importlib.import_module(f"benchmarks.{name}").run(ground)
            except Exception:  # noqa: BLE001 - the others are measured all the same
                console.print_exception()
                failed.append(name)
                progress.update(task, description="failed", completed=1)
                continue
            progress.update(task, description="done", completed=1)
            draw(console, table)
            if written:
                write(known, table)
    return failed


@asynccontextmanager
async def database(server: str, name: str) -> AsyncGenerator[str]:
    """Return the URL of a migrated database of its own, dropped afterwards."""
    made = f"kaituan_bench_{name}_{uuid.uuid4().hex[:8]}"
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(f"CREATE DATABASE {made}")
        url = urlunsplit(urlsplit(server)._replace(path=f"/{made}"))
        await up(url)
        yield url
    finally:
        await connection.execute(f"DROP DATABASE IF EXISTS {made} WITH (FORCE)")
        await connection.close()


if __name__ == "__main__":
    main()
