"""A crowd at a running shop, with a line that tells how it fares."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncGenerator, Sequence

import click
from rich.live import Live
from rich.text import Text

from app.cli.words import ANSWER, ASIDE, read_settings
from app.simulate.crowd import Crowd, keep_acting
from app.simulate.shop import Shop, ShopSilent
from app.simulate.tally import Tally
from rules.campaigns import OFFERED

LINE_SECONDS = 0.5
KINDS = tuple(str(kind) for kind in sorted(OFFERED))


@click.command(short_help="let a crowd of guests open, join and pay")
@click.option("--rate", type=click.FloatRange(0.1, 1000), default=5, show_default=True)
@click.option("--minutes", type=click.FloatRange(0, min_open=True), help="Stop after so long.")
@click.option("--actions", type=click.IntRange(1), help="Stop after so many.")
@click.option("--kind", type=click.Choice(KINDS), multiple=True, help="Of this kind alone.")
@click.option("--url", help="Where the shop is; KAITUAN_PUBLIC_URL or this machine if unsaid.")
def simulate(
    *,
    rate: float,
    minutes: float | None,
    actions: int | None,
    kind: Sequence[str],
    url: str | None,
) -> None:
    """Act --rate times a second through the public API of a running shop until Ctrl-C."""
    tally = Tally()
    where = url or read_settings().public_url
    try:
        asyncio.run(_crowd(where, tally, kind, rate=rate, minutes=minutes, most=actions))
    except* ShopSilent as silent:
        raise click.ClickException(str(silent.exceptions[0])) from silent
    ANSWER.print(tally.line())


async def _crowd(
    url: str,
    tally: Tally,
    kinds: Sequence[str],
    *,
    rate: float,
    minutes: float | None,
    most: int | None,
) -> None:
    stop, shop = asyncio.Event(), Shop(url, tally)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    if minutes is not None:
        loop.call_later(minutes * 60, stop.set)
    try:
        async with _line(tally):
            await keep_acting(Crowd(shop, kinds=kinds), rate=rate, most=most, stop=stop)
    finally:
        await shop.close()


@contextlib.asynccontextmanager
async def _line(tally: Tally) -> AsyncGenerator[None]:
    """Show how the crowd fares while the block runs, where somebody can see it."""

    async def show() -> None:
        with Live(console=ASIDE, transient=True, auto_refresh=False) as live:
            while True:
                live.update(Text(tally.line()), refresh=True)
                await asyncio.sleep(LINE_SECONDS)

    shown = asyncio.create_task(show()) if ASIDE.is_terminal else None
    try:
        yield
    finally:
        if shown is not None:
            shown.cancel()
            await asyncio.wait([shown])
