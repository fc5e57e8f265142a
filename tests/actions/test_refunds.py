"""Money promised back is sent until it is there, under one number, and never twice."""

import asyncio
from datetime import timedelta

import pytest

from actions.deadlines import close_due_team
from actions.payments import record_money
from actions.refunds import claim_due_refunds, postpone_refund, record_refund
from models.ledger import Journal
from models.orders import Order
from models.payments import Refund
from rules.payments import BACKOFF_SECONDS, RefundStatus
from rules.policy import POLICY
from tests.actions.worlds import TEAM_FEN, balance, make_world, money

pytestmark = pytest.mark.usefixtures("books")
DAY = timedelta(hours=24)


@pytest.fixture
async def failed(noon, books):
    """A team of two payers that did not fill, and the moment it failed."""
    world = await make_world(noon, size=3)
    placed = await world.paid_team(members=1)
    await close_due_team(now=noon + DAY)
    return placed, noon + DAY


async def test_a_refund_is_named_after_its_payment(failed):
    placed, now = failed
    numbers = {each.payment.number: each for each in placed}
    again = money(placed[0].payment, at=now, reference="T-again")
    await record_money(again, now=now)
    due = await claim_due_refunds(now=now)
    assert {row["number"] for row in due} == {f"{n}-1" for n in numbers} | {
        f"{placed[0].payment.number}-2"
    }
    assert {(row["payment_number"], row["amount_fen"]) for row in due} == {
        (number, TEAM_FEN) for number in numbers
    }


async def test_a_claimed_refund_is_leased_and_comes_again_under_its_number(failed):
    _, now = failed
    first = await claim_due_refunds(now=now)
    assert await claim_due_refunds(now=now) == []
    assert await claim_due_refunds(now=now + POLICY.lease / 2) == []
    second = await claim_due_refunds(now=now + POLICY.lease)
    assert {row["number"] for row in second} == {row["number"] for row in first}
    assert await Refund.filter(attempts=2, status=RefundStatus.PROCESSING).count() == 2


async def test_two_workers_never_claim_the_same_refund(failed):
    _, now = failed
    batches = await asyncio.gather(*(claim_due_refunds(now=now, limit=1) for _ in range(6)))
    numbers = [row["number"] for batch in batches for row in batch]
    assert len(numbers) == len(set(numbers)) == 2


async def test_unanswered_refunds_wait_longer_each_time_and_never_end(failed):
    _, now = failed
    waited = []
    for _ in range(len(BACKOFF_SECONDS) + 2):
        [due, other] = sorted(await claim_due_refunds(now=now), key=lambda row: row["number"])
        for row in (due, other):
            await postpone_refund(refund_id=row["id"], error="no answer" * 99, now=now)
        refund = await Refund.get(id=due["id"])
        waited.append((refund.next_attempt_at - now).total_seconds())
        assert await claim_due_refunds(now=refund.next_attempt_at - timedelta(seconds=1)) == []
        now = refund.next_attempt_at
    assert waited == [*BACKOFF_SECONDS, 3600, 3600]
    assert (refund.status, len(refund.last_error)) == (RefundStatus.PROCESSING, 200)


async def test_one_that_fails_does_not_keep_the_others(failed):
    placed, now = failed
    bad, good = await claim_due_refunds(now=now)
    await postpone_refund(refund_id=bad["id"], error="refused", now=now)
    assert await record_refund(number=good["number"], now=now)
    orders = [await balance("IN_FLIGHT", each.order.id) for each in placed]
    assert sorted(orders) == [0, TEAM_FEN]


@pytest.mark.parametrize("claimed", [False, True])
async def test_a_refund_arrives_once_however_often_it_is_told(failed, claimed):
    placed, now = failed
    if claimed:
        await claim_due_refunds(now=now)
    number = (await Refund.get(payment_id=placed[0].payment.id)).number
    journals = await Journal.all().count()

    told = await asyncio.gather(*(record_refund(number=number, now=now) for _ in range(8)))

    assert sorted(told) == [False] * 7 + [True]
    assert not await record_refund(number=number, now=now)
    assert await Journal.all().count() == journals + 1
    order = placed[0].order
    assert [await balance(kind, order.id) for kind in ("ESCROW", "IN_FLIGHT")] == [0, 0]
    assert (await Order.get(id=order.id)).refunded_fen == TEAM_FEN


async def test_an_arrived_refund_is_never_sent_again(failed):
    _, now = failed
    due = await claim_due_refunds(now=now)
    for row in due:
        await record_refund(number=row["number"], now=now)
        # The answer to an earlier attempt comes last.
        await postpone_refund(refund_id=row["id"], error="too late", now=now)
    assert await Refund.filter(status=RefundStatus.SUCCEEDED).count() == 2
    assert await claim_due_refunds(now=now + timedelta(days=365)) == []


async def test_a_refund_nobody_asked_for_is_not_recorded(failed, database):
    _, now = failed
    assert not await record_refund(number="R-unknown", now=now)


async def test_another_sum_than_was_promised_records_nothing(failed):
    _, now = failed
    [due, _] = await claim_due_refunds(now=now)
    assert not await record_refund(number=due["number"], amount_fen=TEAM_FEN - 1, now=now)
    assert await record_refund(number=due["number"], amount_fen=TEAM_FEN, now=now)
