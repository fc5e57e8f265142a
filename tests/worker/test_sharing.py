"""Two workers on one database: each effect once, and neither does everything."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from actions.teams import leave_team
from models.payments import Payment, Refund
from models.teams import Team
from rules.payments import PaymentStatus, RefundStatus
from rules.teams import TeamStatus
from tests.actions.worlds import make_world
from tests.worker.providers import Moment, Provider, until, worker_of

pytestmark = pytest.mark.usefixtures("books")
DAY = timedelta(hours=24)
MANY = 20


@pytest.fixture
async def much(noon, books):
    """Unpaid seats, teams that will fail and refunds that are due, so many of each."""
    world = await make_world(noon, size=3)
    for _ in range(MANY):
        await world.opened(await world.person())
        [leader, friend] = await world.paid_team(members=1)
        await leave_team(person_id=friend.order.person_id, team_code=leader.team.code, now=noon)


async def all_done():
    unpaid = Payment.filter(status=PaymentStatus.PENDING).exists()
    unsent = Refund.exclude(status=RefundStatus.SUCCEEDED).exists()
    undecided = Team.filter(status=TeamStatus.OPEN).exists()
    return not (await unpaid or await unsent or await undecided)


def slowly(provider):
    async def query(_):
        await asyncio.sleep(0)

    return replace(provider, on_query=query)


async def test_each_effect_happens_once_and_both_have_a_part_in_it(much, noon, raw):
    moment = Moment(noon + DAY)
    providers = [slowly(Provider()), slowly(Provider())]
    tasks = [asyncio.create_task(worker_of(each, moment).run()) for each in providers]
    try:
        await until(all_done)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    for asked, number in (("queried", MANY), ("refunded", 2 * MANY)):
        told = [getattr(each, asked) for each in providers]
        both = sorted(told[0] + told[1])
        assert len(both) == len(set(both)) == number, "each was asked once"
        assert min(map(len, told)) >= number // 10, f"one did nearly everything: {asked}"
    twice = """
        SELECT topic, kind FROM outbox WHERE kind IN
          ('TEAM_FAILED', 'TEAM_CANCELLED', 'SEAT_RELEASED', 'REFUND_SUCCEEDED')
         GROUP BY topic, kind, body HAVING count(*) > 1 AND topic NOT LIKE 'campaign:%'"""
    assert await raw.fetch(twice) == []
    ended = "SELECT count(*) FROM team WHERE status IN ('FAILED', 'CANCELLED')"
    assert await raw.fetchval(ended) == 2 * MANY


async def test_two_workers_decide_teams_between_them(much, noon):
    moment = Moment(noon + DAY)
    workers = [worker_of(Provider(), moment) for _ in range(2)]
    done = await asyncio.gather(*(each.sweep(moment()) for each in workers))
    decided = [each["teams decided"] for each in done]
    assert sum(decided) == MANY
    assert min(decided) >= MANY // 10
