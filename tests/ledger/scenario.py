"""A day in which everything happened that money, seats and stock can go through."""

from datetime import UTC, datetime, timedelta

from actions.cases import Decision, resolve_payment_case
from actions.deadlines import close_due_team, settle_due_team
from actions.leases import claim_due_payments, claim_due_refunds
from actions.order_refunds import OrderRefund, refund_order
from actions.orders import buy_solo
from actions.payments import give_up_payment, record_money
from actions.reconciliation import (
    claim_day,
    finish_day,
    match_lines,
    settle_line,
    tell_only_here,
)
from actions.refunds import record_refund
from actions.relay import place_events
from models.cases import PaymentCase
from models.payments import MoneyIn, Payment
from rules.cases import CaseResolution
from rules.days import day_of
from rules.payments import MoneyOutcome
from rules.people import Role
from rules.reconciliation import Line, LineKind, LineResult
from rules.teams import EndReason
from tests.actions.worlds import make_world, money, pay
from tests.ledger.scenario_after_sales import play_after_sales
from tests.ledger.scenario_awards import play_awards
from tests.ledger.scenario_budgets import play_budgets
from tests.ledger.scenario_commissions import play_commissions
from tests.ledger.scenario_distributors import play_distributors
from tests.ledger.scenario_draws import play_draws
from tests.ledger.scenario_points import play_dividends, play_points
from tests.ledger.scenario_relations import play_relations
from tests.ledger.scenario_rewards import play_rewards
from tests.ledger.scenario_selling import play_selling
from tests.ledger.scenario_shipping import play_shipping
from tests.ledger.scenario_talk import play_talk
from tests.ledger.scenario_tenders import play_tenders
from tests.ledger.scenario_withdrawals import play_withdrawals

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
EVENING = NOON + timedelta(hours=24)


async def play():
    world = await make_world(NOON, size=2, limit_per_person=2)
    await _forms_and_settles(world)
    await _fails(world)
    await _strays(world)
    await _decided(world)
    await play_tenders(world, now=NOON + timedelta(hours=1))
    await play_budgets(NOON + timedelta(hours=1))
    await play_rewards(NOON + timedelta(hours=2))
    await play_relations(NOON + timedelta(hours=3))
    await play_draws(NOON + timedelta(hours=2))
    await play_awards(NOON + timedelta(hours=2))
    await play_after_sales(NOON + timedelta(hours=2))
    await play_points(NOON + timedelta(hours=3))
    await play_shipping(NOON + timedelta(hours=3))
    await play_talk(NOON + timedelta(hours=3))
    await play_distributors(NOON + timedelta(hours=3))
    await play_selling(NOON + timedelta(hours=3))
    await play_dividends(NOON + timedelta(days=60))
    await play_commissions(NOON)
    await play_withdrawals(world, NOON + timedelta(hours=3))
    await _reconciled()
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
    await stray("P-elsewhere")
    await stray("P-abroad", currency="USD")
    clerk = await world.person("值班员", role=Role.OPERATOR)
    part = {"operator_id": clerk.id, "reason": "碰伤了", "key": "part"}
    await refund_order(OrderRefund(order_id=paid.order.id, amount_fen=80, **part), now=NOON)


async def stray(number, **changes):
    """The case of a sum for nothing known."""
    told = money(Payment(number=number, amount_fen=777), at=NOON, **changes)
    assert await record_money(told, now=NOON) is MoneyOutcome.UNKNOWN
    return await PaymentCase.get(reference=told.reference)


async def _decided(world):
    operator = await world.person("值班员", role=Role.OPERATOR)
    for number, resolution in (
        ("P-back", CaseResolution.REFUND),
        ("P-way", CaseResolution.REFUND),
        ("P-outside", CaseResolution.RETURNED_OUTSIDE),
    ):
        decision = Decision(
            operator_id=operator.id,
            case_id=(await stray(number)).id,
            resolution=resolution,
            reason="凭证 1",
            key=number,
        )
        await resolve_payment_case(decision, now=NOON)
    assert await record_refund(number="P-back-1", now=NOON)


async def _reconciled():
    """The provider's statement of the day: a sum known, one not, a refund nobody asked for."""
    day = day_of(NOON)
    await claim_day(day, now=EVENING)
    known = await MoneyIn.get(payment_number="P-elsewhere")
    facts = {"currency": "CNY", "amount_fen": 777, "at": NOON}
    lines = [
        Line(kind=kind, reference=reference, number=number, payment_number=payment, **facts)
        for kind, reference, number, payment in (
            (LineKind.PAYMENT, known.reference, "P-elsewhere", "P-elsewhere"),
            (LineKind.PAYMENT, "T-found", "P-found", "P-found"),
            (LineKind.REFUND, "R-nobody", "P-nobody-1", "P-nobody"),
        )
    ]
    left = await match_lines(day, lines, now=EVENING)
    assert [await settle_line(day, line, now=EVENING) for line in left] == [
        LineResult.RECOVERED,
        LineResult.DISCREPANT,
    ]
    while await tell_only_here(day, now=EVENING):
        pass
    await finish_day(day, file_hash="-", now=EVENING)
