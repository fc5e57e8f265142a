"""Each sum a provider took has one outcome, whenever and however often it is told."""

import asyncio
from datetime import timedelta

import pytest

from actions.deadlines import close_due_team
from actions.orders import buy_solo
from actions.payments import record_money, start_payment
from models.cases import PaymentCase
from models.ledger import Journal
from models.orders import Order
from models.outbox import OutboxEvent
from models.payments import MoneyIn, Payment, Refund
from models.teams import Seat, Team
from rules.cases import CaseStatus
from rules.orders import OrderStatus
from rules.payments import MoneyOutcome, PaymentStatus, RefundSource
from rules.refusals import (
    AlreadyPaid,
    HoldExpired,
    PaymentClosed,
    PaymentNotFound,
)
from rules.teams import EndReason, SeatState, TeamStatus
from tests.actions.worlds import SOLO_FEN, TEAM_FEN, balance, give_up, make_world, money, pay

pytestmark = pytest.mark.usefixtures("books")
MINUTE = timedelta(minutes=1)
HOLD = 15 * MINUTE


async def sent_back(placed, fen, kind):
    """The sum is on its way back, promised to nobody else, and a case says why."""
    refund = await Refund.get(payment_id=placed.payment.id, source=RefundSource.SUSPENSE)
    case = await PaymentCase.get(refund_id=refund.id)
    assert (refund.amount_fen, refund.reason, case.kind) == (fen, kind, kind)
    assert (case.status, case.resolved_by_id) == (CaseStatus.REFUNDING, None)
    assert await balance("IN_FLIGHT", placed.order.id) == fen
    assert await balance("SUSPENSE", "platform") == 0


async def test_money_in_time_fills_the_seat(noon):
    world = await make_world(noon)
    first = await world.opened(await world.person())
    assert await pay(first, at=noon + HOLD) is MoneyOutcome.SEAT
    assert (await Seat.get(id=first.seat.id)).state is SeatState.FILLED
    assert (await Order.get(id=first.order.id)).status is OrderStatus.PAID
    assert await balance("ESCROW", first.order.id) == TEAM_FEN
    paid = await Payment.get(id=first.payment.id)
    assert (paid.status, paid.paid_at) == (PaymentStatus.SUCCEEDED, noon + HOLD)


async def test_money_of_a_solo_order_confirms_it(noon):
    world = await make_world(noon)
    bought = await buy_solo(world.wish(await world.person(), quantity=2), now=noon)
    assert await pay(bought, at=noon) is MoneyOutcome.ORDER
    assert (await Order.get(id=bought.order.id)).status is OrderStatus.CONFIRMED
    assert await balance("ESCROW", bought.order.id) == 2 * SOLO_FEN


async def test_money_paid_in_time_and_told_after_the_deadline_still_fills_the_seat(noon):
    world = await make_world(noon, size=2, hours_to_fill=1)
    first = await world.opened(await world.person())
    await pay(first, at=noon)
    late = noon + timedelta(minutes=59)
    second = await world.joined(await world.person(), first.team.code, now=late)
    assert second.payment.expires_at == first.team.closes_at

    after = noon + timedelta(hours=2)
    assert await close_due_team(now=after) is None, "a seat is still being asked about"
    told = money(second.payment, at=late + MINUTE)
    assert await record_money(told, now=after) is MoneyOutcome.SEAT
    assert (await Team.get(id=first.team.id)).status is TeamStatus.FORMED


async def test_money_after_the_hold_frees_the_seat_and_goes_back(noon):
    world = await make_world(noon)
    [leader] = await world.paid_team(members=0)
    slow = await world.joined(await world.person(), leader.team.code)
    assert await pay(slow, at=noon + HOLD + MINUTE) is MoneyOutcome.LATE
    assert (await Seat.get(id=slow.seat.id)).state is SeatState.RELEASED
    assert (await Order.get(id=slow.order.id)).close_reason == EndReason.UNPAID
    assert (await Payment.get(id=slow.payment.id)).status is PaymentStatus.SUCCEEDED
    await sent_back(slow, TEAM_FEN, MoneyOutcome.LATE)


