"""A received order's escrow is parted once, eight days later, and brought back as goods go back."""

import asyncio
from datetime import timedelta

import pytest

from actions.accounts import close_account
from actions.deadlines import settle_due_team
from actions.funding import NewOverride, override_policy
from actions.order_settlements import settle_orders
from app.steps import batched
from models.commissions import Commission
from models.ledger import Journal, post
from models.order_settlements import OrderSettlement, SettlementReversal, orders_to_settle
from models.orders import Order
from models.referrals import Referral
from rules.accounts import AccountKind, AccountName
from rules.commissions import CommissionStatus, ReversedFor
from rules.ledger import Journal as Recipe
from rules.ledger import Leg
from rules.people import Role
from rules.policy import POLICY, PolicyRule
from tests.actions.world_commissions import (
    bought,
    chain,
    received,
    refunded,
    rows_of,
    settle_all,
    settled,
)
from tests.actions.worlds import SOLO_FEN, balance, pay

pytestmark = pytest.mark.usefixtures("books")
DAY = timedelta(days=1)
DUE = POLICY.settles_after


def of(fen, bp):
    return fen * bp // 10_000


async def cash_of(*people):
    return [await balance("CASH", person.id) for person in people]


async def moved(kind, owner, other, fen, *, at):
    """Money that left an account by other ways, or came into it."""
    legs = [Leg(source=AccountName(kind, str(owner)), target=other, amount=fen)]
    recipe = Recipe(key=f"test:{kind}:{owner}:{at}", kind="TEST", cause="test", legs=legs)
    await post(recipe, now=at)


async def gone(person, *, at):
    """Whatever a person earned is spent."""
    [fen] = await cash_of(person)
    if fen:
        await moved(
            AccountKind.CASH, person.id, AccountName(AccountKind.CLEARING, "bank"), fen, at=at
        )


async def test_one_journal_empties_the_escrow(noon):
    led = await chain(noon)
    order = await bought(led.world, led.buyer, at=noon, quantity=3)
    await received(order, at=noon)
    assert await settle_all(at=noon + DUE - timedelta(seconds=1)) == []
    assert await settle_all(at=noon + DUE) == [order.id]

    base = 3 * SOLO_FEN
    first, second, fee = of(base, 500), of(base, 200), of(base, 200)
    assert await cash_of(*led.uplines) == [first, second, 0]
    assert await balance("REVENUE", "platform") == fee
    assert await balance("PAYABLE", order.merchant_id) == base - first - second - fee
    assert await balance("ESCROW", order.id) == 0
    assert await Journal.filter(kind="ORDER_SETTLED").count() == 1
    after = await Order.get(id=order.id)
    assert after.settled_at == noon + DUE
    assert {row.status for row in await rows_of(order)} == {CommissionStatus.SETTLED}
    assert await settle_all(at=noon + 2 * DUE) == []


async def test_the_three_level_journey_by_a_recorded_override(noon):
    """A shares to B, B to C, C buys: each level's sum; then B's edge is over, and C buys again."""
    led = await chain(noon)
    operator = await led.world.person("值班员", role=Role.OPERATOR)
    override = NewOverride(
        rule=PolicyRule.THIRD_LEVEL, campaign_id=None, reason="试点", operator_id=operator.id
    )
    await override_policy(override, now=noon)
    order = await bought(led.world, led.buyer, at=noon)
    await settled(order, at=noon)
    sums = [of(SOLO_FEN, bp) for bp in (500, 200, 100)]
    assert await cash_of(*led.uplines) == sums

    last = led.uplines[0]
    edge = await Referral.get(member_id=last.id)
    later = noon + timedelta(days=10)
    await Referral.filter(id=edge.id).update(ended_at=later, end_reason="EXPIRED")
    again = await bought(led.world, led.buyer, at=later + DAY)
    assert [(row.level, row.person_id) for row in await rows_of(again)] == [(1, last.id)]
    await settled(again, at=later + DAY)
    assert await cash_of(*led.uplines) == [2 * sums[0], *sums[1:]]


async def test_an_order_in_dispute_waits(noon):
    led = await chain(noon)
    order = await bought(led.world, led.buyer, at=noon)
    await received(order, at=noon)
    await Order.filter(id=order.id).update(disputes=1)
    assert await settle_all(at=noon + DUE) == []
    assert await settle_orders([order.id], now=noon + DUE) == []
    await Order.filter(id=order.id).update(disputes=0)
    assert await settle_all(at=noon + 2 * DUE) == [order.id]


async def test_many_workers_settle_each_order_once(noon):
    led = await chain(noon)
    orders = [await bought(led.world, led.buyer, at=noon) for _ in range(12)]
    await received(*orders, at=noon)
    ids = [order.id for order in orders]
    done = await asyncio.gather(*(settle_orders(ids, now=noon + DUE) for _ in range(8)))
    assert sorted(each for some in done for each in some) == sorted(ids)
    assert await cash_of(led.uplines[0]) == [12 * of(SOLO_FEN, 500)]


async def test_a_refund_and_a_settlement_at_once_come_to_the_same(noon):
    led = await chain(noon)
    orders = [await bought(led.world, led.buyer, at=noon) for _ in range(6)]
    await received(*orders, at=noon)
    at = noon + DUE
    await asyncio.gather(
        settle_all(at=at), *(refunded(led.world, order, 1000, at=at) for order in orders)
    )
    await settle_all(at=at)
    kept = SOLO_FEN - 1000
    assert await cash_of(*led.uplines) == [6 * of(kept, 500), 6 * of(kept, 200), 0]


