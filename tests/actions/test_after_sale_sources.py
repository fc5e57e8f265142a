"""What an after-sale gives back goes where it came from: points, a win, a buyer's own accounts."""

import asyncio
from datetime import timedelta

import pytest

from actions.after_sale_deadlines import decide_overdue_after_sale
from actions.orders import buy_solo
from actions.redemptions import GivingBack, cancel_redemption, redeem_points
from models.awards import Award
from models.mall import MallItem
from models.orders import Order
from models.points import Redemption
from rules.policy import POLICY
from tests.actions.world_after_sales import K, R, desk_of
from tests.actions.world_points import make_mall
from tests.actions.world_rewards import won
from tests.actions.world_shipping import received
from tests.actions.world_tenders import give
from tests.actions.worlds import SOLO_FEN, balance, make_world, pay

pytestmark = pytest.mark.usefixtures("books")


async def redeemed(noon):
    mall = await make_mall(noon, points=100, price_fen=30, stock=9)
    placed = await redeem_points(mall.choice(await mall.rich(500), quantity=2), now=noon)
    await pay(placed, at=noon)
    return mall, placed.order


async def test_points_come_back_by_the_piece_with_their_share_of_the_money(noon, books):
    mall, order = await redeemed(noon)
    await received(order.id, now=noon)
    desk = await desk_of(mall.world, order, noon)
    sale = await desk.ask(K.RETURN_AND_REFUND, R.CHANGED_MIND)
    assert (sale.points, sale.amount_fen) == (100, 30)
    await desk.agree(sale)
    await desk.send_back(sale)
    sale = await desk.receive(sale)
    assert (sale.refunded_points, sale.refunded_fen) == (100, 30)
    assert (await Redemption.get(order_id=order.id)).returned == 100


async def test_what_points_paid_is_called_off_whole_before_it_is_shipped(noon, books):
    mall, order = await redeemed(noon)
    desk = await desk_of(mall.world, order, noon)
    sale = await desk.agree(await desk.ask(reason=R.CHANGED_MIND, pieces=2))
    assert (sale.refunded_points, sale.refunded_fen) == (200, 60)
    assert (await Order.get(id=order.id)).status == "CLOSED"
    assert (await MallItem.get(id=mall.item.id)).taken == 0


async def test_of_what_an_operator_called_off_meanwhile_nothing_is_left_to_answer(noon, books):
    mall, order = await redeemed(noon)
    desk = await desk_of(mall.world, order, noon)
    sale = await desk.ask(reason=R.CHANGED_MIND, pieces=2)
    back = GivingBack(
        operator_id=desk.operator.id, order_id=order.id, reason="缺货", key=desk.key()
    )
    await cancel_redemption(back, now=noon)
    sale = await decide_overdue_after_sale(sale.id, now=noon + POLICY.after_sale_answered)
    assert sale is not None
    assert (sale.outcome, sale.declined_because, sale.refunded_points) == ("LAPSED", None, 0)


async def test_a_win_shrinks_with_the_goods_that_go_back(noon, books):
    winner = await won(noon)
    order = await Order.get(id=winner.order.id)
    await received(order.id, now=winner.now)
    desk = await desk_of(winner.drawn.world, order, winner.now)
    await desk.agree(await desk.ask(amount_fen=order.total_fen // 2))
    award = await Award.get(order_id=order.id)
    assert award.fund_taken_fen == award.fund_fen * (order.total_fen // 2) // order.total_fen


async def test_a_winner_who_is_let_go_before_shipping_keeps_nothing(noon, books):
    winner = await won(noon)
    desk = await desk_of(winner.drawn.world, winner.order, winner.now)
    await desk.agree(await desk.ask(reason=R.CHANGED_MIND, now=winner.now), now=winner.now)
    order, award = await Order.get(id=winner.order.id), await Award.get(order_id=winner.order.id)
    assert (order.status, order.close_reason) == ("CLOSED", "REFUNDED")
    assert award.fund_taken_fen == award.fund_fen
    assert await balance("FUND", order.person_id) == 0


async def test_credit_comes_back_as_credit(noon, books):
    world = await make_world(noon)
    person = await world.person()
    await give(person, now=noon, credit_fen=SOLO_FEN // 2)
    placed = await buy_solo(world.wish(person, credit_fen=SOLO_FEN // 2), now=noon)
    await pay(placed, at=noon)
    await received(placed.order.id, now=noon)
    desk = await desk_of(world, placed.order, noon)
    await desk.agree(await desk.ask(amount_fen=1000))
    assert await balance("CREDIT", person.id) == 500
    assert await balance("IN_FLIGHT", placed.order.id) == 500


async def test_agreed_while_it_falls_due_it_is_granted_once(noon, books):
    world = await make_world(noon)
    placed = await buy_solo(world.wish(await world.person()), now=noon)
    await pay(placed, at=noon)
    await received(placed.order.id, now=noon)
    desk = await desk_of(world, placed.order, noon)
    sale = await desk.ask(amount_fen=900)
    late = noon + POLICY.after_sale_answered + timedelta(seconds=1)
    await asyncio.gather(
        desk.agree(sale, now=late),
        *(decide_overdue_after_sale(sale.id, now=late) for _ in range(3)),
        return_exceptions=True,
    )
    row = await desk.row()
    assert (row.refunded_fen, row.disputes) == (900, 0)
