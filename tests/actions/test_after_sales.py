"""A buyer asks, a merchant answers, goods and money move, and at most what was paid goes back."""

import asyncio

import pytest

from actions.after_sale_deadlines import finish_after_sale
from actions.order_refunds import OrderRefund, refund_order
from actions.refunds import record_refund
from models.after_sales import AfterSale, after_sales_arrived
from models.catalogue import Sku
from models.orders import Order
from models.payments import Refund
from rules.faults import BadInput
from rules.orders import OrderStatus
from rules.policy import POLICY
from rules.refusals import (
    AfterSaleMoved,
    AfterSaleOpen,
    IdempotencyKeyReused,
)
from tests.actions.world_after_sales import DAY, K, R, desk_of, make_desk, steps_of
from tests.actions.worlds import SOLO_FEN, balance, make_world

pytestmark = pytest.mark.usefixtures("books")


async def arrive(now):
    """Everything that is on its way back arrives, and after-sales hear of it."""
    for refund in await Refund.exclude(status="SUCCEEDED"):
        await record_refund(number=refund.number, now=now)
    for sale_id in await after_sales_arrived(now=now, besides=[], limit=10):
        assert await finish_after_sale(sale_id, now=now)


async def test_a_refund_that_the_merchant_agrees_to(noon, books):
    desk = await make_desk(noon)
    sale = await desk.ask(amount_fen=500)
    order = await desk.row()
    assert (order.disputes, order.status) == (1, OrderStatus.COMPLETED)
    assert (sale.status, sale.due_at) == ("REQUESTED", noon + POLICY.after_sale_answered)

    sale = await desk.agree(sale)
    order = await desk.row()
    assert (order.disputes, order.refunded_fen) == (0, 500)
    assert (sale.status, sale.outcome, sale.refunded_fen) == ("REFUNDING", "REFUNDED", 500)
    assert await balance("IN_FLIGHT", order.id) == 500

    await arrive(noon)
    assert await steps_of(sale) == [
        "BUYER REQUEST REQUESTED",
        "SELLER AGREE REFUNDING",
        "CLOCK ARRIVE DONE",
    ]
    assert await desk.told(order.person_id) == [
        "AFTER_SALE_MOVED",
        "AFTER_SALE_REFUNDING",
        "AFTER_SALE_DONE",
    ]
    assert await desk.told(desk.seller.person_id) == [
        "AFTER_SALE_REQUESTED",
        "AFTER_SALE_MOVED",
        "AFTER_SALE_DONE",
    ]


async def test_a_return_from_the_parcel_to_the_shelf_and_the_money(noon, books):
    desk = await make_desk(noon, quantity=2)
    stock = (await Sku.get(id=desk.order.sku_id)).stock
    sale = await desk.ask(K.RETURN_AND_REFUND, R.CHANGED_MIND, pieces=1)
    assert (sale.amount_fen, sale.return_paid_by) == (SOLO_FEN, "BUYER")
    sale = await desk.agree(sale)
    assert (sale.status, sale.return_to) == ("AGREED", "成都市一环路 1 号")
    assert (await desk.row()).refunded_fen == 0
    await desk.send_back(sale)
    sale = await desk.send_back(sale, number="SF9", now=noon + DAY)
    assert (sale.return_number, sale.return_sent_at) == ("SF9", noon)
    assert sale.due_at == noon + POLICY.after_sale_received
    sale = await desk.receive(sale)
    assert (sale.status, sale.refunded_fen) == ("REFUNDING", SOLO_FEN)
    assert (await Sku.get(id=desk.order.sku_id)).stock == stock + 1
    # One piece is left to ask about, and its price.
    with pytest.raises(BadInput):
        await desk.ask(K.RETURN_AND_REFUND, R.CHANGED_MIND, pieces=2)
    again = await desk.ask(K.RETURN_AND_REFUND, R.CHANGED_MIND)
    assert (again.n, again.amount_fen) == (2, SOLO_FEN)


async def test_what_cannot_be_sold_again_stays_off_the_shelf(noon, books):
    desk = await make_desk(noon)
    stock = (await Sku.get(id=desk.order.sku_id)).stock
    sale = await desk.ask(K.RETURN_AND_REFUND)
    await desk.agree(sale)
    await desk.send_back(sale)
    with pytest.raises(BadInput):
        await desk.receive(sale, shelved=2)
    await desk.receive(sale, shelved=0)
    assert (await Sku.get(id=desk.order.sku_id)).stock == stock


