"""What people's own accounts pay of orders: spent once, and back where it came from."""

import asyncio
from datetime import timedelta

import pytest
from tortoise.exceptions import IntegrityError

from actions import tenders
from actions.deadlines import close_due_team, settle_due_team
from actions.orders import buy_solo, cancel_order
from actions.seating import take_seat
from actions.teams import open_team
from models.orders import Order
from models.payments import Payment
from models.teams import Seat, Team
from models.tenders import OrderTender
from resolvers.books import check_books
from rules.orders import OrderStatus
from rules.payments import MoneyOutcome
from rules.refusals import (
    CashTooLow,
    CreditTooLow,
    IdempotencyKeyReused,
    OrderNotCancellable,
    Refusal,
    SoldOut,
    TendersTooLarge,
)
from rules.teams import SeatState, TeamStatus
from rules.tenders import TenderSource
from tests.actions.world_tenders import held, joined, opened, rich
from tests.actions.worlds import SOLO_FEN, TEAM_FEN, balance, make_world, pay

pytestmark = pytest.mark.usefixtures("books")
CREDIT, CASH = TenderSource.CREDIT, TenderSource.CASH
EVENING = timedelta(hours=24)


@pytest.fixture
async def world(noon, books):
    return await make_world(noon, size=2)


async def test_accounts_pay_their_part_at_once_and_the_payment_covers_the_rest(noon, world):
    person = await rich(world)
    placed = await opened(world, person, credit_fen=500, cash_fen=90)
    assert placed.payment.amount_fen == TEAM_FEN - 590
    assert {each.source: each.amount_fen for each in placed.tenders} == {CREDIT: 500, CASH: 90}
    assert await held(person) == (4500, 4910)
    assert await balance("ESCROW", placed.order.id) == 590
    assert await pay(placed, at=noon) is MoneyOutcome.SEAT
    assert await balance("ESCROW", placed.order.id) == TEAM_FEN
    assert (await Order.get(id=placed.order.id)).status is OrderStatus.PAID


async def test_the_same_key_spends_once_and_other_parts_are_another_request(noon, world, refused):
    person = await rich(world)
    wish = world.wish(person, credit_fen=500)
    ask = {"campaign_id": world.campaign.id, "now": noon}
    answers = await asyncio.gather(*(open_team(wish, **ask) for _ in range(4)))
    assert len({answer.order.id for answer in answers}) == 1
    assert await held(person) == (4500, 5000)
    again = await open_team(wish, **ask)
    assert [tender.amount_fen for tender in again.tenders] == [500]
    for parts in ({"credit_fen": 499}, {"credit_fen": 500, "cash_fen": 1}, {"credit_fen": 0}):
        async with refused(IdempotencyKeyReused):
            await open_team(world.wish(person, key=wish.key, **parts), **ask)


async def test_who_pays_all_of_it_from_accounts_sits_at_once_and_the_last_forms(noon, world):
    leader, member = await rich(world), await rich(world)
    first = await opened(world, leader, credit_fen=TEAM_FEN)
    assert (first.payment, first.seat.state, first.order.status) == (None, "FILLED", "PAID")
    assert (first.team.status, first.team.seats_held, first.team.seats_filled) == ("OPEN", 0, 1)
    last = await joined(world, member, first.team.code, credit_fen=1000, cash_fen=990)
    assert (last.payment, last.team.status, last.order.status) == (None, "FORMED", "CONFIRMED")
    assert await settle_due_team(now=noon)
    assert not await Payment.all()
    assert await held(leader) == (5000 - TEAM_FEN, 5000)
    assert await held(member) == (4000, 4010)


async def test_no_code_is_needed_to_sit_at_once(noon, world):
    for status in ("OPEN", "FORMED"):
        wish = world.wish(await rich(world), cash_fen=TEAM_FEN)
        placed = await take_seat(wish, campaign_id=world.campaign.id, now=noon)
        assert (placed.payment, placed.team.status) == (None, status)
        again = await take_seat(wish, campaign_id=world.campaign.id, now=noon)
        assert again.ids() == placed.ids()


async def test_what_costs_nothing_needs_neither_payment_nor_account(noon):
    world = await make_world(noon, size=2, leader_discount_fen=TEAM_FEN)
    person = await world.person()
    placed = await opened(world, person)
    assert (placed.order.total_fen, placed.payment, placed.seat.state) == (0, None, "FILLED")
    alone = await world.opened(await world.person())
    await close_due_team(alone.team.id, now=noon + EVENING)
    assert (await Order.get(id=alone.order.id)).status is OrderStatus.CLOSED
    second = await rich(world)
    await with_refusal(TendersTooLarge, opened(world, second, credit_fen=1), total_fen=0)


