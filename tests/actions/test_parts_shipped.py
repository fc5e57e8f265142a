"""Orders that left in part: what their buyer has back of the rest is sent no more."""

import asyncio
from datetime import timedelta

import pytest

from actions.after_sale_deadlines import decide_overdue_after_sale
from actions.order_settlements import settle_orders
from actions.parcels import ship_order
from actions.receipts import receive_due_order
from actions.redemptions import redeem_points
from actions.stock import allocate_order
from models.after_sales import bought
from models.campaigns import CampaignSku
from models.catalogue import Sku
from models.mall import MallItem
from models.orders import Order
from models.points import Redemption
from models.stock import OrderAllocation
from rules.after_sale_offers import AfterSaleDenial
from rules.faults import BadInput
from rules.orders import OrderStatus
from rules.policy import POLICY
from rules.refusals import AfterSaleNotOffered, OrderNotShippable, PiecesTooMany, Refusal
from tests.actions.world_after_sales import K, R, desk_of, make_desk
from tests.actions.world_points import make_mall
from tests.actions.world_shipping import operator, shipment, shipped
from tests.actions.worlds import SOLO_FEN, pay

pytestmark = pytest.mark.usefixtures("books")
SHIPPED, CONFIRMED = OrderStatus.SHIPPED, OrderStatus.CONFIRMED


async def partly(noon, *, quantity=3, pieces=1):
    desk = await make_desk(noon, quantity=quantity, arrived=False)
    await allocate_order(desk.order.id, now=noon)
    await shipped(desk.order.id, now=noon, pieces=pieces)
    return desk


async def taken(desk):
    """How many pieces are sold, beside those that are set aside for teams."""
    [aside] = await CampaignSku.filter(sku_id=desk.order.sku_id)
    return (await Sku.get(id=desk.order.sku_id)).taken - aside.stock


async def test_what_is_refunded_of_the_rest_does_not_leave_and_the_order_goes_on(noon, refused):
    desk = await partly(noon)
    sale = await desk.ask(reason=R.NOT_SHIPPED, pieces=2)
    assert sale.amount_fen == 2 * SOLO_FEN
    await desk.agree(sale)
    order = await desk.row()
    assert (order.status, order.shipped_at, order.pieces_let_go) == (SHIPPED, noon, 2)
    assert order.refunded_fen == 2 * SOLO_FEN
    seller = await operator(noon)
    async with refused(OrderNotShippable):
        await shipped(order.id, now=noon, seller=seller, number="SF99999999")
    # What stays can be sold again, and belongs to nobody.
    assert await taken(desk) == 1
    [place] = await OrderAllocation.filter(order_id=order.id)
    assert (place.shipped, place.released) == (1, 2)
    # The merchant has the rest in the end: it is received and settled as any other.
    received = await receive_due_order(order.id, now=noon + POLICY.auto_receipt)
    assert received is not None
    assert received.settles_at is not None
    assert await settle_orders([order.id], now=received.settles_at) == [order.id]


async def test_of_a_rest_that_is_refunded_in_part_the_other_part_leaves(noon, refused):
    desk = await partly(noon)
    await desk.agree(await desk.ask(reason=R.NOT_SHIPPED))
    order = await desk.row()
    assert (order.status, order.pieces_let_go) == (CONFIRMED, 1)
    seller = await operator(noon)
    async with refused(PiecesTooMany) as refusal:
        await shipped(order.id, now=noon, seller=seller, number="SF99999999", pieces=2)
    assert refusal.value.left == 1
    await shipped(order.id, now=noon, number="SF99999999")
    assert (await desk.row()).status is SHIPPED
    facts = await bought(await desk.row())
    assert (facts.pieces_left, facts.here) == (2, 0)


async def test_no_more_is_said_not_to_be_shipped_than_is_here(noon, refused):
    desk = await partly(noon)
    async with refused(BadInput):
        await desk.ask(reason=R.NOT_SHIPPED, pieces=3)
    await shipped(desk.order.id, now=noon, number="SF99999999")
    async with refused(AfterSaleNotOffered):
        await desk.ask(reason=R.NOT_SHIPPED)


async def test_who_has_a_part_of_the_price_back_has_the_goods_still_to_come(noon):
    desk = await partly(noon)
    await desk.agree(await desk.ask(reason=R.NOT_SHIPPED, pieces=2, amount_fen=100))
    order = await desk.row()
    assert (order.status, order.pieces_let_go) == (CONFIRMED, 0)
    # What left and is damaged keeps nothing back either.
    await desk.agree(await desk.ask(pieces=1))
    assert (await desk.row()).pieces_let_go == 0
    await shipped(order.id, now=noon, number="SF99999999")


