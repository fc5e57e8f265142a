"""A day in which everything happened that money, seats and stock can go through."""

from datetime import UTC, datetime, timedelta

from actions.deadlines import close_due_team, settle_due_team
from actions.orders import buy_solo
from actions.payments import claim_due_payments, give_up_payment, record_money
from actions.refunds import claim_due_refunds, record_refund
from actions.relay import place_events
from models.payments import Payment
from rules.payments import MoneyOutcome
from rules.teams import EndReason
from tests.actions.worlds import make_world, money, pay

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
EVENING = NOON + timedelta(hours=24)


async def play():
    world = await make_world(NOON, size=2, limit_per_person=2)
    await _forms_and_settles(world)
    await _fails(world)
    await _strays(world)
    await place_events()
    # Left open, and told of after the relay last came by.
    first = await world.opened(await world.person(), now=EVENING)
    await pay(first, at=EVENING)
    await world.joined(await world.person(), first.team.code, now=EVENING)


async def _forms_and_settles(world):
    first = await world.opened(await world.person())
    second = await world.joined(await world.person(), first.team.code)
    await pay(first, at=NOON)
    await pay(second, at=NOON)
    assert await settle_due_team(now=NOON)


async def _fails(world):
    first = await world.opened(await world.person())
    second = await world.joined(await world.person(), first.team.code)
    alone = await world.opened(await world.person())
    for placed in (first, alone):
        assert await pay(placed, at=NOON) is MoneyOutcome.SEAT
    for due in await claim_due_payments(now=NOON + timedelta(minutes=15)):
        await give_up_payment(payment_id=due["id"], reason=EndReason.UNPAID, now=NOON)
    late = await record_money(money(second.payment, at=EVENING), now=EVENING)
    assert late is MoneyOutcome.LATE
    while await close_due_team(now=EVENING):
        pass
    [due, *_] = await claim_due_refunds(now=EVENING)
    assert await record_refund(number=due["number"], now=EVENING)


async def _strays(world):
    paid = await buy_solo(world.wish(await world.person(), quantity=3), now=NOON)
    assert await pay(paid, at=NOON) is MoneyOutcome.ORDER
    twice = money(paid.payment, at=NOON, reference="T-again")
    assert await record_money(twice, now=NOON) is MoneyOutcome.DUPLICATE
    await buy_solo(world.wish(await world.person()), now=EVENING)
    short = await buy_solo(world.wish(await world.person()), now=NOON)
    wrong = money(short.payment, at=NOON, amount_fen=1)
    assert await record_money(wrong, now=NOON) is MoneyOutcome.WRONG_AMOUNT
    stranger = money(Payment(number="P-elsewhere", amount_fen=777), at=NOON)
    assert await record_money(stranger, now=NOON) is MoneyOutcome.UNKNOWN
