"""One round: traffic, one kill in the midst of it, time, quiet, and the checks."""

import asyncio
from contextlib import asynccontextmanager

import httpx2

from tests.kills.checks import violations
from tests.kills.stage import Ground, Kill, staged
from tests.kills.traffic import Traffic, client
from tests.services.postgres import fresh_database

KILLED_WITHIN_SECONDS = 15


@asynccontextmanager
async def underway(ground: Ground, server: str, template: str, *, seed: int, wrongly=None):
    """A stage with traffic that has not begun."""
    async with (
        fresh_database(server, template=template) as database,
        staged(ground, database, wrongly=wrongly or {}) as stage,
        httpx2.AsyncClient(timeout=10, trust_env=False) as http,
        client(stage) as provider,
    ):
        yield stage, Traffic(stage, http, provider, seed)


async def round_of(stage, traffic: Traffic, *kills: Kill, scripts=()) -> list[str]:
    """The violations after a whole round."""
    await stage.begin(*kills)
    await traffic.act(*scripts)
    await stage.quiet()
    stage.ground.clock.turn(minutes=31)
    await stage.quiet()
    await traffic.pay_late()
    stage.ground.clock.turn(hours=25)
    await stage.quiet(books=True)
    async with asyncio.timeout(KILLED_WITHIN_SECONDS):
        await asyncio.gather(*stage.deaths)
    await stage.quiet(books=True)
    return await violations(stage, orders=sum(len(each.placed) for each in traffic.customers))