async def with_refusal(refusal, doing, **facts):
    with pytest.raises(refusal) as raised:
        await doing
    for name, value in facts.items():
        assert getattr(raised.value, name) == value


async def test_a_solo_order_that_accounts_pay_is_confirmed_and_not_cancelled(noon, world, refused):
    person = await rich(world)
    placed = await buy_solo(world.wish(person, credit_fen=SOLO_FEN), now=noon)
    assert (placed.payment, placed.order.status) == (None, OrderStatus.CONFIRMED)
    async with refused(OrderNotCancellable):
        await cancel_order(person_id=person.id, order_id=placed.order.id, now=noon)


async def test_nobody_spends_what_they_have_not(noon, world, refused):
    person = await rich(world, credit_fen=300, cash_fen=0)
    async with refused(CreditTooLow) as refusal:
        await opened(world, person, credit_fen=301, cash_fen=1)
    assert refusal.value.left_fen == 300
    async with refused(CashTooLow) as refusal:
        await opened(world, person, credit_fen=300, cash_fen=1)
    assert refusal.value.left_fen == 0
    async with refused(TendersTooLarge) as refusal:
        await opened(world, person, credit_fen=TEAM_FEN, cash_fen=1)
    assert refusal.value.total_fen == TEAM_FEN
    async with refused(CreditTooLow):
        await buy_solo(world.wish(person, credit_fen=301), now=noon)
    team, poor = (await world.opened(await world.person())).team, await world.person()
    async with refused(CreditTooLow):
        await joined(world, poor, team.code, credit_fen=TEAM_FEN)


async def test_orders_at_once_never_spend_one_credit_twice(noon, world):
    """Six orders of one person, of both kinds, each wanting two thirds of what there is."""
    person = await rich(world, credit_fen=1500, cash_fen=0)
    campaigns = [await make_world(noon, size=2) for _ in range(3)]

    async def buy(n):
        if n % 2:
            return await buy_solo(world.wish(person, credit_fen=1000), now=noon)
        return await opened(campaigns[n // 2], person, credit_fen=1000)

    told = await asyncio.gather(*(buy(n) for n in range(6)), return_exceptions=True)
    assert sorted(type(each).__name__ for each in told) == ["CreditTooLow"] * 5 + ["Placed"]
    assert await held(person) == (500, 0)
    assert await OrderTender.all().count() == await Order.all().count() == 1


async def test_the_last_seat_paid_from_accounts_by_two_at_once_is_one_persons(noon, world):
    first = await world.opened(await world.person())
    await pay(first, at=noon)
    people = [await rich(world) for _ in range(4)]
    told = await asyncio.gather(
        *(joined(world, each, first.team.code, credit_fen=TEAM_FEN) for each in people),
        return_exceptions=True,
    )
    assert sum(isinstance(each, Refusal) for each in told) == 3
    assert (await Team.get(id=first.team.id)).status is TeamStatus.FORMED
    assert await Seat.filter(team_id=first.team.id, state=SeatState.FILLED).count() == 2
    spent = [5000 - (await held(each))[0] for each in people]
    assert sorted(spent) == [0, 0, 0, TEAM_FEN]


async def test_who_is_too_late_for_the_stock_keeps_their_credit(noon, refused):
    world = await make_world(noon, size=2, stock=1)
    await opened(world, await rich(world), credit_fen=TEAM_FEN)
    person = await rich(world)
    async with refused(SoldOut):
        await opened(world, person, credit_fen=TEAM_FEN)
    assert await check_books() == []


async def test_the_database_refuses_what_the_rule_was_misled_about(noon, world, monkeypatch):
    """The last defence: whoever reads a balance wrong spends no more than there is."""

    async def plenty(_):
        return {CREDIT: 10**6, CASH: 10**6}

    monkeypatch.setattr(tenders, "lock_balances", plenty)
    person = await rich(world, credit_fen=999, cash_fen=0)
    for parts in ({"credit_fen": 1000}, {"cash_fen": 1}):
        with pytest.raises(IntegrityError, match="account_never_overdrawn"):
            await opened(world, person, **parts)
    assert await Order.all().count() == 0
