"""What people's own accounts paid goes back to them: in proportion, once, and at once."""

import asyncio
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.deadlines import close_due_team
from actions.order_refunds import OrderRefund, refund_order
from actions.orders import buy_solo
from actions.payments import record_money
from actions.teams import leave_team
from models.ids import new_id
from models.orders import Order
from models.payments import Payment, Refund
from models.tenders import OrderTender, TenderReturn
from rules.money import in_proportion
from rules.payments import MoneyOutcome, PaymentStatus
from rules.people import Role
from rules.policy import POLICY
from rules.refusals import (
    RefundTooLarge,
    TooManyRefunds,
)
from rules.teams import TeamStatus
from rules.tenders import TenderSource
from tests.actions.world_tenders import held, joined, opened, rich
from tests.actions.worlds import SOLO_FEN, TEAM_FEN, balance, give_up, make_world, money, pay

pytestmark = pytest.mark.usefixtures("books")
CREDIT, CASH = TenderSource.CREDIT, TenderSource.CASH
EVENING = timedelta(hours=24)


@pytest.fixture
async def world(noon, books):
    return await make_world(noon, size=2)


async def went_back(order):
    rows = await OrderTender.filter(order_id=order.id).order_by("-source")
    return {row.source: row.returned_fen for row in rows}


async def test_what_is_given_up_is_back_and_late_money_goes_its_own_way(noon, world):
    person = await rich(world)
    placed = await opened(world, person, credit_fen=400, cash_fen=90)
    assert await give_up(placed, at=noon)
    assert await held(person) == (5000, 5000)
    assert (await Order.get(id=placed.order.id)).refunded_fen == 490
    assert await pay(placed, at=noon) is MoneyOutcome.LATE
    refund = await Refund.get()
    assert (refund.amount_fen, refund.source) == (TEAM_FEN - 490, "SUSPENSE")
    assert await held(person) == (5000, 5000)
    assert [row.reason for row in await TenderReturn.all()] == ["UNPAID", "UNPAID"]


@pytest.mark.parametrize("solo", [False, True])
@pytest.mark.parametrize(
    ("amount", "outcome"), [("whole", MoneyOutcome.WRONG_AMOUNT), ("rest", MoneyOutcome.LATE)]
)
async def test_money_in_vain_frees_what_accounts_had_paid(noon, world, solo, amount, outcome):
    """The whole price though a part was paid already, or the rest of it a day too late."""
    person = await rich(world)
    if solo:
        placed = await buy_solo(world.wish(person, cash_fen=80), now=noon)
    else:
        placed = await opened(world, person, cash_fen=80)
    at = noon if amount == "whole" else noon + timedelta(hours=20)
    fen = placed.payment.amount_fen + (80 if amount == "whole" else 0)
    told = money(placed.payment, at=at, amount_fen=fen)
    for _ in range(3):
        assert await record_money(told, now=at) is outcome
    assert await held(person) == (5000, 5000)
    assert await balance("ESCROW", placed.order.id) == 0
    assert await balance("IN_FLIGHT", placed.order.id) == fen


@pytest.mark.parametrize("credit_fen", [700, TEAM_FEN])
async def test_who_leaves_has_each_part_back_by_its_way(noon, credit_fen):
    world = await make_world(noon, size=3)
    [first] = await world.paid_team(members=0)
    person = await rich(world)
    placed = await joined(world, person, first.team.code, credit_fen=credit_fen)
    if placed.payment:
        await pay(placed, at=noon)
    await leave_team(person_id=person.id, team_code=first.team.code, now=noon)
    assert await held(person) == (5000, 5000)
    assert sum(row.amount_fen for row in await Refund.all()) == TEAM_FEN - credit_fen


async def test_a_team_that_fails_sends_every_part_back(noon, world):
    leader, member = await rich(world), await rich(world)
    first = await opened(world, leader, credit_fen=1, cash_fen=2)
    await pay(first, at=noon)
    alone = await opened(world, member, cash_fen=TEAM_FEN)
    for placed in (first, alone):
        team = await close_due_team(placed.team.id, now=noon + EVENING)
        assert team.status is TeamStatus.FAILED
    assert await held(leader) == await held(member) == (5000, 5000)
    assert [row.amount_fen for row in await Refund.all()] == [TEAM_FEN - 3]
    assert await went_back(first.order) == {CREDIT: 1, CASH: 2}


@pytest.fixture
async def operator(world):
    return await world.person("值班员", role=Role.OPERATOR)


