"""The worker alone: deadlines, refunds and housekeeping, without a server."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import click
from rich.table import Table

from app.asgi import Kaituan, utc_now
from app.cli.ground import ground
from app.cli.leash import Leash
from app.cli.signals import ENDING
from app.cli.words import ANSWER, ASIDE, read_settings
from app.database import opened
from app.errands.beacons import beacons_of
from app.errands.sandbox_client import SandboxClient
from app.settings import Settings
from app.worker import Worker
from models.migrate import up
from models.transactions import finished


class Instant(click.ParamType[datetime]):
    """An instant in ISO 8601 with its offset."""

    name = "instant"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Return the instant in UTC."""
        try:
            instant = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no instant such as 2026-01-01T12:00Z", param, ctx)
        if instant.tzinfo is None:
            self.fail(f"{value!r} names no time zone: add Z or an offset", param, ctx)
        return instant.astimezone(UTC)


@click.command(short_help="run the worker alone")
@click.option("--at", type=Instant(), help="Do what is due at this instant, then stop.")
@click.option("--once", is_flag=True, help="Do what is due now, then stop.")
@click.option("--leash", type=click.IntRange(3), hidden=True, help="A line to who started this.")
def work(at: datetime | None, *, once: bool, leash: int | None) -> None:
    """Keep deadlines, send refunds and clean up, each second until told to stop."""
    held = None if leash is None else Leash(leash)
    try:
        settings = read_settings().with_secret()
    except ValueError as wrong:
        raise click.ClickException(str(wrong)) from wrong
    with ground(settings) as url:
        asyncio.run(up(url))
        if at is None and not once:
            ready = held.ready if held else _told_ready
            asyncio.run(_keep_working(url, settings, ready=ready))
            return
        done = asyncio.run(_sweep_once(url, settings, at))
    ANSWER.print(_table(done) if done else "nothing was due")


def _worker(
    url: str, settings: Settings, now: Callable[[], datetime]
) -> tuple[Worker, SandboxClient]:
    # Requests to the provider are signed with the real moment, whichever the worker stands at.
    kaituan = Kaituan(settings=settings, database_url=url, now=utc_now)
    errands = kaituan.errands()
    assert isinstance(errands.provider, SandboxClient)
    beacons = beacons_of(settings, now=now)
    return Worker(
        replace(errands, now=now, real=utc_now), beacons, kaituan.post()
    ), errands.provider


def _told_ready() -> None:
    ASIDE.print("working each second; Ctrl-C stops")


async def _keep_working(url: str, settings: Settings, *, ready: Callable[[], None]) -> None:
    worker, provider = _worker(url, settings, utc_now)
    async with opened(url), provider:
        working = asyncio.create_task(worker.run())
        for number in ENDING:
            asyncio.get_running_loop().add_signal_handler(number, working.cancel)
        ready()
        await asyncio.wait([working])
        # What was begun is finished: a transaction outlives the sweep that began it.
        await finished(timeout_seconds=10)


async def _sweep_once(url: str, settings: Settings, at: datetime | None) -> Counter[str]:
    worker, provider = _worker(url, settings, (lambda: at) if at else utc_now)
    async with opened(url), provider:
        return await worker.sweep(at or utc_now())


def _table(done: Counter[str]) -> Table:
    table = Table("what was done", "how often")
    for name, count in done.items():
        table.add_row(name, str(count))
    return table
