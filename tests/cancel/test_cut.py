"""A client that vanishes at any moment leaves no lock, no connection and nothing half done."""

import asyncio
from random import Random

import pytest

from app.asgi import SCHEMA
from app.graphql.limits import Limits
from models.db import rows
from resolvers.books import check_books
from tests.cancel.leaks import living, nothing_is_half_done, server_is_quiet, until_free
from tests.cancel.rounds import Rounds


def shorten(monkeypatch, chance: Random) -> None:
    """Give resolvers, and sometimes whole operations, a millisecond, a second, or between."""
    seconds = 10 ** chance.uniform(-3, 0)
    whole = seconds * 2 if chance.random() < 0.5 else 10
    limits = Limits(resolver_seconds=seconds, operation_seconds=whole)
    monkeypatch.setattr(SCHEMA, "limits", limits)


@pytest.mark.timeout(600)
# A field that is cancelled before it began drops what it would have awaited; that holds nothing.
@pytest.mark.filterwarnings(r"ignore:coroutine .[A-Z]\w+\.\w+. was never awaited:RuntimeWarning")
async def test_whoever_vanishes_leaves_nothing_behind(shop, crowd, full, monkeypatch, caplog):
    chance = Random(20)  # noqa: S311 - moments, not secrets
    rounds = Rounds(crowd, chance)
    await rounds.begin()
    http, counted = crowd.shared.http, living()
    tasks = {task.get_name() for task in asyncio.all_tasks()}
    usual = SCHEMA.limits
    for number in range(300 if full else 60):
        if number % 3:
            await rounds.cut_off()
        else:
            shorten(monkeypatch, chance)
            await rounds.run_out(http)
            monkeypatch.setattr(SCHEMA, "limits", usual)

    # Somebody who stays is served at once, while the last are still being cleared away.
    async with asyncio.timeout(5):
        await crowd.opened(await crowd.member())
    await until_free(shop, tasks)
    await server_is_quiet()
    assert living() == counted
    made = await nothing_is_half_done()
    assert await check_books() == []
    assert {"request", "socket", "stream", "TIMEOUT", "answered"} <= set(rounds.asked)
    assert 10 < made["orders"] < rounds.asked["request"], "all were cut, or none"
    # A connection to the server whose making is given up says so to nobody, which asyncio tells.
    told = [record for record in caplog.records if record.exc_info and record.name != "asyncio"]
    assert [record.getMessage() for record in told] == []

    await everything_ends(shop)


async def everything_ends(shop) -> None:
    """What was begun and left by its owner is concluded by the worker, all of it."""
    shop.clock.turn(hours=25)
    for _ in range(3):
        await shop.sweep()
    [left] = await rows(
        """SELECT (SELECT count(*) FROM payment WHERE status = 'PENDING') AS payments,
                  (SELECT count(*) FROM seat WHERE state = 'HELD') AS seats,
                  (SELECT count(*) FROM team WHERE status IN ('OPEN', 'FORMED')) AS teams"""
    )
    assert left == {"payments": 0, "seats": 0, "teams": 0}
    assert await check_books() == []