async def test_money_for_a_released_seat_goes_back_though_paid_in_time(noon):
    world = await make_world(noon)
    [leader] = await world.paid_team(members=0)
    slow = await world.joined(await world.person(), leader.team.code)
    assert await give_up(slow, at=noon + HOLD)
    told = money(slow.payment, at=noon + MINUTE)
    assert await record_money(told, now=noon + HOLD) is MoneyOutcome.LATE
    assert (await Team.get(id=leader.team.id)).seats_filled == 1
    await sent_back(slow, TEAM_FEN, MoneyOutcome.LATE)


async def test_money_for_a_failed_team_goes_back(noon):
    world = await make_world(noon)
    [leader] = await world.paid_team(members=0)
    slow = await world.joined(await world.person(), leader.team.code)
    await give_up(slow, at=noon + HOLD)
    assert (await close_due_team(now=leader.team.closes_at)).status is TeamStatus.FAILED
    assert await pay(slow, at=leader.team.closes_at) is MoneyOutcome.LATE
    await sent_back(slow, TEAM_FEN, MoneyOutcome.LATE)


async def test_money_for_a_cancelled_solo_order_goes_back(noon):
    world = await make_world(noon)
    bought = await buy_solo(world.wish(await world.person()), now=noon)
    await give_up(bought, at=noon, reason=EndReason.BUYER_CANCELLED)
    assert await pay(bought, at=noon) is MoneyOutcome.LATE
    assert (await Order.get(id=bought.order.id)).close_reason == EndReason.BUYER_CANCELLED
    await sent_back(bought, SOLO_FEN, MoneyOutcome.LATE)


@pytest.mark.parametrize(
    "wrong",
    [{"amount_fen": TEAM_FEN - 1}, {"amount_fen": TEAM_FEN + 1}],
    ids=["too little", "too much"],
)
async def test_a_wrong_sum_goes_back_and_holds_nothing(noon, wrong):
    world = await make_world(noon)
    [leader] = await world.paid_team(members=0)
    person = await world.person()
    placed = await world.joined(person, leader.team.code)
    told = money(placed.payment, at=noon, **wrong)
    assert await record_money(told, now=noon) is MoneyOutcome.WRONG_AMOUNT
    await sent_back(placed, told.amount_fen, MoneyOutcome.WRONG_AMOUNT)

    # The provider took its one payment, so the seat could never be paid: it is free again.
    assert (await Team.get(id=leader.team.id)).seats_held == 0
    assert (await Payment.get(id=placed.payment.id)).status is PaymentStatus.CLOSED
    again = await world.joined(person, leader.team.code)
    assert await pay(again, at=noon) is MoneyOutcome.SEAT
    right = money(placed.payment, at=noon, reference="T-right")
    assert await record_money(right, now=noon) is MoneyOutcome.LATE


@pytest.mark.parametrize("fen", [TEAM_FEN, 1])
async def test_a_second_sum_for_one_payment_goes_back(noon, fen):
    world = await make_world(noon)
    [placed] = await world.paid_team(members=0)
    twice = money(placed.payment, at=noon, reference="T-twice", amount_fen=fen)
    assert await record_money(twice, now=noon) is MoneyOutcome.DUPLICATE
    await sent_back(placed, fen, MoneyOutcome.DUPLICATE)
    assert await balance("ESCROW", placed.order.id) == TEAM_FEN
    assert (await Payment.get(id=placed.payment.id)).reference != "T-twice"


@pytest.mark.parametrize("known", [True, False], ids=["a payment of ours", "nothing known"])
async def test_a_sum_in_another_currency_is_in_no_account_and_waits_for_a_human(noon, known):
    world = await make_world(noon)
    placed = await world.opened(await world.person())
    payment = placed.payment if known else Payment(number="P-elsewhere", amount_fen=TEAM_FEN)
    before = await Journal.all().count()
    kind = MoneyOutcome.WRONG_AMOUNT if known else MoneyOutcome.UNKNOWN

    assert await record_money(money(payment, at=noon, currency="USD"), now=noon) is kind

    assert await Journal.all().count() == before
    case = await PaymentCase.get(kind=kind)
    assert (case.status, case.refund_id, case.resolution) == (CaseStatus.OPEN, None, None)
    assert (await MoneyIn.get(reference=case.reference)).currency == "USD"
    assert await Refund.all().count() == 0
    # What it was to pay for is free again all the same: the provider took its one payment.
    assert (await Payment.get(id=placed.payment.id)).status == ("CLOSED" if known else "PENDING")


