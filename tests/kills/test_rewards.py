"""Kill −9 while a large team gets its price and while funds are released: each once, to the fen."""

import random
from collections import Counter

import pytest

from models.db import rows
from models.ledger import Journal
from models.orders import Order
from models.teams import Team
from resolvers.books import check_books
from tests.actions.world_kinds import published_super
from tests.actions.world_rewards import won
from tests.actions.worlds import balance
from tests.kills.forked import KILLED, forks


@pytest.fixture(scope="module")
def worker():
    """A function that has a worker do what is due, to be killed somewhere; returns its end."""
    with forks("tests.kills.rewarding") as begin:

        def work(database, at, deadly=None, **words):
            return begin("reward", url=database, at=at.isoformat(), deadly=deadly, **words)

        yield work


async def rebated():
    """How often money went back for the price that was reached, by order."""
    found = await rows(
        """SELECT p.order_id, count(*) AS times FROM refund r JOIN payment p ON p.id = r.payment_id
            WHERE r.reason = 'PRICE_REACHED' GROUP BY p.order_id"""
    )
    return Counter(row["times"] for row in found)


async def test_killed_between_and_within_batches_each_member_gets_the_difference_once(
    worker, database, db, noon, full
):
    world = await published_super(noon)
    [first, *_] = await world.paid_team(members=9)
    # Ten in batches of four, four and two.
    for nth in (1, 2, 1, 2, 1) if not full else (1,) * 30 + (2, *(1,) * 29):
        assert await worker(database, noon, f"ladder.repriced:{nth}") == KILLED
    assert await worker(database, noon) == 0

    assert (await Team.get(id=first.team.id)).status == "SETTLED"
    assert await Order.filter(status="CONFIRMED", refunded_fen=1000).count() == 10
    assert await rebated() == {1: 10}
    assert await check_books() == []


async def test_who_refunds_first_and_remembers_it_later_refunds_twice(worker, database, db, noon):
    world = await published_super(noon)
    await world.paid_team(members=9)
    assert await worker(database, noon, "ladder.repriced:1", carelessly=True) == KILLED
    assert await worker(database, noon, carelessly=True) == 0
    assert await rebated() == {2: 4, 1: 6}


async def test_and_nobody_would_see_it_without_a_kill(worker, database, db, noon):
    world = await published_super(noon)
    await world.paid_team(members=9)
    assert await worker(database, noon, carelessly=True) == 0
    assert await rebated() == {1: 10}


async def test_killed_while_funds_are_released_each_part_is_released_once(
    worker, database, db, noon, full
):
    winner = await won(noon)
    person, end = winner.order.person_id, winner.due(10)
    chance = random.Random(7)  # noqa: S311 - repeatable, not secret
    deaths = 0
    for _ in range(60 if full else 6):
        nth = chance.randint(1, 3)
        deaths += await worker(database, end, f"fund.released:{nth}") == KILLED
    assert deaths >= 4
    assert await worker(database, end) == 0

    assert [await balance(kind, person) for kind in ("FUND", "CREDIT")] == [0, 1990]
    assert await Journal.filter(kind="FUND_RELEASED").count() == 10
    assert await check_books() == []
