"""Points pay for goods, those first that expire first; they come back to their lots, or expire."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from actions.orders import cancel_order
from actions.payments import record_money
from actions.points import expire_lot, warn_of_lot
from actions.redemptions import (
    redeem_points,
)
from models.mall import MallItem
from models.orders import Order
from models.outbox import OutboxEvent, viewer_topic
from models.payments import Payment
from models.points import LotUse, PointLot, Redemption, lots_expired, lots_to_warn_of
from rules.accounts import MARKETING, AccountKind
from rules.orders import OrderKind, OrderStatus
from rules.payments import MoneyOutcome
from rules.policy import POLICY
from rules.refusals import (
    IdempotencyKeyReused,
    PointsTooLow,
    SoldOut,
    TooManyLots,
)
from rules.teams import EndReason
from tests.actions.world_points import grant, held, holding, make_mall
from tests.actions.worlds import give_up, money, pay

pytestmark = pytest.mark.usefixtures("books")


async def told(person):
    events = await OutboxEvent.filter(topic=viewer_topic(person.id)).order_by("id")
    return [event.kind for event in events]


async def test_points_alone_confirm_an_order_at_once_and_pay_the_merchant(noon):
    mall = await make_mall(noon, points=100)
    person = await mall.rich(30, 200, 50)

    placed = await redeem_points(mall.choice(person, quantity=2), now=noon)

    order = await Order.get(id=placed.order.id)
    assert placed.payment is None
    assert (order.kind, order.status, order.total_fen) == (
        OrderKind.POINTS,
        OrderStatus.CONFIRMED,
        0,
    )
    assert await mall.lots(person) == [0, 30, 50]
    assert await held(AccountKind.POINTS, person.id, "PTS") == 80
    assert await held(AccountKind.PAYABLE, order.merchant_id) == 200
    assert await told(person) == [
        "ORDER_PLACED",
        "POINTS_REDEEMED",
        "ORDER_CONFIRMED",
    ]
    item = await MallItem.get(id=mall.item.id)
    assert (item.stock, item.taken) == (5, 2)


async def test_the_same_key_redeems_once_and_means_the_same(noon):
    mall = await make_mall(noon)
    person = await mall.rich(500)
    choice = mall.choice(person, key="once")

    first = await redeem_points(choice, now=noon)
    again = await redeem_points(choice, now=noon)

    assert first.order.id == again.order.id
    assert await mall.lots(person) == [400]
    with pytest.raises(IdempotencyKeyReused):
        await redeem_points(mall.choice(person, key="once", quantity=2), now=noon)


async def test_money_beside_points_is_waited_for_and_only_then_the_merchant_is_paid(noon):
    mall = await make_mall(noon, points=100, price_fen=990)
    person = await mall.rich(100)

    placed = await redeem_points(mall.choice(person), now=noon)

    assert placed.payment.amount_fen == 990
    assert placed.order.status is OrderStatus.AWAITING_PAYMENT
    assert await held(AccountKind.PAYABLE, mall.world.merchant.id) == 0
    assert await pay(placed, at=noon) is MoneyOutcome.ORDER
    assert (await Order.get(id=placed.order.id)).status is OrderStatus.CONFIRMED
    assert await held(AccountKind.PAYABLE, mall.world.merchant.id) == 100
    assert await held(AccountKind.ESCROW, placed.order.id) == 990
    assert (await Redemption.get(order_id=placed.order.id)).spent_at == noon


@pytest.mark.parametrize("way", ["unpaid", "wrong sum", "late"])
async def test_points_of_an_order_that_is_not_paid_come_back(way, noon):
    mall = await make_mall(noon, points=100, price_fen=990)
    person = await mall.rich(60, 60)
    placed = await redeem_points(mall.choice(person), now=noon)
    assert await mall.lots(person) == [0, 20]

    if way == "unpaid":
        await cancel_order(person_id=person.id, order_id=placed.order.id, now=noon)
        assert await give_up(placed, at=noon, reason=EndReason.BUYER_CANCELLED)
    else:
        changes = {"amount_fen": 980} if way == "wrong sum" else {}
        at = noon if way == "wrong sum" else noon + timedelta(hours=1)
        outcome = await record_money(money(placed.payment, at=at, **changes), now=at)
        assert outcome in {MoneyOutcome.WRONG_AMOUNT, MoneyOutcome.LATE}

    assert await mall.lots(person) == [60, 60]
    assert (await Order.get(id=placed.order.id)).status is OrderStatus.CLOSED
    assert (await MallItem.get(id=mall.item.id)).taken == 0
    assert "POINTS_RETURNED" in await told(person)
    assert await held(AccountKind.PAYABLE, mall.world.merchant.id) == 0


async def test_points_that_come_back_after_their_day_expire_again(noon):
    mall = await make_mall(noon, points=100, price_fen=990)
    person = await mall.world.person()
    lot = await grant(person, 150, now=noon, days=1)
    late = noon + timedelta(days=1)
    almost = late - timedelta(seconds=1)
    placed = await redeem_points(mall.choice(person), now=almost)
    before = await holding(MARKETING)

    [due] = await lots_expired(now=late, limit=10)
    assert (await expire_lot(due, now=late)).id == lot.id
    assert await lots_expired(now=late, limit=10) == []
    assert await holding(MARKETING) == before + 50
    await give_up(placed, at=late)
    assert await mall.lots(person) == [100]
    assert await expire_lot(lot.id, now=late) is not None
    assert await expire_lot(lot.id, now=late) is None

    gone = await PointLot.get(id=lot.id)
    assert (gone.left, gone.used, gone.expired, gone.expiries) == (0, 0, 150, 2)
    assert await holding(MARKETING) == before + 150
    assert (await told(person)).count("POINTS_EXPIRED") == 2


async def test_expired_points_pay_for_nothing_even_before_the_worker_came(noon):
    mall = await make_mall(noon, points=100)
    person = await mall.world.person()
    await grant(person, 500, now=noon, days=1)
    await grant(person, 70, now=noon, days=9)

    with pytest.raises(PointsTooLow) as refusal:
        await redeem_points(mall.choice(person), now=noon + timedelta(days=1))
    assert refusal.value.left == 70


async def test_an_owner_is_warned_once_a_month_before(noon):
    mall = await make_mall(noon)
    person = await mall.rich(40, days=31)

    assert await lots_to_warn_of(now=noon, limit=10) == []
    soon = noon + timedelta(days=1)
    [lot] = await lots_to_warn_of(now=soon, limit=10)
    assert await expire_lot(lot, now=soon) is None
    assert await warn_of_lot(lot, now=soon) is not None
    assert await warn_of_lot(lot, now=soon) is None
    assert await lots_to_warn_of(now=soon, limit=10) == []
    [event] = await OutboxEvent.filter(topic=viewer_topic(person.id))
    assert event.kind == "POINTS_EXPIRING"
    assert event.body["amount"] == "40"
    assert event.body["account"] == "POINTS"


async def test_too_few_points_and_too_many_lots_change_nothing(noon, refused, monkeypatch):
    mall = await make_mall(noon, points=100)
    person = await mall.rich(*[9] * 12)

    async with refused(PointsTooLow) as refusal:
        await redeem_points(mall.choice(person, quantity=2), now=noon)
    assert refusal.value.left == 108
    monkeypatch.setattr("actions.points.LOTS_AT_ONCE", 3)
    few(monkeypatch, 11)
    async with refused(TooManyLots):
        await redeem_points(mall.choice(person), now=noon)
    few(monkeypatch, 12)
    await redeem_points(mall.choice(person), now=noon)
    assert await mall.lots(person) == [*[0] * 11, 8]


def few(monkeypatch, lots):
    policy = replace(POLICY, lots_of_order_most=lots)
    for room in ("actions", "rules"):
        monkeypatch.setattr(f"{room}.points.POLICY", policy)


async def test_two_redemptions_of_the_same_points_are_one(noon):
    mall = await make_mall(noon, points=100)
    person = await mall.rich(*[10] * 12)

    answers = await asyncio.gather(
        *(redeem_points(mall.choice(person), now=noon) for _ in range(6)), return_exceptions=True
    )

    refusals = [answer for answer in answers if isinstance(answer, PointsTooLow)]
    assert len(refusals) == 5
    assert {refusal.left for refusal in refusals} == {20}
    assert sum(await mall.lots(person)) == 20


async def test_the_last_pieces_go_to_as_many_as_there_are(noon):
    mall = await make_mall(noon, points=100, stock=3)
    people = [await mall.rich(100) for _ in range(8)]

    answers = await asyncio.gather(
        *(redeem_points(mall.choice(person), now=noon) for person in people),
        return_exceptions=True,
    )

    assert sum(isinstance(answer, SoldOut) for answer in answers) == 5
    assert (await MallItem.get(id=mall.item.id)).taken == 3
    assert await Order.filter(kind=OrderKind.POINTS).count() == 3


async def test_each_lot_costs_what_it_cost(noon):
    mall = await make_mall(noon, points=100)
    person = await mall.rich(60, each_fen=2)
    await grant(person, 60, now=noon, days=200)

    placed = await redeem_points(mall.choice(person), now=noon)

    assert await held(AccountKind.PAYABLE, placed.order.merchant_id) == 60 * 2 + 40
    uses = await LotUse.filter(order_id=placed.order.id).order_by("ordinal")
    assert [use.points for use in uses] == [60, 40]
    assert await Payment.all().count() == 0