async def test_money_for_nothing_known_waits_for_a_human(noon):
    told = money(Payment(number="P-elsewhere", amount_fen=500), at=noon)
    assert await record_money(told, now=noon) is MoneyOutcome.UNKNOWN
    assert await balance("SUSPENSE", "platform") == 500
    case = await PaymentCase.get(reference=told.reference)
    assert (case.status, case.refund_id) == (CaseStatus.OPEN, None)


STORIES = ["SEAT", "LATE", "WRONG_AMOUNT", "DUPLICATE", "UNKNOWN"]


async def story(noon, outcome):
    """A sum that will have this outcome."""
    world = await make_world(noon)
    placed = await world.opened(await world.person())
    if outcome == "UNKNOWN":
        return money(Payment(number="P-elsewhere", amount_fen=500), at=noon)
    if outcome == "DUPLICATE":
        await pay(placed, at=noon)
    at = noon + HOLD + MINUTE if outcome == "LATE" else noon
    fen = 1 if outcome == "WRONG_AMOUNT" else TEAM_FEN
    return money(placed.payment, at=at, amount_fen=fen, reference="T-told")


@pytest.mark.parametrize("outcome", STORIES)
@pytest.mark.parametrize("at_once", [False, True], ids=["one by one", "at once"])
async def test_money_told_ten_times_is_recorded_once(noon, outcome, at_once):
    told = await story(noon, outcome)
    before = await Journal.all().count(), await OutboxEvent.all().count()

    if at_once:
        answers = await asyncio.gather(*(record_money(told, now=noon) for _ in range(10)))
    else:
        answers = [await record_money(told, now=noon) for _ in range(10)]

    assert answers == [outcome] * 10
    assert await MoneyIn.filter(reference="T-told" if outcome != "UNKNOWN" else told.reference)
    refunds = 0 if outcome in {"SEAT", "UNKNOWN"} else 1
    assert await Refund.all().count() == refunds
    assert await Journal.all().count() == before[0] + 1 + refunds


async def test_right_and_late_money_told_at_once_has_one_of_each(noon):
    world = await make_world(noon)
    placed = await world.opened(await world.person())
    sums = [money(placed.payment, at=noon, reference=f"T{n}") for n in range(8)]
    answers = await asyncio.gather(*(record_money(each, now=noon) for each in sums))
    assert sorted(answers) == ["DUPLICATE"] * 7 + ["SEAT"]
    assert await balance("ESCROW", placed.order.id) == TEAM_FEN
    assert await balance("IN_FLIGHT", placed.order.id) == 7 * TEAM_FEN


async def test_every_step_of_an_order_is_a_version_of_it(noon):
    world = await make_world(noon, size=2)
    placed = await world.paid_team(members=1)
    # Placed, paid, confirmed: who keeps the highest version sees the last step.
    assert {(await Order.get(id=each.order.id)).version for each in placed} == {3}


async def test_who_is_sent_to_the_cashier(noon, refused):
    world = await make_world(noon)
    person, stranger = await world.person(), await world.person()
    placed = await world.opened(person)
    ask = {"person_id": person.id, "payment_id": placed.payment.id}
    assert (await start_payment(**ask, now=noon)).id == placed.payment.id
    async with refused(PaymentNotFound):
        await start_payment(**{**ask, "person_id": stranger.id}, now=noon)
    async with refused(HoldExpired):
        await start_payment(**ask, now=noon + HOLD)
    await Payment.filter(id=placed.payment.id).update(closing_at=noon)
    async with refused(PaymentClosed):
        await start_payment(**ask, now=noon)
    await pay(placed, at=noon)
    async with refused(AlreadyPaid):
        await start_payment(**ask, now=noon)
