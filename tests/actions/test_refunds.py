"""Money promised back is sent until it is there, under one number, and never twice."""

import asyncio
from datetime import timedelta

import pytest

from actions.deadlines import close_due_team
from actions.leases import claim_due_refunds
from actions.order_refunds import retry_refund
from actions.payments import record_money
from actions.refunds import postpone_refund, record_refund
from models.audit import AuditEntry
from models.ledger import Journal
from models.orders import Order
from models.outbox import OutboxEvent, viewer_topic
from models.payments import Refund
from models.people import Person
from models.reconciliation import Discrepancy
from rules.events import ViewerEventKind
from rules.payments import BACKOFF_SECONDS, RefundStatus
from rules.policy import POLICY
from rules.reconciliation import DiscrepancyKind
from rules.refunds import DELAYED_AFTER_ATTEMPTS
from rules.refusals import RefundArrived, RefundNotFound
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


async def test_who_waits_for_a_late_refund_is_told_so_once(failed):
    placed, now = failed
    late = []
    for _ in range(DELAYED_AFTER_ATTEMPTS + 2):
        due = [row["id"] for row in await claim_due_refunds(now=now)]
        late += [await postpone_refund(refund_id=one, error="no answer", now=now) for one in due]
        now = (await Refund.all().order_by("-next_attempt_at").first()).next_attempt_at
    assert late == [False] * 2 * (DELAYED_AFTER_ATTEMPTS - 1) + [True] * 6
    for each in placed:
        log = viewer_topic(each.order.person_id)
        told = await OutboxEvent.filter(topic=log, kind=ViewerEventKind.REFUND_DELAYED)
        refund = await Refund.get(payment_id=each.payment.id)
        assert [event.body["refund_id"] for event in told] == [str(refund.id)]
        assert refund.requested_at < refund.delayed_at < refund.next_attempt_at


async def test_a_refund_is_back_when_the_provider_says_it_was(failed):
    _, now = failed
    [due, _] = await claim_due_refunds(now=now)
    arrived_at = now - timedelta(hours=9)
    assert await record_refund(number=due["number"], at=arrived_at, now=now)
    assert (await Refund.get(number=due["number"])).succeeded_at == arrived_at


async def test_an_operator_has_a_refund_tried_now(failed, refused):
    _, now = failed
    operator = await Person.all().first()
    [due, other] = await claim_due_refunds(now=now)
    await postpone_refund(refund_id=due["id"], error="no answer", now=now)
    assert await claim_due_refunds(now=now) == []
    again = {"operator_id": operator.id, "now": now}
    await retry_refund(refund_id=due["id"], **again)
    assert [row["id"] for row in await claim_due_refunds(now=now)] == [due["id"]]
    note = await AuditEntry.get(verb="retryRefund")
    assert (note.person_id, note.subject) == (operator.id, due["number"])
    async with refused(RefundNotFound):
        await retry_refund(refund_id=operator.id, **again)
    await record_refund(number=other["number"], now=now)
    async with refused(RefundArrived):
        await retry_refund(refund_id=other["id"], **again)


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


async def test_a_refund_nobody_asked_for_is_told_to_a_human_once(failed):
    _, now = failed
    for _ in range(3):
        assert not await record_refund(number="R-1", payment_number="R", amount_fen=7, now=now)
    found = await Discrepancy.get()
    assert found.kind is DiscrepancyKind.REFUND_UNKNOWN_HERE
    assert (found.subject, found.payment_number) == ("R-1", "R")
    assert (found.here_fen, found.there_fen, found.resolved_at) == (None, 7, None)


async def test_another_sum_than_was_promised_is_told_to_a_human_and_records_nothing(failed):
    _, now = failed
    [due, _] = await claim_due_refunds(now=now)
    assert not await record_refund(number=due["number"], amount_fen=TEAM_FEN - 1, now=now)
    found = await Discrepancy.get(kind=DiscrepancyKind.REFUND_DIFFERS)
    assert (found.here_fen, found.there_fen) == (TEAM_FEN, TEAM_FEN - 1)
    assert await record_refund(number=due["number"], amount_fen=TEAM_FEN, now=now)
