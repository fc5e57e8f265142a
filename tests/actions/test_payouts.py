"""What a provider says of a payout is booked once; what it does not say gives nothing back."""

from datetime import timedelta

import pytest

from actions.payouts import mark_withdrawal, postpone_payout, record_payout
from models.audit import AuditEntry
from models.db import rows
from models.reconciliation import Discrepancy
from models.withdrawals import Withdrawal
from rules.events import ViewerEventKind
from rules.leases import LeaseLost
from rules.reconciliation import DiscrepancyKind, LineResult
from rules.refusals import (
    WithdrawalNotStuck,
)
from rules.withdrawals import PayoutOutcome, WithdrawalStatus
from tests.actions.world_withdrawals import (
    arrived,
    asked,
    earner,
    kinds_told,
    operator_of,
    sent,
    told,
)
from tests.actions.worlds import balance, make_world

pytestmark = pytest.mark.usefixtures("books")


@pytest.mark.parametrize("outcome", [PayoutOutcome.FAILED, PayoutOutcome.EXPIRED])
async def test_what_cannot_be_paid_is_back_whole(db, noon, outcome):
    world = await make_world(noon)
    party, to = await earner(world)
    row = await asked(party, to, 30_000, now=noon)
    await sent(now=noon)
    ends = told(row, outcome, failure="ACCOUNT_CLOSED")
    assert await record_payout(ends, now=noon) is LineResult.RECOVERED
    assert await record_payout(ends, now=noon) is LineResult.MATCHED
    row = await Withdrawal.get(id=row.id)
    assert (row.status, row.failure) == (WithdrawalStatus.RETURNED, "ACCOUNT_CLOSED")
    assert await balance("CASH", party.id) == 100_000
    assert (await kinds_told(party.id))[-1] == ViewerEventKind.WITHDRAWAL_RETURNED


async def test_an_unknown_outcome_gives_nothing_back_and_is_asked_about_for_ever(db, noon):
    world = await make_world(noon)
    party, to = await earner(world)
    row, now = await asked(party, to, 30_000, now=noon), noon
    for attempt in range(1, 12):
        [due] = await sent(now=now)
        assert (due["number"], due["attempts"]) == (row.number, attempt)
        late = await postpone_payout(
            withdrawal_id=row.id, error="503", now=now, lease_no=due["lease_no"]
        )
        assert late is (attempt >= 3)
        row = await Withdrawal.get(id=row.id)
        now = row.next_attempt_at
    assert row.status is WithdrawalStatus.PAYING
    assert await balance("WITHDRAWING", party.id) == 30_000
    assert await record_payout(told(row), now=now) is LineResult.RECOVERED


async def test_who_waits_for_their_payee_is_told_once(db, noon):
    world = await make_world(noon)
    party, to = await earner(world)
    row = await asked(party, to, 30_000, now=noon)
    await sent(now=noon)
    waits = told(row, PayoutOutcome.WAITING, waits_until=noon + timedelta(days=1))
    for _ in range(3):
        await record_payout(waits, now=noon)
    row = await Withdrawal.get(id=row.id)
    assert row.waits_until == noon + timedelta(days=1)
    assert (await kinds_told(party.id)).count("WITHDRAWAL_WAITS_FOR_YOU") == 1


async def test_a_worker_that_lost_its_lease_writes_nothing(db, noon, refused):
    world = await make_world(noon)
    party, to = await earner(world)
    row = await asked(party, to, 30_000, now=noon)
    [first] = await sent(now=noon)
    [second] = await sent(now=noon + timedelta(seconds=4))
    assert second["lease_no"] == first["lease_no"] + 1
    async with refused(LeaseLost):
        await record_payout(told(row), now=noon, lease_no=first["lease_no"])
    async with refused(LeaseLost):
        await postpone_payout(withdrawal_id=row.id, error="-", now=noon, lease_no=first["lease_no"])
    await record_payout(told(row), now=noon, lease_no=second["lease_no"])


