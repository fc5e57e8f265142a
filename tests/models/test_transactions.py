"""What an action can rely on: all or nothing, whole whatever its caller does, no wait for ever."""

import asyncio
import random
from contextvars import Context

import pytest
from tortoise.transactions import in_transaction

from models.db import rows
from models.transactions import AT_ONCE, finished, on_commit, one_transaction, ring_later

ROUNDS = 100


@one_transaction
async def count_up(*, slowly: float = 0) -> None:
    await rows("UPDATE relay SET position = position + 1 WHERE id = 1 RETURNING id")
    await asyncio.sleep(slowly)


async def position():
    [row] = await rows("SELECT position FROM relay")
    return row["position"]


async def test_a_caller_who_gives_up_cuts_nothing_and_leaks_nothing(db):
    """A hundred rounds of cancelled callers; the pool of ten would be empty after four."""
    chance, called = random.Random(7), 0  # noqa: S311 - pauses, not secrets
    for _ in range(ROUNDS):
        callers = [asyncio.create_task(count_up(slowly=0.002)) for _ in range(3)]
        called += len(callers)
        await asyncio.sleep(chance.random() * 0.006)
        for caller in callers:
            caller.cancel()
        await asyncio.gather(*callers, return_exceptions=True)
    await finished(timeout_seconds=20)
    async with asyncio.timeout(5):
        # Callers cancelled before their task began never asked for anything.
        assert 0 < await position() <= called


async def test_an_exception_writes_nothing_and_rings_nothing(db):
    rung = []
    take_down = on_commit(lambda: rung.append("bell"))

    @one_transaction
    async def fails():
        await rows("UPDATE relay SET position = 99 WHERE id = 1 RETURNING id")
        ring_later(["team:1"])
        raise ValueError("on purpose")

    with pytest.raises(ValueError, match="on purpose"):
        await fails()
    take_down()
    assert (await position(), rung) == (0, [])


async def test_a_bell_rings_after_the_commit_of_what_is_told_alone(db):
    seen = []

    @one_transaction
    async def tells():
        ring_later(["team:1"])

    take_down = on_commit(lambda: seen.append("bell"))
    await count_up()
    assert seen == []
    await tells()
    take_down()
    await tells()
    assert seen == ["bell"]


async def test_a_lock_that_does_not_come_is_a_timeout(db):
    async with in_transaction():
        await rows("SELECT position FROM relay WHERE id = 1 FOR UPDATE")
        with pytest.raises(TimeoutError):
            await asyncio.create_task(_from_outside(), context=Context())


async def _from_outside():
    await count_up()


async def test_a_collision_is_run_again(db):
    """Two transactions lock two rows crosswise; Postgres ends one, which then succeeds."""
    await rows("INSERT INTO topic VALUES ('a', 0), ('b', 0) RETURNING name")
    met, runs = asyncio.Barrier(2), []

    @one_transaction
    async def both(first, second):
        runs.append(first)
        update = "UPDATE topic SET version = version + 1 WHERE name = $1 RETURNING name"
        await rows(update, first)
        if len(runs) <= 2:
            await met.wait()
        await rows(update, second)

    await asyncio.gather(both("a", "b"), both("b", "a"))
    assert len(runs) == 3
    assert [row["version"] for row in await rows("SELECT version FROM topic")] == [2, 2]


async def test_who_gave_up_before_it_began_leaves_nothing_to_run(db):
    """All places are taken: fifty callers come, give up, and none of their work is ever done."""
    free = asyncio.Event()

    @one_transaction
    async def sits():
        await free.wait()

    sitting = [asyncio.create_task(sits()) for _ in range(AT_ONCE)]
    await asyncio.sleep(0)  # each takes its place before anybody else comes
    for _ in range(50):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.002):
                await count_up()
    free.set()
    await asyncio.gather(*sitting)
    await finished(timeout_seconds=5)
    assert await position() == 0


async def test_a_database_that_goes_away_is_a_timeout_and_then_there_again(db):
    """Whether it committed nobody knows: TIMEOUT tells a client to ask again with the same key."""

    @one_transaction
    async def cut():
        await rows("UPDATE relay SET position = 99 WHERE id = 1 RETURNING id")
        await rows("SELECT pg_terminate_backend(pg_backend_pid())")

    for _ in range(12):  # more than the pool has connections
        with pytest.raises(TimeoutError):
            await cut()
    async with asyncio.timeout(5):
        assert await position() == 0
        await asyncio.gather(*(count_up() for _ in range(20)))
    assert await position() == 20
