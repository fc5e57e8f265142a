"""Orders of every kind are settled: won in a draw, bought with points, or for nothing."""

from datetime import timedelta

import pytest

from actions.redemptions import GivingBack, redeem_points, refund_redemption
from actions.settlement import settle_draw
from models.commissions import Commission
from models.ledger import Journal
from models.order_settlements import OrderSettlement
from models.orders import Order
from rules.commissions import CommissionStatus, ReversedFor
from rules.orders import OrderKind
from rules.policy import POLICY
from tests.actions.world_commissions import edge, refunded, rows_of, settled
from tests.actions.world_draws import Drawn, drawn
from tests.actions.world_kinds import LOTTERY_FEN, published_lottery, published_trial
from tests.actions.world_points import make_mall
from tests.actions.worlds import balance, pay

pytestmark = pytest.mark.usefixtures("books")
DAY = timedelta(days=1)


def of(fen, bp):
    return fen * bp // 10_000


async def led_mall(noon, **terms):
    """A mall, and somebody with points whom two others led here."""
    mall = await make_mall(noon, **terms)
    person = await mall.rich(1000)
    first, second = await mall.world.person("甲"), await mall.world.person("乙")
    for member, upline in ((person, first), (first, second)):
        await edge(member, upline, at=noon - timedelta(minutes=1))
    return mall, person, [first, second]


async def cash_of(*people):
    return [await balance("CASH", person.id) for person in people]


async def test_the_money_part_of_a_redemption_is_settled_and_brought_back(noon):
    mall, person, uplines = await led_mall(noon, points=100, price_fen=990)
    placed = await redeem_points(mall.choice(person), now=noon)
    await pay(placed, at=noon)
    [order] = await settled(await Order.get(id=placed.order.id), at=noon)

    # The points' hundred fen were the merchant's when it was paid: nobody earns by those.
    sums, fee = [of(990, bp) for bp in (500, 200)], of(990, POLICY.platform_fee_bp)
    assert order.kind is OrderKind.POINTS
    assert await cash_of(*uplines) == sums == [49, 19]
    assert await balance("ESCROW", order.id) == 0
    assert await balance("PAYABLE", order.merchant_id) == 100 + 990 - sum(sums) - fee
    assert (await OrderSettlement.get(order_id=order.id)).base_fen == 990

    clerk = await mall.operator()
    for points in (40, 60):
        back = GivingBack(
            operator_id=clerk.id, order_id=order.id, reason="缺货", key=f"back {points}"
        )
        await refund_redemption(back, points=points, now=order.settled_at + DAY)
        if points == 40:
            assert await cash_of(*uplines) == [of(990 - 396, bp) for bp in (500, 200)]
    assert await cash_of(*uplines) == [0, 0]
    assert await balance("PAYABLE", order.merchant_id) == 0
    assert await balance("REVENUE", "platform") == 0
    assert await mall.lots(person) == [1000]


async def test_points_alone_leave_nothing_to_part_and_are_settled_all_the_same(noon):
    mall, person, uplines = await led_mall(noon, points=100)
    placed = await redeem_points(mall.choice(person), now=noon)
    [order] = await settled(await Order.get(id=placed.order.id), at=noon)
    assert (order.total_fen, order.settled_at) == (0, noon + POLICY.settles_after)
    assert not await Journal.filter(kind="ORDER_SETTLED").exists()
    settlement = await OrderSettlement.get(order_id=order.id)
    assert (settlement.base_fen, settlement.fee_fen, settlement.merchant_fen) == (0, 0, 0)
    assert await cash_of(*uplines) == [0, 0]
    assert {(row.why, row.amount_fen) for row in await rows_of(order) if row.level < 3} == {
        ("NOTHING_PAID", 0)
    }
    assert await balance("PAYABLE", order.merchant_id) == 100
    clerk = await mall.operator()
    back = GivingBack(operator_id=clerk.id, order_id=order.id, reason="缺货", key="back")
    await refund_redemption(back, points=100, now=order.settled_at + DAY)
    assert await balance("PAYABLE", order.merchant_id) == 0


async def led_draw(noon, world) -> tuple[Drawn, object]:
    """A draw that is settled, each of its members led here by the same person."""
    upline, person = await world.person("甲"), world.person

    async def follower(*about, **facts):
        member = await person(*about, **facts)
        await edge(member, upline, at=noon - timedelta(minutes=1))
        return member

    world.person = follower
    made = await drawn(noon, world=world)
    world.person = person
    while await settle_draw(made.draw.id, now=made.now):
        pass
    return made, upline


async def orders_of(made):
    [winner] = await made.winners()
    found = [await Order.get(id=placed.order.id) for placed in made.placed]
    [won] = [order for order in found if order.id == winner.order_id]
    return won, [order for order in found if order.id != won.id]


async def test_who_won_a_draw_brings_commission_and_who_lost_does_not(noon):
    made, upline = await led_draw(noon, await published_lottery(noon))
    won, lost = await orders_of(made)
    for order in lost:
        [row] = await rows_of(order)
        assert (row.status, row.reversed_for) == (
            CommissionStatus.REVERSED,
            ReversedFor.ORDER_CLOSED,
        )
    revenue = await balance("REVENUE", "platform")
    merchant = await balance("PAYABLE", won.merchant_id)
    [won] = await settled(won, at=made.now)

    commission, fee = of(LOTTERY_FEN, 500), of(LOTTERY_FEN, POLICY.platform_fee_bp)
    assert await cash_of(upline) == [commission]
    assert await balance("REVENUE", "platform") == revenue + fee
    rest = LOTTERY_FEN - commission - fee
    assert await balance("PAYABLE", won.merchant_id) == merchant + rest
    assert await balance("ESCROW", won.id) == 0
    assert await Commission.filter(status=CommissionStatus.PENDING).count() == 0

    await refunded(made.world, won, LOTTERY_FEN, at=won.settled_at + DAY)
    assert await cash_of(upline) == [0]
    assert await balance("PAYABLE", won.merchant_id) == merchant
    assert await balance("REVENUE", "platform") == revenue


async def test_what_was_won_for_nothing_is_settled_without_a_journal(noon):
    made, upline = await led_draw(noon, await published_trial(noon, fen=0))
    won, _ = await orders_of(made)
    [won] = await settled(won, at=made.now)
    assert (won.total_fen, won.settled_at) == (0, made.now + POLICY.settles_after)
    [row] = await rows_of(won)
    assert (row.why, row.status, row.amount_fen) == ("NOTHING_PAID", CommissionStatus.SETTLED, 0)
    assert not await Journal.filter(kind="ORDER_SETTLED").exists()
    assert await cash_of(upline) == [0]
