"""Kill −9 while commissions are promised, paid and brought back: each once, to the fen."""

from datetime import UTC, datetime, timedelta

import pytest

from actions.orders import buy_solo
from models.commissions import Commission
from models.order_settlements import SettlementReversal
from models.orders import Order
from resolvers.books import check_books
from rules.people import Role
from rules.policy import POLICY
from tests.actions.world_commissions import chain, received
from tests.actions.worlds import SOLO_FEN, balance
from tests.kills.forked import KILLED, forks

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
DEATHS = ("commission.promised", "order.parted", "order.settled", "settlement.reversed")
ORDERS = 7


@pytest.fixture(scope="module")
def errand():
    """A function that has something done by a process, killed where it is said, then twice over."""
    with forks("tests.kills.earning") as begin:

        async def run(what, *deadly, now, **words):
            words |= {"now": now.isoformat()}
            for failpoint in deadly:
                assert await begin(what, failpoint=failpoint, **words) == KILLED, failpoint
            for _ in range(2):
                assert await begin(what, failpoint=None, **words) == 0

        yield run


@pytest.mark.timeout(600)
async def test_whoever_is_killed_wherever_each_commission_is_paid_once(errand, database, db, full):
    for turn in range(10 if full else 1):
        now = NOON + timedelta(days=30 * turn)
        led = await chain(now)
        placed = [await buy_solo(led.world.wish(led.buyer), now=now) for _ in range(ORDERS)]
        for nth, each in enumerate(placed):
            deadly = ["commission.promised:1"] if nth < 2 else []
            paid = {"database": database, "payment_id": str(each.payment.id)}
            await errand("pay", *deadly, now=now, **paid)
        orders = [await Order.get(id=each.order.id) for each in placed]
        await received(*orders, at=now)

        at = now + POLICY.settles_after
        deaths = ("order.parted:1", "order.settled:2", "order.parted:1", "order.settled:1")
        await errand("settle", *deaths, now=at, database=database)
        first, sum_fen = led.uplines[0], SOLO_FEN * 500 // 10_000
        assert await balance("CASH", first.id) == ORDERS * sum_fen

        clerk = await led.world.person(role=Role.OPERATOR)
        words = {"order_id": str(orders[0].id), "operator_id": str(clerk.id)}
        deadly = ["settlement.reversed:1"] * 3
        await errand("refund", *deadly, now=at, database=database, **words)
        assert await SettlementReversal.filter(order_id=orders[0].id).count() == 1
        left = (SOLO_FEN - 1000) * 500 // 10_000
        assert await balance("CASH", first.id) == (ORDERS - 1) * sum_fen + left
        assert await Commission.filter(status="PENDING").count() == 0
        assert await check_books() == []
