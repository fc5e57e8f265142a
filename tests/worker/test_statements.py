"""A day is laid beside the provider's statement once, wherever that was cut off."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from actions import reconciliation as actions
from actions.orders import buy_solo
from actions.payments import record_money
from actions.reconciliation import claim_day
from actions.refunds import record_refund
from app.errands import reconciliation
from app.errands.provider import ProviderPayment
from models.cases import PaymentCase
from models.ledger import Journal
from models.payments import MoneyIn, Payment, Refund
from models.reconciliation import Discrepancy, Reconciliation
from models.reconciliation import StatementLine as Stored
from rules.days import span_of
from rules.faults import BadInput
from rules.reconciliation import DiscrepancyKind, ReconciliationState
from tests.actions.worlds import SOLO_FEN, money, pay
from tests.worker.shelf import (
    DAY,
    MINUTE,
    MORNING,
    is_confirmed,
    reconciling_shop,
    stated,
    stated_refund,
)

pytestmark = pytest.mark.usefixtures("books")


@pytest.fixture
async def shop(noon, books):
    return await reconciling_shop(noon)


async def busy(shop, noon):
    """A day with a line of every sort; returns what it has to come to."""
    provider = shop.provider
    known, unknown_here, differs = [await shop.bought() for _ in range(3)]
    for payment in (known, differs):
        await told(shop, provider.takes(payment, at=noon))
    sums = {one.number: one for one in provider.sums}
    twice = provider.takes(known, at=noon, reference="T-twice")
    await told(shop, twice)
    late = provider.takes(known, at=noon, reference="T-more")
    missing = provider.takes(unknown_here, at=noon)
    stray = provider.takes(Payment(number="P-stray", amount_fen=5), at=noon)
    arrived, still_on_its_way = f"{known.number}-1", f"{known.number}-2"
    await told(shop, late)
    await record_refund(number=arrived, at=noon, now=noon)
    provider.states(
        stated(sums[known.number]),
        stated(twice),
        stated(late),
        stated(missing),
        stated(stray),
        stated(sums[differs.number], amount_fen=1),
        stated_refund(arrived, SOLO_FEN, noon),
        stated_refund(still_on_its_way, SOLO_FEN, noon + MINUTE),
        stated_refund("P-nobody-1", 9, noon),
    )
    return missing


async def told(shop, sum_: ProviderPayment) -> None:
    await shop.reconciling.errands.record(sum_)


async def everything(shop):
    """What a reconciled day leaves behind, without what differs from run to run."""
    day = await Reconciliation.get(day=DAY)
    return {
        "day": (day.state, day.lines, day.recovered, day.discrepancies),
        "results": sorted([line.result for line in await Stored.all()]),
        "found": sorted([found.kind for found in await Discrepancy.all()]),
        "money": await MoneyIn.all().count(),
        "journals": await Journal.all().count(),
        "refunds": sorted([refund.status for refund in await Refund.all()]),
        "cases": sorted([case.status for case in await PaymentCase.all()]),
    }


async def test_a_day_is_laid_beside_ours_and_what_is_missing_is_recorded(shop, noon):
    missing = await busy(shop, noon)
    shop.moment.at = MORNING
    day = await shop.reconcile()
    assert (day.state, day.lines, day.recovered, day.discrepancies) == ("DONE", 9, 3, 2)
    assert (day.finished_at, day.file_hash) == (MORNING, "f" * 64)
    assert (await MoneyIn.get(reference=missing.reference)).outcome == "ORDER"
    assert (await PaymentCase.get(kind="UNKNOWN")).reference == "TP-stray"
    assert await Refund.filter(status="SUCCEEDED").count() == 2
    found = {row.kind: row for row in await Discrepancy.all()}
    assert set(found) == {"MONEY_DIFFERS", "REFUND_UNKNOWN_HERE"}
    assert {row.day for row in found.values()} == {DAY}
    # It is over: nobody takes it up again.
    assert await shop.reconcile() == day
    before = await everything(shop)
    await shop.reconciling.reconcile(DAY)
    assert await everything(shop) == before


async def test_what_they_do_not_know_is_told_to_a_human(shop, noon):
    placed = await buy_solo(shop.world.wish(await shop.world.person()), now=noon)
    await pay(placed, at=noon)
    await record_money(money(placed.payment, at=noon, reference="T-again"), now=noon)
    await record_refund(number=f"{placed.payment.number}-1", at=noon, now=noon)
    # Just outside the day: its statement is another one.
    other = await buy_solo(shop.world.wish(await shop.world.person()), now=noon)
    await pay(other, at=span_of(DAY)[1])
    shop.provider.states()
    shop.moment.at = MORNING
    day = await shop.reconcile()
    assert (day.state, day.lines, day.discrepancies) == ("DONE", 0, 3)
    kinds = sorted([row.kind for row in await Discrepancy.all()])
    assert kinds == ["MONEY_UNKNOWN_THERE"] * 2 + ["REFUND_UNKNOWN_THERE"]
    row = await Discrepancy.get(kind=DiscrepancyKind.REFUND_UNKNOWN_THERE)
    assert (row.here_fen, row.there_fen) == (SOLO_FEN, None)


class Killed(BaseException):
    """What no handler takes for an error of the shop."""


async def test_a_day_that_was_cut_off_at_any_line_goes_on_and_records_nothing_twice(
    shop, noon, monkeypatch
):
    await busy(shop, noon)
    shop.moment.at = MORNING
    monkeypatch.setattr(reconciliation, "LINES_AT_ONCE", 1)
    calls, cut_at = 0, 0

    def cut(name):
        action = getattr(actions, name)

        async def done_and_cut(*args, **kwargs):
            nonlocal calls
            answer = await action(*args, **kwargs)
            calls += 1
            if calls == cut_at:
                raise Killed
            return answer

        monkeypatch.setattr(actions, name, done_and_cut)

    for name in ("match_lines", "settle_line", "tell_only_here"):
        cut(name)
    for cut_at in range(1, 40):  # noqa: B007 - read where calls are counted
        calls = 0
        try:
            await shop.reconcile()
        except Killed:
            continue
        break
    # Nine lines, each of them met in its turn, then those of ours.
    assert 10 <= cut_at < 40
    day = await Reconciliation.get(day=DAY)
    assert (day.state, day.lines, day.recovered, day.discrepancies) == ("DONE", 9, 3, 2)
    assert await Discrepancy.all().count() == 2
    assert await MoneyIn.all().count() == 6
    # Three accepted, three in suspense of which two are promised back, two of those arrived.
    assert await Journal.all().count() == 3 + 3 + 2 + 2


async def test_several_at_one_day_record_each_line_once(shop, noon):
    await busy(shop, noon)
    shop.moment.at = MORNING
    days = await asyncio.gather(*(shop.reconcile() for _ in range(4)))
    assert {(day.lines, day.recovered, day.discrepancies) for day in days} == {(9, 3, 2)}
    assert await Discrepancy.all().count() == 2
    assert await Journal.all().count() == 10


async def test_a_line_that_cannot_be_written_keeps_no_other_and_the_day_unfinished(
    shop, noon, unwritable
):
    bad, good = [await shop.bought() for _ in range(2)]
    shop.provider.states(*(stated(shop.provider.takes(p, at=noon)) for p in (bad, good)))
    shop.moment.at = MORNING
    async with unwritable("payment", f"NEW.number = '{bad.number}'"):
        day = await shop.reconcile()
    assert (day.state, day.last_error) == ("RUNNING", "1 lines could not be recorded")
    assert await is_confirmed(good)
    day = await shop.reconcile()
    assert (day.state, day.recovered, day.last_error) == ("DONE", 2, "")


@pytest.mark.parametrize("poison", [{"number": "P\0"}, {"amount_fen": 2**63}])
async def test_a_line_that_no_row_can_hold_keeps_no_other(shop, noon, poison):
    first, bad, last = [await shop.bought() for _ in range(3)]
    lines = [stated(shop.provider.takes(payment, at=noon)) for payment in (first, bad, last)]
    shop.provider.states(lines[0], replace(lines[1], **poison), lines[2])
    shop.moment.at = MORNING
    day = await shop.reconcile()
    assert (day.state, day.last_error) == ("RUNNING", "1 lines could not be recorded")
    assert [await is_confirmed(p) for p in (first, bad, last)] == [True, False, True]


@pytest.mark.parametrize("name", ["match_lines", "tell_only_here", "finish_day"])
async def test_a_day_that_fails_says_why_and_is_tried_later(shop, noon, monkeypatch, name):
    lines = [stated(shop.provider.takes(await shop.bought(), at=noon)) for _ in range(2)]
    shop.provider.states(*lines)
    shop.moment.at = MORNING

    async def fails(*_args, **_facts):
        raise ZeroDivisionError("what nobody \0 thought of")

    with monkeypatch.context() as broken:
        broken.setattr(actions, name, fails)
        day = await shop.reconcile()
    assert (day.state, day.attempts) == ("RUNNING", 1)
    assert ("none of 2 lines" if name == "match_lines" else "thought of") in day.last_error
    assert day.due_at > MORNING
    day = await shop.reconcile()
    assert (day.state, day.recovered, day.last_error) == ("DONE", 2, "")


@pytest.mark.parametrize(("ago", "begins"), [(20_000, 7), (2, 2)])
async def test_the_first_day_is_not_long_before_we_first_wrote_anything_down(
    shop, noon, ago, begins
):
    shop.provider.takes(await shop.bought(), at=noon - timedelta(days=ago))
    assert await shop.read() == 1
    shop.moment.at = MORNING
    await shop.reconciling.reconcile_days(shop.moment)
    assert (await Reconciliation.get()).day == DAY - timedelta(days=begins)


async def test_days_are_taken_the_oldest_first_and_none_is_left_out(shop, noon):
    shop.provider.takes(await shop.bought(), at=noon)
    shop.moment.at = noon + timedelta(days=4)
    clock = shop.moment
    assert await shop.reconciling.reconcile_days(clock) == 0
    first = await Reconciliation.get()
    assert (first.day, first.state, first.last_error) == (DAY, "RUNNING", "not yet")

    # It is tried again later; those after it are not kept waiting by it.
    for day in range(1, 4):
        shop.provider.states(day=DAY + timedelta(days=day))
    shop.moment.at += timedelta(seconds=1)
    assert await shop.reconciling.reconcile_days(clock) == 3
    shop.provider.states(stated(shop.provider.sums[0]))
    shop.moment.at += timedelta(minutes=2)
    assert await shop.reconciling.reconcile_days(clock) == 1
    done = await Reconciliation.filter(state=ReconciliationState.DONE).order_by("day")
    assert [row.day for row in done] == [DAY + timedelta(days=day) for day in range(4)]


async def test_a_day_that_is_not_over_is_not_asked_about(shop, noon):
    await shop.bought()
    assert await shop.reconciling.reconcile_days(shop.moment) == 0
    assert await Reconciliation.all().count() == 0
    with pytest.raises(BadInput, match="day"):
        await claim_day(DAY, now=noon)


async def test_a_day_that_is_asked_for_brings_those_before_it(shop, noon):
    shop.moment.at = noon + timedelta(days=4)
    await shop.bought()
    await claim_day(DAY + timedelta(days=2), now=shop.moment())
    assert await Reconciliation.all().count() == 3


async def test_whoever_was_killed_over_a_day_has_it_taken_over(shop, noon):
    await busy(shop, noon)
    shop.moment.at = MORNING
    await claim_day(DAY, now=MORNING)
    assert await shop.reconciling.reconcile_days(shop.moment) == 0
    shop.moment.at += 2 * MINUTE
    assert await shop.reconciling.reconcile_days(shop.moment) == 1