async def test_a_partial_refund_takes_back_in_proportion_the_leader_included(noon):
    terms = {"commission": {"levels_bp": [800, 300], "leader_bp": 400}}
    led = await chain(noon, size=2, terms=terms)
    leader = await led.world.person("团长")
    opened = await led.world.opened(leader)
    joined = await led.world.joined(led.buyer, opened.team.code)
    for placed in (opened, joined):
        await pay(placed, at=noon)
    await settle_due_team(now=noon)
    [order] = await settled(await Order.get(id=joined.order.id), at=noon)
    people = [leader, *led.uplines[:2]]
    assert await cash_of(*people) == [of(order.total_fen, bp) for bp in (400, 800, 300)]

    at = order.settled_at + DAY
    await refunded(led.world, order, 777, at=at)
    assert await cash_of(*people) == [of(order.total_fen - 777, bp) for bp in (400, 800, 300)]
    [reversal] = await SettlementReversal.filter(order_id=order.id)
    assert (reversal.amount_fen, reversal.debt_fen) == (777, 0)
    assert await balance("IN_FLIGHT", order.id) == 777

    await refunded(led.world, order, order.total_fen - 777, at=at)
    assert await cash_of(*people) == [0, 0, 0]
    assert await balance("PAYABLE", order.merchant_id) == 0
    assert await balance("REVENUE", "platform") == 0
    assert {row.status for row in await rows_of(order)} == {CommissionStatus.REVERSED}
    assert {row.reversed_for for row in await rows_of(order)} == {ReversedFor.REFUNDED}


async def test_what_is_not_there_any_more_is_owed_and_repaid_by_the_next_commission(noon):
    led = await chain(noon)
    order = await bought(led.world, led.buyer, at=noon)
    [order] = await settled(order, at=noon)
    first, at = led.uplines[0], order.settled_at + DAY
    await gone(first, at=at)
    merchant = await balance("PAYABLE", order.merchant_id)
    bank = AccountName(AccountKind.CLEARING, "bank")
    await moved(AccountKind.PAYABLE, order.merchant_id, bank, merchant, at=at)
    await moved(AccountKind.REVENUE, "platform", bank, await balance("REVENUE", "platform"), at=at)

    await refunded(led.world, order, order.total_fen, at=at)
    owed = of(SOLO_FEN, 500)
    assert await balance("RECEIVABLE", first.id) == -owed
    assert await balance("RECEIVABLE", order.merchant_id) == -merchant
    assert await balance("RECEIVABLE", "platform") == -of(SOLO_FEN, 200)
    assert (await rows_of(order))[0].debt_fen == owed

    next_one = await bought(led.world, led.buyer, at=at, quantity=2)
    await settled(next_one, at=at)
    assert await balance("RECEIVABLE", first.id) == 0
    assert await cash_of(first) == [owed]
    assert (await rows_of(next_one))[0].repaid_fen == owed
    assert await balance("RECEIVABLE", order.merchant_id) == 0
    assert await balance("RECEIVABLE", "platform") == 0
    settlement = await OrderSettlement.get(order_id=next_one.id)
    assert settlement.merchant_repaid_fen == merchant


async def test_the_order_of_refunds_and_settlement_makes_no_difference(noon):
    led = await chain(noon)
    sums = []
    for before, after in (
        ((), (100, 900, 3)),
        ((1003,), ()),
        ((900,), (3, 100)),
        ((3, 100), (900,)),
    ):
        start = [await cash_of(*led.uplines), await balance("REVENUE", "platform")]
        order = await bought(led.world, led.buyer, at=noon)
        for fen in before:
            await refunded(led.world, order, fen, at=noon)
        [order] = await settled(order, at=noon)
        for fen in after:
            await refunded(led.world, order, fen, at=order.settled_at)
        end = [await cash_of(*led.uplines), await balance("REVENUE", "platform")]
        sums.append(([b - a for a, b in zip(start[0], end[0], strict=True)], end[1] - start[1]))
    assert sums == [sums[0]] * 4


async def test_who_closed_their_account_earns_nothing_and_the_merchant_keeps_it(noon):
    led = await chain(noon)
    order = await bought(led.world, led.buyer, at=noon)
    first = led.uplines[0]
    await close_account(person_id=first.id, proved_hash="-", now=noon)
    await settled(order, at=noon)
    [row, second, _] = await rows_of(order)
    assert (row.status, row.reversed_for) == (CommissionStatus.REVERSED, ReversedFor.ACCOUNT_CLOSED)
    assert await cash_of(*led.uplines) == [0, second.amount_fen, 0]
    fee = of(SOLO_FEN, 200)
    assert await balance("PAYABLE", order.merchant_id) == SOLO_FEN - second.amount_fen - fee
    await refunded(led.world, order, SOLO_FEN, at=noon + 2 * DUE)
    assert await balance("PAYABLE", order.merchant_id) == 0


async def test_one_that_cannot_be_settled_keeps_no_other_from_it(noon):
    led = await chain(noon)
    orders = [await bought(led.world, led.buyer, at=noon) for _ in range(3)]
    await received(*orders, at=noon)
    # Its escrow holds less than what is to be parted: the database refuses that one.
    bank = AccountName(AccountKind.CLEARING, "bank")
    await moved(AccountKind.ESCROW, orders[1].id, bank, 1, at=noon)
    step = batched(orders_to_settle, settle_orders)
    assert await step(lambda: noon + DUE) == 2
    assert await orders_to_settle(now=noon + DUE, besides=[], limit=9) == [orders[1].id]
    await moved(
        AccountKind.CLEARING,
        "bank",
        AccountName(AccountKind.ESCROW, str(orders[1].id)),
        1,
        at=noon + DAY,
    )
    assert await settle_all(at=noon + 2 * DUE) == [orders[1].id]
    assert await Commission.filter(status="PENDING").count() == 0
