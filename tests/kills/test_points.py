"""Kill −9 at each step of redeeming, expiring and sharing out: all of it is done, and done once."""

import random
import signal
from datetime import UTC, datetime, timedelta

import pytest

from actions.dividends import draft_dividend
from models.dividends import DividendPeriod
from models.orders import Order
from models.points import PointLot
from resolvers.books import check_books
from rules.accounts import REVENUE, AccountKind
from rules.dividends import DividendStatus, NewPeriod
from rules.orders import OrderKind, OrderStatus
from rules.people import Role
from tests.actions.world_points import (
    allow_dividends,
    earn,
    give_shares,
    grant,
    held,
    holding,
    make_mall,
)

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=2)
HOLDERS = 8

DEATHS = (
    "points.redeemed",
    "points.spent",
    "points.returned",
    "points.expired",
    "dividend.listed",
    "dividend.posted",
    "dividend.paid",
)


class Rounds:
    """Errands that are killed on the way, begun again, and begun once more when they are done."""

    def __init__(self, ground, url):
        self.ground, self.url, self.kills = ground, url, 0

    async def errand(self, what, *failpoints, now=NOON, **words):
        for failpoint in failpoints:
            assert await self._begin(what, failpoint, now, words) == -signal.SIGKILL, failpoint
            self.kills += 1
        for _ in range(2):
            assert await self._begin(what, None, now, words) == 0

    async def _begin(self, what, failpoint, now, words):
        named = {"database": self.url, "now": now.isoformat(), "failpoint": failpoint}
        ids = {name: str(value) for name, value in words.items()}
        child = self.ground.zygote.fork(f"tests.kills.pointing:{what}", **named, **ids)
        status = await child.status()
        assert status in {0, -signal.SIGKILL}, child.said()
        return status


@pytest.mark.timeout(600)
async def test_whoever_is_killed_wherever_points_and_dividends_are_right(
    ground, database, db, full
):
    """10 kills; in full as many in each of ten rounds, at other turns."""
    rounds = Rounds(ground, database)
    for seed in range(10 if full else 1):
        chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
        now = NOON + timedelta(days=10 * seed)
        await redeemed_once(rounds, now)
        await expired_once(rounds, now, chance)
        await shared_once(rounds, now, chance)
    assert rounds.kills >= (100 if full else 10)
    # Nobody here won the shares they hold.
    found = await check_books()
    assert [each for each in found if each.rule != "WINNERS_HOLD_WHAT_IS_LEFT"] == []


async def redeemed_once(rounds, now):
    mall = await make_mall(now, points=100)
    person, operator = await mall.rich(60, 60), await mall.operator()
    ids = {"person_id": person.id, "item_id": mall.item.id}
    await rounds.errand("redeem", "points.redeemed:1", "points.spent:1", now=now, **ids)
    [order] = await Order.filter(person_id=person.id, kind=OrderKind.POINTS)
    assert order.status is OrderStatus.CONFIRMED
    assert await mall.lots(person) == [0, 20]
    assert await held(AccountKind.PAYABLE, order.merchant_id) == 100

    ids = {"operator_id": operator.id, "order_id": order.id}
    await rounds.errand("cancel", "points.returned:1", now=now, **ids)
    assert await mall.lots(person) == [60, 60]
    assert await held(AccountKind.PAYABLE, order.merchant_id) == 0


async def expired_once(rounds, now, chance):
    mall = await make_mall(now)
    person = await mall.world.person()
    for _ in range(3):
        await grant(person, 10, now=now, days=1)
    nth = chance.randint(1, 3)
    await rounds.errand("expire", f"points.expired:{nth}", now=now + timedelta(days=2))
    lots = await PointLot.filter(person_id=person.id)
    assert [(lot.left, lot.expired, lot.expiries) for lot in lots] == [(0, 10, 1)] * 3


async def shared_once(rounds, now, chance):
    world = (await make_mall(now)).world
    people = [await world.person(role=Role.OPERATOR) for _ in range(2)]
    holders = [await world.person() for _ in range(HOLDERS)]
    await allow_dividends(people[0], now=now)
    for person in holders:
        await give_shares(person, 5, now=now)
    await earn(100_070, now=now)
    to_at = now + timedelta(days=1)
    new = NewPeriod(name="一期", from_at=now, to_at=to_at, share_bp=10_000)
    later = now + timedelta(days=2)
    period = await draft_dividend(new, operator_id=people[0].id, key=str(now), now=later)
    revenue = await holding(REVENUE)

    listed = [f"dividend.listed:{n}" for n in (1, chance.randint(1, 2))]
    await rounds.errand("share", *listed, now=later)
    ids = {"operator_id": people[1].id, "period_id": period.id}
    await rounds.errand("post", "dividend.posted:1", now=later, **ids)
    paid = [f"dividend.paid:{n}" for n in (1, chance.randint(1, 2))]
    await rounds.errand("share", "dividend.paid:1", *paid, now=later)

    period = await DividendPeriod.get(id=period.id)
    assert period.status is DividendStatus.PAID
    assert await holding(REVENUE) == revenue - period.pool_fen
    if period.holders == HOLDERS:
        cash = sorted([await held(AccountKind.CASH, person.id) for person in holders])
        assert sum(cash) == period.pool_fen
        assert cash[-1] - cash[0] <= 1