@pytest.mark.parametrize(
    "changes",
    [{"amount_fen": 30_001}, {"payee": "pay_other"}, {"currency": "USD"}],
)
async def test_what_was_paid_otherwise_is_a_humans_to_look_at(db, noon, changes):
    world = await make_world(noon)
    party, to = await earner(world)
    row = await asked(party, to, 30_000, now=noon)
    await sent(now=noon)
    for _ in range(2):
        assert await record_payout(told(row, **changes), now=noon) is LineResult.DISCREPANT
    assert (await Discrepancy.get()).kind is DiscrepancyKind.PAYOUT_DIFFERS
    assert (await Withdrawal.get(id=row.id)).status is WithdrawalStatus.PAYING


async def test_money_paid_after_it_came_back_or_never_asked_for_is_told(db, noon):
    world = await make_world(noon)
    party, to = await earner(world)
    row = await asked(party, to, 30_000, now=noon)
    await sent(now=noon)
    await record_payout(told(row, PayoutOutcome.FAILED), now=noon)
    assert await record_payout(told(row), now=noon) is LineResult.DISCREPANT
    assert await record_payout(told(row, number="W2"), now=noon) is LineResult.DISCREPANT
    found = {each.subject: each.kind for each in await Discrepancy.all()}
    assert found == {
        row.number: DiscrepancyKind.PAYOUT_DIFFERS,
        "W2": DiscrepancyKind.PAYOUT_UNKNOWN_HERE,
    }
    assert await balance("CASH", party.id) == 100_000


async def test_late_and_double_news_of_a_payment_change_nothing(db, noon, refused):
    world = await make_world(noon)
    party, to = await earner(world)
    row = await arrived(await asked(party, to, 30_000, now=noon), now=noon)
    before = await rows("SELECT * FROM withdrawal")
    assert await record_payout(told(row), now=noon) is LineResult.MATCHED
    assert await record_payout(told(row, PayoutOutcome.PROCESSING), now=noon) is LineResult.MATCHED
    assert await record_payout(told(row, PayoutOutcome.FAILED), now=noon) is LineResult.DISCREPANT
    assert await rows("SELECT * FROM withdrawal") == before


async def test_only_what_the_provider_never_answers_about_is_marked(db, noon, refused):
    world = await make_world(noon)
    party, to = await earner(world)
    operator = await operator_of(world)
    marked = {"operator_id": operator.id, "reason": "银行回单 7", "now": noon}
    ends = []
    for was_paid in (True, False):
        row, now = await asked(party, to, 30_000, now=noon), noon
        async with refused(WithdrawalNotStuck):
            await mark_withdrawal(withdrawal_id=row.id, was_paid=was_paid, **marked)
        for _ in range(3):
            [due] = await sent(now=now)
            await postpone_payout(
                withdrawal_id=row.id, error="503", now=now, lease_no=due["lease_no"]
            )
            now = (await Withdrawal.get(id=row.id)).next_attempt_at
        # A worker is at it: what is said now could be untrue by the time it has an answer.
        [due] = await sent(now=now)
        async with refused(WithdrawalNotStuck):
            await mark_withdrawal(withdrawal_id=row.id, was_paid=was_paid, **{**marked, "now": now})
        await postpone_payout(withdrawal_id=row.id, error="503", now=now, lease_no=due["lease_no"])
        row = await mark_withdrawal(withdrawal_id=row.id, was_paid=was_paid, **marked)
        ends.append(row.status)
    assert ends == [WithdrawalStatus.PAID, WithdrawalStatus.RETURNED]
    assert await balance("CASH", party.id) == 70_000
    assert await AuditEntry.filter(reason="银行回单 7").count() == 2


async def test_what_was_never_sent_is_not_ended_by_what_is_said_of_it(db, noon):
    world = await make_world(noon)
    party, to = await earner(world)
    row = await asked(party, to, 60_000, now=noon)
    for outcome in (PayoutOutcome.FAILED, PayoutOutcome.EXPIRED, PayoutOutcome.PROCESSING):
        assert await record_payout(told(row, outcome), now=noon) is LineResult.MATCHED
    assert await record_payout(told(row), now=noon) is LineResult.DISCREPANT
    assert (await Withdrawal.get(id=row.id)).status is WithdrawalStatus.REQUESTED