async def test_an_exchange_ends_with_other_goods(noon, books):
    desk = await make_desk(noon)
    sale = await desk.ask(K.EXCHANGE, R.WRONG_GOODS)
    await desk.agree(sale)
    await desk.send_back(sale)
    assert (await desk.receive(sale)).status == "REPLACING"
    sale = await desk.replace(sale)
    assert (sale.status, sale.replacement_number) == ("REPLACED", "SF2")
    sale = await desk.confirm(sale)
    assert (sale.status, sale.outcome, sale.refunded_fen) == ("DONE", "EXCHANGED", 0)
    assert (await desk.confirm(sale)).status == "DONE"
    assert ((await desk.row()).disputes, (await desk.row()).refunded_fen) == (0, 0)


async def test_goods_that_never_left_are_let_go_whole_and_the_order_is_over(noon, books):
    desk = await make_desk(noon, arrived=False, quantity=2)
    taken = (await Sku.get(id=desk.order.sku_id)).taken
    sale = await desk.ask(reason=R.CHANGED_MIND, pieces=2, amount_fen=1)
    assert (sale.status, sale.amount_fen) == ("REQUESTED", 2 * SOLO_FEN)
    await desk.agree(sale)
    order = await desk.row()
    assert (order.status, order.close_reason) == (OrderStatus.CLOSED, "REFUNDED")
    assert order.refunded_fen == order.total_fen
    assert (await Sku.get(id=order.sku_id)).taken == taken - 2


async def test_goods_that_should_have_left_are_let_go_at_once(noon, books):
    desk = await make_desk(noon, arrived=False)
    late = noon + POLICY.ship_by
    sale = await desk.ask(reason=R.NOT_SHIPPED, now=late)
    assert (sale.status, sale.unanswered) == ("REFUNDING", True)
    assert (await desk.row()).status is OrderStatus.CLOSED
    assert await steps_of(sale) == ["BUYER REQUEST REQUESTED", "CLOCK AGREE REFUNDING"]


async def test_a_member_of_a_team_leaves_the_team_as_it_is(noon, books):
    world = await make_world(noon, size=2)
    leader, friend = await world.paid_team(members=1)
    desk = await desk_of(world, friend.order, noon)
    await desk.agree(await desk.ask(reason=R.CHANGED_MIND))
    assert (await desk.row()).close_reason == "REFUNDED"
    assert (await Order.get(id=leader.order.id)).status is OrderStatus.CONFIRMED


async def test_only_one_is_open_of_an_order_however_many_are_sent(noon, books, refused):
    desk = await make_desk(noon)
    answers = await asyncio.gather(*(desk.ask() for _ in range(6)), return_exceptions=True)
    assert sum(isinstance(each, AfterSale) for each in answers) == 1
    assert sum(isinstance(each, AfterSaleOpen) for each in answers) == 5
    async with refused(AfterSaleOpen) as refusal:
        await desk.ask()
    assert refusal.value.number == f"{desk.order.number}-1"


async def test_the_same_key_asks_and_grants_once(noon, books, refused):
    desk = await make_desk(noon)
    first, second = await asyncio.gather(*(desk.ask(key="one") for _ in range(2)))
    assert first.id == second.id
    async with refused(IdempotencyKeyReused):
        await desk.ask(key="one", amount_fen=7)
    granted = await asyncio.gather(*(desk.agree(first, key="two") for _ in range(3)))
    assert {each.refunded_fen for each in granted} == {SOLO_FEN}
    assert await Refund.all().count() == 1


async def test_a_refund_by_hand_at_the_same_time_leaves_no_more_than_was_paid(noon, books):
    desk = await make_desk(noon)
    sale = await desk.ask()
    by_hand = OrderRefund(
        operator_id=desk.operator.id,
        order_id=desk.order.id,
        amount_fen=3000,
        reason="补偿",
        key="hand",
    )
    await asyncio.gather(desk.agree(sale), refund_order(by_hand, now=noon), return_exceptions=True)
    order, sale = await desk.row(), await AfterSale.get(id=sale.id)
    assert order.refunded_fen == SOLO_FEN
    assert sale.refunded_fen in {SOLO_FEN, SOLO_FEN - 3000}
    assert order.disputes == 0


async def test_agreed_and_withdrawn_at_once_has_one_outcome(noon, books):
    desk = await make_desk(noon)
    sale = await desk.ask()
    answers = await asyncio.gather(
        desk.agree(sale), desk.withdraw(sale), desk.decline(sale), return_exceptions=True
    )
    assert sum(isinstance(each, AfterSaleMoved) for each in answers) >= 1
    row = await desk.row()
    assert row.refunded_fen in {0, SOLO_FEN}
    assert row.disputes in {0, 1}
