"""Why transactions run in tasks of their own: what happens to those that do not."""

import asyncio
from contextlib import suppress
from random import Random

from tortoise.transactions import in_transaction

from models.db import rows
from models.transactions import finished, one_transaction
from tests.cancel.leaks import free_connections, pool, server_is_quiet

AT_A_TIME = 3
# So many rounds the control has to break in; mostly it needs less than ten.
MOST = 3_000


async def write() -> None:
    for _ in range(2):
        await rows("UPDATE relay SET position = position + 1 WHERE id = 1 RETURNING id")


async def naive() -> None:
    """Cut with its caller, at whichever await."""
    async with in_transaction():
        await write()


ours = one_transaction(write)


async def cut_off(action, rounds: int, *, intact) -> int:
    """How many rounds of cancelled callers a pool of ten outlives."""
    chance = Random(7)  # noqa: S311 - moments, not secrets
    for number in range(rounds):
        callers = [asyncio.create_task(action()) for _ in range(AT_A_TIME)]
        await asyncio.sleep(chance.random() * 0.006)
        for caller in callers:
            caller.cancel()
        await asyncio.gather(*callers, return_exceptions=True)
        if not await intact(number):
            return number
    return rounds


async def answers(number: int) -> bool:
    """Whether the pool still has a connection, and it has nothing else in hand: asked at times."""
    if number % 20 != 19:
        return True
    with suppress(Exception):
        async with asyncio.timeout(1):
            await rows("SELECT 1 AS one")
            return True
    return False


async def whole(_: int) -> bool:
    """Whether every connection comes back: those that are being given back have a moment."""
    with suppress(TimeoutError):
        async with asyncio.timeout(1):
            while not free_connections():  # noqa: ASYNC110 - nobody announces it
                await asyncio.sleep(0.001)
            return True
    return False


async def test_the_naive_way_loses_the_pool_where_ours_keeps_it(db, full):
    rounds = 300 if full else 60
    assert await cut_off(ours, rounds, intact=answers) == rounds
    await finished(timeout_seconds=10)
    assert free_connections()
    await server_is_quiet()

    # By chance it may take a while, but not for ever.
    outlived = await cut_off(naive, MOST, intact=whole)
    pool().terminate()  # nothing in it can be closed politely any more
    assert outlived < MOST, "the control must lose at least one connection"
