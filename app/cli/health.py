"""What the doctor found, as a table for people and an exit code for machines."""

import asyncio

import click
from rich.table import Table

from app import doctor as doctors
from app.cli.ground import ground
from app.cli.words import ANSWER, ASIDE, read_settings
from app.doctor import Mark, Row
from app.local.programs import LocalPostgresError
from app.settings import Settings


@click.command(short_help="find out whether this machine can run the shop")
@click.pass_context
def doctor(ctx: click.Context) -> None:
    """Examine this machine part by part; exits with 1 if a part cannot run."""
    settings = read_settings()
    with ASIDE.status("examining…"):
        found = [*doctors.machine(settings), *asyncio.run(_around(settings))]
    found += _database(settings)
    table = Table("", "part", "found", box=None)
    for row in found:
        table.add_row(f"[{row.mark}]{row.mark}[/]", row.part, row.found)
    ANSWER.print(table)
    if any(row.mark is Mark.RED for row in found):
        ctx.exit(1)


async def _around(settings: Settings) -> list[Row]:
    return [await doctors.wire(settings), await doctors.beacon(settings)]


def _database(settings: Settings) -> list[Row]:
    made = (settings.local_folder / "postgres" / "data").exists()
    if settings.database_url is None and not made:
        return [doctors.own_postgres(settings)]
    try:
        with ground(settings) as url:
            return asyncio.run(doctors.database(url))
    except LocalPostgresError as refused:
        return [Row(Mark.RED, "Postgres", str(refused))]
