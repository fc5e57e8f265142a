"""A payout is sent under one number until there is an answer; no answer is ever taken for one."""

from datetime import timedelta

import pytest

from actions.reconciliation import claim_day
from app.errands.reconciliation import Reconciling
from models.reconciliation import Discrepancy, StatementLine
from models.withdrawals import Withdrawal
from rules.days import day_of
from rules.payees import Identity, Payee, PayoutChannel
from rules.reconciliation import DiscrepancyKind, LineKind, LineResult, ReconciliationState
from rules.refusals import (
    IdentityMismatch,
    PayeeMismatch,
    PayoutUnavailable,
    WithdrawalNotWaiting,
)
from rules.withdrawals import WithdrawalStatus
from tests.actions.worlds import balance
from tests.worker.paying import tilled

pytestmark = pytest.mark.usefixtures("books")


@pytest.fixture
async def till(noon, books):
    async with tilled(noon) as made:
        yield made


async def test_what_is_approved_is_sent_and_paid(till):
    rows = [await till.asked() for _ in range(3)]
    assert await till.work() == 3
    assert {(await till.now(row)).status for row in rows} == {WithdrawalStatus.PAID}
    # And what the provider tells of it afterwards, three times each, changes nothing.
    await till.client.control({"duplicate_notifications": 2})
    await till.sandbox.deliver_due(till.clock.at)
    assert await till.work() == 0


async def test_a_slow_one_is_asked_about_and_heard_of_when_it_is_there(till):
    await till.client.control({"slow_transfers_seconds": 7_200})
    row = await till.asked()
    assert await till.work() == 0
    for _ in range(5):
        till.clock.at += timedelta(minutes=11)
        assert await till.work() == 0
    row = await till.now(row)
    assert (row.status, row.delayed_at is None) == (WithdrawalStatus.PAYING, False)
    till.clock.at += timedelta(hours=2)
    await till.sandbox.deliver_due(till.clock.at)
    assert (await till.now(row)).status is WithdrawalStatus.PAID


async def test_one_that_fails_is_back_and_stays_so(till):
    await till.client.control({"failing_transfers": 1})
    row = await till.asked()
    assert await till.work() == 1
    row = await till.now(row)
    assert (row.status, row.failure) == (WithdrawalStatus.RETURNED, "ACCOUNT_CLOSED")
    assert await balance("CASH", row.party_id) == 100_000
    await till.sandbox.deliver_due(till.clock.at)
    assert (await till.now(row)).status is WithdrawalStatus.RETURNED


async def test_an_unknown_outcome_is_asked_about_and_never_given_back(till):
    await till.client.control({"unknown_transfers": 4})
    row = await till.asked()
    for _ in range(4):
        assert await till.work() == 0
        row = await till.now(row)
        assert row.status is WithdrawalStatus.PAYING
        assert await balance("WITHDRAWING", row.party_id) == 30_000
        till.clock.at = row.next_attempt_at
    assert await till.work() == 1
    assert (await till.now(row)).status is WithdrawalStatus.PAID
    [line] = await paid_there(till)
    assert line == row.number


async def test_a_request_that_never_arrived_is_sent_again_under_its_number(till):
    await till.client.control({"answers_of": "transfer", "refused_requests": 2})
    row = await till.asked()
    for _ in range(2):
        assert await till.work() == 0
        till.clock.at = (await till.now(row)).next_attempt_at
    assert await till.work() == 1
    assert await paid_there(till) == [row.number]


async def paid_there(till):
    """The numbers under which the provider paid something out."""
    found = await till.sandbox._desk.store.transact(
        lambda db: db.execute("SELECT number FROM payouts WHERE status = 'SUCCEEDED'").fetchall()
    )
    return [each["number"] for each in found]


async def test_what_its_payee_has_to_take_waits_for_them(till):
    await till.client.control({"confirming_transfers": 1})
    row = await till.asked()
    assert await till.work() == 0
    row = await till.now(row)
    assert row.waits_until == till.clock.at + timedelta(days=1)
    for _ in range(4):
        till.clock.at += timedelta(minutes=31)
        await till.work()
    # Who waits for their own payee is not late.
    assert (await till.now(row)).delayed_at is None
    await till.paying.confirm(row)
    assert (await till.now(row)).status is WithdrawalStatus.PAID
    with pytest.raises(WithdrawalNotWaiting):
        await till.paying.confirm(await other(till))


async def other(till):
    row = await till.asked()
    await till.client.control({"failing_transfers": 1})
    await till.work()
    return await till.now(row)


