"""Refunds, withdrawals and settlements at once: no fen is lost or paid twice."""

import asyncio

import pytest

from actions.order_settlements import settle_orders
from actions.withdrawals import Party
from models.orders import Order
from models.withdrawals import Withdrawal
from rules.policy import POLICY
from rules.refusals import BalanceTooLow
from tests.actions.world_commissions import bought, chain, received, refunded, settle_all, settled
from tests.actions.world_withdrawals import asked, method, seller_of
from tests.actions.worlds import SOLO_FEN, balance

pytestmark = pytest.mark.usefixtures("books")
ORDERS = 4


def of(fen, bp):
    return fen * bp // 10_000


async def all_of(kind, owner):
    """What is somebody's by all accounts: there, on its way out, and owed below zero."""
    return sum([await balance(each, owner) for each in (kind, "WITHDRAWING", "RECEIVABLE")])


@pytest.mark.parametrize("whole", [True, False])
async def test_a_refund_a_withdrawal_and_a_settlement_at_once(noon, whole):
    led = await chain(noon)
    world, first, given = led.world, led.uplines[0], 1_000
    shop, to = await seller_of(world, given)
    before = [await bought(world, led.buyer, at=noon) for _ in range(ORDERS)]
    before = await settled(*before, at=noon)
    after = [await bought(world, led.buyer, at=noon) for _ in range(ORDERS)]
    await received(*after, at=noon)
    mine = Party(person_id=first.id)
    my_account = await method(mine, now=noon)
    at, back = noon + POLICY.settles_after, SOLO_FEN if whole else 777
    theirs, earned = await balance("PAYABLE", world.merchant.id), await balance("CASH", first.id)
    ids = [order.id for order in after]
    answers = await asyncio.gather(
        *(refunded(world, order, back, at=at) for order in (*before, *after)),
        *(settle_orders(ids, now=at) for _ in range(2)),
        *(asked(shop, to, theirs, now=at) for _ in range(2)),
        *(asked(mine, my_account, earned, now=at) for _ in range(2)),
        return_exceptions=True,
    )
    failed = [each for each in answers if isinstance(each, Exception)]
    assert all(isinstance(each, BalanceTooLow) for each in failed), failed
    await settle_all(at=at)

    assert await Order.filter(settled_at=None).count() == 0
    assert {order.refunded_fen for order in await Order.all()} == {back}
    kept = SOLO_FEN - back
    parts = [of(kept, 500), of(kept, 200), of(kept, POLICY.platform_fee_bp)]
    assert await all_of("CASH", first.id) == 2 * ORDERS * parts[0]
    assert await all_of("REVENUE", "platform") == 2 * ORDERS * parts[2]
    assert await all_of("PAYABLE", world.merchant.id) == given + 2 * ORDERS * (kept - sum(parts))
    out = sum([row.amount_fen for row in await Withdrawal.filter(party_id=first.id)])
    # The second comes through where what was settled meanwhile pays for it, and not otherwise.
    assert out in {0, earned, 2 * earned}