def part(operator, order, fen):
    facts = {"operator_id": operator.id, "reason": "碰伤了", "key": new_id(order.placed_at).hex}
    return OrderRefund(order_id=order.id, amount_fen=fen, **facts)


@st.composite
def split(draw):
    """What of an order credit and cash pay, and refunds that are together no more than it."""
    credit = draw(st.integers(0, SOLO_FEN))
    cash = draw(st.integers(0, SOLO_FEN - credit))
    cuts = sorted(draw(st.lists(st.integers(1, SOLO_FEN), min_size=1, max_size=4, unique=True)))
    return credit, cash, [to - at for at, to in zip([0, *cuts], cuts, strict=False)]


@given(asked=split())
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_any_refunds_of_any_tenders_go_back_in_cumulative_proportion(world, operator, asked):
    credit, cash, pieces = asked
    person = await rich(world)
    wish = world.wish(person, credit_fen=credit, cash_fen=cash)
    placed = await buy_solo(wish, now=world.now)
    if placed.payment:
        await pay(placed, at=world.now)
    wholes = [fen for fen in (SOLO_FEN - credit - cash, credit, cash) if fen]
    total = 0
    for piece in pieces:
        total += piece
        done = await refund_order(part(operator, placed.order, piece), now=world.now)
        assert done.refunded_fen == total
        number = placed.payment.number if placed.payment else "-"
        by_payment = [row.amount_fen for row in await Refund.filter(payment_number=number)]
        back = await went_back(placed.order)
        parts = [sum(by_payment)] if placed.payment else []
        assert [*parts, *back.values()] == in_proportion(total, wholes)
        assert await held(person) == (
            5000 - credit + back.get(CREDIT, 0),
            5000 - cash + back.get(CASH, 0),
        )


async def test_what_waits_for_its_payment_is_not_refunded_in_part(noon, world, operator, refused):
    placed = await buy_solo(world.wish(await rich(world), credit_fen=100), now=noon)
    async with refused(RefundTooLarge) as refusal:
        await refund_order(part(operator, placed.order, 1), now=noon)
    assert refusal.value.left_fen == 0


async def test_the_last_return_is_kept_for_all_that_is_left(noon, world, operator, refused):
    person = await rich(world)
    placed = await buy_solo(world.wish(person, credit_fen=SOLO_FEN), now=noon)
    for _ in range(POLICY.refunds_of_one_payment_most - 1):
        await refund_order(part(operator, placed.order, 1), now=noon)
    async with refused(TooManyRefunds):
        await refund_order(part(operator, placed.order, 1), now=noon)
    rest = SOLO_FEN - POLICY.refunds_of_one_payment_most + 1
    await refund_order(part(operator, placed.order, rest), now=noon)
    assert await held(person) == (5000, 5000)


async def test_a_refund_while_its_buyer_leaves_gives_nothing_twice(noon, world, operator):
    """An operator gives parts back at the moment their buyer leaves: whoever comes first."""
    for leaves_at in range(3):
        other = await make_world(noon, size=3)
        team = (await other.opened(await other.person())).team
        person = await rich(world)
        placed = await joined(other, person, team.code, credit_fen=333, cash_fen=333)
        await pay(placed, at=noon)
        doing = [refund_order(part(operator, placed.order, 500), now=noon) for _ in range(3)]
        leaving = leave_team(person_id=person.id, team_code=team.code, now=noon)
        doing.insert(leaves_at, leaving)
        told = await asyncio.gather(*doing, return_exceptions=True)
        assert not isinstance(told[leaves_at], BaseException)
        refused = [each for each in told if isinstance(each, BaseException)]
        assert all(isinstance(each, RefundTooLarge) for each in refused)
        assert (await Order.get(id=placed.order.id)).refunded_fen == TEAM_FEN
        assert await held(person) == (5000, 5000)
        back = await Refund.filter(payment_id=placed.payment.id)
        assert sum(row.amount_fen for row in back) == TEAM_FEN - 666


async def test_money_and_giving_up_at_once_end_in_one_of_the_two(noon, world):
    for _ in range(4):
        person = await rich(world)
        placed = await buy_solo(world.wish(person, credit_fen=1000), now=noon)
        outcome, gave_up = await asyncio.gather(pay(placed, at=noon), give_up(placed, at=noon))
        assert gave_up is (outcome is MoneyOutcome.LATE)
        spent = 0 if gave_up else 1000
        assert await held(person) == (5000 - spent, 5000)
        status = (await Payment.get(id=placed.payment.id)).status
        assert status is PaymentStatus.SUCCEEDED