async def test_what_its_payee_does_not_take_comes_back(till):
    await till.client.control({"confirming_transfers": 1})
    row = await till.asked()
    await till.work()
    till.clock.at += timedelta(days=1)
    await till.sandbox.deliver_due(till.clock.at)
    row = await till.now(row)
    assert (row.status, row.failure) == (WithdrawalStatus.RETURNED, "NOT_TAKEN")
    with pytest.raises(WithdrawalNotWaiting):
        await till.paying.confirm(row)


async def test_who_cannot_be_heard_is_told_so(till):
    await till.client.control({"refused_requests": "all"})
    with pytest.raises(PayoutUnavailable):
        await till.paying.payee(
            Payee(channel=PayoutChannel.WECHAT, account="13800000000", holder="王小明")
        )
    with pytest.raises(PayoutUnavailable):
        await till.paying.identify(Identity(name="王小明", id_number="11010519491231002X"))
    with pytest.raises(PayoutUnavailable):
        await till.paying.confirm(Withdrawal(number="W1", status=WithdrawalStatus.PAYING))


async def test_a_name_that_is_anothers_is_refused(till):
    mine = {"channel": PayoutChannel.WECHAT, "account": "13800000000"}
    await till.paying.payee(Payee(**mine, holder="王小明"))
    with pytest.raises(PayeeMismatch):
        await till.paying.payee(Payee(**mine, holder="李四"))
    await till.paying.identify(Identity(name="王小明", id_number="11010519491231002X"))
    with pytest.raises(IdentityMismatch):
        await till.paying.identify(Identity(name="李四", id_number="11010519491231002X"))


async def test_forged_news_of_a_payout_are_not_let_in(till):
    await till.client.control(
        {"slow_transfers_seconds": 60, "falsify_notifications_percent": 100, "seed": 3}
    )
    row = await till.asked()
    await till.work()
    till.clock.at += timedelta(seconds=60)
    for _ in range(5):
        await till.sandbox.deliver_due(till.clock.at)
        assert (await till.now(row)).status is WithdrawalStatus.PAYING
        till.clock.at += timedelta(minutes=10)
    await till.client.calm()
    till.clock.at += timedelta(hours=3)
    await till.sandbox.deliver_due(till.clock.at)
    assert (await till.now(row)).status is WithdrawalStatus.PAID


async def test_a_provider_that_answers_about_something_else_is_not_believed(till, monkeypatch):
    row = await till.asked()
    truly = till.client.pay_out

    async def confused(payout):
        told = await truly(payout)
        return type(told)(**{**{n: getattr(told, n) for n in told.__slots__}, "number": "W0"})

    monkeypatch.setattr(till.client, "pay_out", confused)
    assert await till.work() == 0
    assert (await till.now(row)).status is WithdrawalStatus.PAYING


async def test_a_day_beside_the_providers_books(till, noon):
    known, unheard, gone = [await till.asked(30_000 + n) for n in range(3)]
    await till.client.control({"answers_of": "transfer", "lost_answers": 3})
    await till.work()
    await till.client.calm()
    till.clock.at += timedelta(seconds=2)
    # Of one we hear; of one nobody told us; of one a human had said that it came back.
    await Withdrawal.filter(id__in=[unheard.id, gone.id]).update(
        next_attempt_at=noon + timedelta(days=9)
    )
    await till.work()
    assert (await till.now(known)).status is WithdrawalStatus.PAID
    till.clock.at = noon + timedelta(days=1)
    reconciling = Reconciling(errands=till.errands)
    await claim_day(day_of(noon), now=till.clock.at)
    done = await reconciling.reconcile(day_of(noon))
    assert done.state is ReconciliationState.DONE
    found = {each.number: each.result for each in await StatementLine.filter(kind=LineKind.PAYOUT)}
    assert found == {
        known.number: LineResult.MATCHED,
        unheard.number: LineResult.RECOVERED,
        gone.number: LineResult.RECOVERED,
    }
    assert not await Discrepancy.exists()


async def test_what_only_we_know_of_is_told_to_a_human(till, noon):
    row = await till.asked()
    await till.work()

    def forgotten(db):
        db.execute("DROP TRIGGER payouts_end_once")
        db.execute("UPDATE payouts SET succeeded_at = '2020-01-01'")

    await till.sandbox._desk.store.transact(forgotten)
    till.clock.at = noon + timedelta(days=1)
    await claim_day(day_of(noon), now=till.clock.at)
    await Reconciling(errands=till.errands).reconcile(day_of(noon))
    found = await Discrepancy.get()
    assert (found.kind, found.subject) == (DiscrepancyKind.PAYOUT_UNKNOWN_THERE, row.number)
