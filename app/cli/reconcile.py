"""The provider's books beside ours, a day at a time, with an exit code for machines."""

import asyncio
from datetime import date, datetime

import click
from rich.progress import Progress
from rich.table import Table

from actions.reconciliation import claim_day, claim_due_day
from app.asgi import Kaituan, utc_now
from app.cli.ground import ground
from app.cli.words import ANSWER, ASIDE, read_settings
from app.database import opened
from app.errands.reconciliation import DAYS_MOST, Reconciling
from app.errands.sandbox_client import SandboxClient
from app.settings import Settings
from models.migrate import up
from models.reconciliation import Discrepancy, Reconciliation
from rules.reconciliation import ReconciliationState

OPEN_SHOWN = 50


@click.command(short_help="lay the provider's statements beside our books")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="This day in Asia/Shanghai alone.")
@click.pass_context
def reconcile(ctx: click.Context, day: datetime | None) -> None:
    """Reconcile a day, or those that are due; exits with 1 if anything is left for a human."""
    try:
        settings = read_settings().with_secret()
    except ValueError as wrong:
        raise click.ClickException(str(wrong)) from wrong
    with ground(settings) as url:
        asyncio.run(up(url))
        met, left = asyncio.run(_reconciled(url, settings, day.date() if day else None))
    ANSWER.print(_days(met) if met else "no day is due")
    if left:
        ANSWER.print(_differences(left))
    if left or any(row.state is not ReconciliationState.DONE for row in met):
        ctx.exit(1)


async def _reconciled(
    url: str, settings: Settings, day: date | None
) -> tuple[list[Reconciliation], list[Discrepancy]]:
    errands = Kaituan(settings=settings, database_url=url, now=utc_now).errands()
    assert isinstance(errands.provider, SandboxClient)
    met: list[Reconciliation] = []
    async with opened(url, max_connections=4), errands.provider:
        with Progress(console=ASIDE, transient=True) as progress:
            for _ in range(1 if day else DAYS_MOST):
                row = await _next(day)
                if row is None:
                    break
                met.append(await _met(row, Reconciling(errands=errands), progress))
        unseen = Discrepancy.filter(resolved_at=None).order_by("found_at", "id")
        return met, await unseen.limit(OPEN_SHOWN)


async def _next(day: date | None) -> Reconciliation | None:
    now = utc_now()
    return await (claim_day(day, now=now) if day else claim_due_day(now=now, due_by=now))


async def _met(row: Reconciliation, books: Reconciling, progress: Progress) -> Reconciliation:
    if row.state is ReconciliationState.DONE:
        return row
    bar = progress.add_task(str(row.day), total=None)

    def watch(met: int, of: int) -> None:
        progress.update(bar, completed=met, total=of)

    return await books.reconcile(row.day, watch=watch)


def _days(met: list[Reconciliation]) -> Table:
    table = Table("day", "lines", "recovered", "discrepancies", "state")
    for row in met:
        figures = (row.lines, row.recovered, row.discrepancies)
        state = f"{row.state}: {row.last_error}" if row.last_error else str(row.state)
        table.add_row(str(row.day), *map(str, figures), state)
    return table


def _differences(left: list[Discrepancy]) -> Table:
    table = Table(
        "found", "kind", "subject", "here", "there", title="left for a human", style="red"
    )
    for row in left:
        here, there = ("-" if fen is None else str(fen) for fen in (row.here_fen, row.there_fen))
        table.add_row(f"{row.found_at:%F %R}", row.kind, row.subject, here, there)
    return table
