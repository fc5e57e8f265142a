"""Parts of an order go back to where they came from, at most what was paid, however often."""

import asyncio
from datetime import timedelta

import pytest

from actions.deadlines import close_due_team
from actions.order_refunds import OrderRefund, refund_order
from actions.orders import buy_solo
from actions.payments import record_money
from actions.refunds import record_refund
from models.audit import AuditEntry
from models.ids import new_id
from models.orders import Order
from models.payments import Payment, Refund
from rules.orders import OrderStatus
from rules.payments import MoneyOutcome, PaymentPurpose, PaymentStatus
from rules.people import Role
from rules.policy import POLICY
from rules.refusals import IdempotencyKeyReused, OrderNotFound, RefundTooLarge, TooManyRefunds
from tests.actions.worlds import SOLO_FEN, TEAM_FEN, balance, make_world, money, pay

pytestmark = pytest.mark.usefixtures("books")
MOST = POLICY.refunds_of_one_payment_most
DAY = timedelta(hours=24)


@pytest.fixture
async def world(noon, books):
    return await make_world(noon)


@pytest.fixture
async def operator(world):
    return await world.person("值班员", role=Role.OPERATOR)


def wanted(operator, order, fen, **changes):
    facts = {"reason": "少了一颗", "key": new_id(order.placed_at).hex}
    return OrderRefund(
        operator_id=operator.id, order_id=order.id, amount_fen=fen, **{**facts, **changes}
    )


async def bought(world, noon):
    placed = await buy_solo(world.wish(await world.person()), now=noon)
    assert await pay(placed, at=noon) is MoneyOutcome.ORDER
    return placed.order


async def escrow(order):
    return await balance("ESCROW", order.id), await balance("IN_FLIGHT", order.id)


async def test_a_part_goes_back_and_the_order_stays_as_it_is(noon, world, operator):
    order = await bought(world, noon)
    done = await refund_order(wanted(operator, order, 280), now=noon)
    assert (done.status, done.refunded_fen) == (OrderStatus.CONFIRMED, 280)
    assert done.version == 3
    assert await escrow(order) == (SOLO_FEN - 280, 280)
    refund = await Refund.get()
    assert (refund.number, refund.reason) == (f"{refund.payment_number}-1", "少了一颗")
    note = await AuditEntry.get(verb="refundOrder")
    assert (note.person_id, note.subject) == (operator.id, f"{order.number} 280")
    await record_refund(number=refund.number, now=noon)
    assert await escrow(order) == (SOLO_FEN - 280, 0)


async def test_no_more_goes_back_than_is_left(noon, world, operator, refused):
    order = await bought(world, noon)
    await refund_order(wanted(operator, order, 3000), now=noon)
    async with refused(RefundTooLarge) as refusal:
        await refund_order(wanted(operator, order, 281), now=noon)
    assert refusal.value.left_fen == 280
    await refund_order(wanted(operator, order, 280), now=noon)
    async with refused(RefundTooLarge) as refusal:
        await refund_order(wanted(operator, order, 1), now=noon)
    assert refusal.value.left_fen == 0


async def test_what_was_never_paid_or_went_back_is_not_left(noon, world, operator, refused):
    unpaid = (await buy_solo(world.wish(await world.person()), now=noon)).order
    late = await buy_solo(world.wish(await world.person()), now=noon)
    await pay(late, at=noon + DAY)
    for order in (unpaid, late.order):
        async with refused(RefundTooLarge) as refusal:
            await refund_order(wanted(operator, order, 1), now=noon)
        assert refusal.value.left_fen == 0
    async with refused(OrderNotFound):
        await refund_order(wanted(operator, Order(id=operator.id, placed_at=noon), 1), now=noon)


async def test_the_same_key_refunds_once(noon, world, operator, refused):
    order = await bought(world, noon)
    same = wanted(operator, order, 100, key="one")
    answers = await asyncio.gather(*(refund_order(same, now=noon) for _ in range(4)))
    assert {answer.refunded_fen for answer in answers} == {100}
    async with refused(IdempotencyKeyReused):
        await refund_order(wanted(operator, order, 101, key="one"), now=noon)


async def test_at_once_they_never_give_back_more_than_was_paid(noon, world, operator):
    order = await bought(world, noon)
    answers = await asyncio.gather(
        *(refund_order(wanted(operator, order, 1000), now=noon) for _ in range(8)),
        return_exceptions=True,
    )
    assert sum(isinstance(answer, RefundTooLarge) for answer in answers) == 5
    assert await escrow(order) == (SOLO_FEN - 3000, 3000)
    assert await Refund.all().count() == 3


async def test_the_fiftieth_refund_is_all_that_is_left(noon, world, operator, refused):
    order = await bought(world, noon)
    for _ in range(MOST - 1):
        await refund_order(wanted(operator, order, 1), now=noon)
    async with refused(TooManyRefunds) as refusal:
        await refund_order(wanted(operator, order, 1), now=noon)
    assert refusal.value.most == MOST
    done = await refund_order(wanted(operator, order, SOLO_FEN - MOST + 1), now=noon)
    assert done.refunded_fen == SOLO_FEN
    assert await escrow(order) == (0, SOLO_FEN)


async def test_a_team_that_fails_gives_back_what_is_left(noon, world, operator):
    leader, friend = await world.paid_team(members=1)
    await refund_order(wanted(operator, leader.order, 90), now=noon)
    await refund_order(wanted(operator, friend.order, TEAM_FEN), now=noon)
    await close_due_team(now=noon + DAY)
    refunds = await Refund.filter(payment_id=leader.payment.id).order_by("ordinal")
    assert [refund.amount_fen for refund in refunds] == [90, TEAM_FEN - 90]
    assert await Refund.filter(payment_id=friend.payment.id).count() == 1
    for placed in (leader, friend):
        order = await Order.get(id=placed.order.id)
        assert (order.status, order.refunded_fen) == (OrderStatus.CLOSED, TEAM_FEN)
        assert await escrow(order) == (0, TEAM_FEN)


async def test_a_deposit_and_a_balance_go_back_in_proportion(noon, world, operator):
    placed = await buy_solo(world.wish(await world.person()), now=noon)
    deposit, fen = placed.payment, SOLO_FEN // 4
    await Payment.filter(id=deposit.id).update(amount_fen=fen)
    balance_of = await Payment.create(
        id=new_id(noon),
        number="P-BALANCE",
        order_id=placed.order.id,
        purpose=PaymentPurpose.BALANCE,
        amount_fen=SOLO_FEN - fen,
        status=PaymentStatus.PENDING,
        expires_at=deposit.expires_at,
        created_at=noon,
    )
    told = money(await Payment.get(id=deposit.id), at=noon)
    assert await record_money(told, now=noon) is MoneyOutcome.ORDER
    # The rest of such an order's life is not here yet: its balance is booked as it will be.
    await Order.filter(id=placed.order.id).update(status=OrderStatus.AWAITING_PAYMENT)
    assert await record_money(money(balance_of, at=noon), now=noon) is MoneyOutcome.ORDER

    for piece in (3, 5, 400):
        await refund_order(wanted(operator, placed.order, piece), now=noon)
    returned = {
        number: sum(r.amount_fen for r in await Refund.filter(payment_number=number))
        for number in (deposit.number, balance_of.number)
    }
    assert returned == {deposit.number: 408 // 4, balance_of.number: 408 - 408 // 4}
    await refund_order(wanted(operator, placed.order, SOLO_FEN - 408), now=noon)
    assert await escrow(placed.order) == (0, SOLO_FEN)