async def test_asked_while_all_was_here_and_agreed_to_once_some_had_left(noon):
    desk = await make_desk(noon, quantity=3, arrived=False)
    sale = await desk.ask(reason=R.CHANGED_MIND, pieces=3)
    await shipped(desk.order.id, now=noon, pieces=1)
    await desk.agree(sale)
    order = await desk.row()
    assert (order.status, order.pieces_let_go) == (SHIPPED, 2)
    assert order.refunded_fen == order.total_fen
    assert await taken(desk) == 1


async def test_goods_that_left_after_all_are_an_answer(noon):
    desk = await partly(noon)
    sale = await desk.ask(reason=R.NOT_SHIPPED, pieces=2)
    await shipped(desk.order.id, now=noon, number="SF99999999")
    sale = await decide_overdue_after_sale(sale.id, now=noon + POLICY.after_sale_answered)
    assert sale is not None
    assert sale.status == "DECLINED"
    assert (await desk.row()).refunded_fen == 0


async def test_silence_keeps_them_back_too(noon):
    desk = await partly(noon)
    sale = await desk.ask(reason=R.NOT_SHIPPED, pieces=2)
    await decide_overdue_after_sale(sale.id, now=noon + POLICY.after_sale_answered)
    assert (await desk.row()).pieces_let_go == 2


async def test_shipped_and_refunded_at_once_it_is_one_of_both(noon):
    seller = await operator(noon)
    for turn in range(4):
        desk = await partly(noon)
        sale = await desk.ask(reason=R.NOT_SHIPPED, pieces=2)
        rest = shipment(desk.order.id, f"SF0000000{turn}")
        await asyncio.gather(
            desk.agree(sale), ship_order(rest, seller=seller, now=noon), return_exceptions=True
        )
        order = await desk.row()
        assert order.status is SHIPPED
        # Whoever agrees after it left pays for it, as anybody who agrees.
        assert {order.pieces_shipped, order.pieces_let_go} in ({3, 0}, {1, 2})


async def test_points_of_what_does_not_leave_come_back_with_the_pieces(noon):
    mall = await make_mall(noon, points=100, price_fen=30, stock=9)
    placed = await redeem_points(mall.choice(await mall.rich(500), quantity=3), now=noon)
    await pay(placed, at=noon)
    desk = await desk_of(mall.world, placed.order, noon)
    await shipped(desk.order.id, now=noon, pieces=1)
    sale = await desk.agree(await desk.ask(reason=R.NOT_SHIPPED, pieces=2))
    assert (sale.refunded_points, sale.refunded_fen) == (200, 60)
    order = await desk.row()
    assert (order.status, order.pieces_let_go) == (SHIPPED, 2)
    assert (await MallItem.get(id=mall.item.id)).taken == 1
    assert (await Redemption.get(order_id=order.id)).returned == 200


async def test_a_part_that_is_ruled_before_goods_left_is_a_part(noon, refused):
    desk = await make_desk(noon, arrived=False)
    sale = await desk.ask(reason=R.CHANGED_MIND)
    await desk.decline(sale)
    await desk.complain(sale)
    sale = await desk.rule(sale, 300)
    order = await desk.row()
    assert (sale.refunded_fen, order.refunded_fen, order.status) == (300, 300, CONFIRMED)
    # It is to be sent, then, and there is a time for that, too.
    async with refused(AfterSaleNotOffered) as refusal:
        await desk.ask(reason=R.NOT_SHIPPED)
    assert refusal.value.why == AfterSaleDenial.RULED
    late = noon + POLICY.ship_by
    assert (await desk.ask(reason=R.NOT_SHIPPED, now=late)).outcome == "REFUNDED"
    order = await Order.get(id=order.id)
    assert (order.status, order.refunded_fen) == (OrderStatus.CLOSED, order.total_fen)


async def test_who_was_told_to_wait_may_return_what_came(noon):
    desk = await make_desk(noon, arrived=False)
    sale = await desk.ask(reason=R.CHANGED_MIND)
    await desk.decline(sale)
    await desk.complain(sale)
    await desk.rule(sale, 0)
    await shipped(desk.order.id, now=noon)
    assert await desk.ask(K.RETURN_AND_REFUND, R.DEFECTIVE, now=noon + timedelta(days=1))


async def test_refusals_are_all_that_a_race_leaves(noon):
    desk = await partly(noon)
    sale = await desk.ask(reason=R.NOT_SHIPPED, pieces=2)
    done = await asyncio.gather(*(desk.agree(sale) for _ in range(4)), return_exceptions=True)
    assert sum(isinstance(each, Refusal) for each in done) == 3
    assert (await desk.row()).pieces_let_go == 2
