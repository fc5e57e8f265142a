"""Money goes out once under its number: at once, late, never, or when its payee takes it."""

from datetime import timedelta

import pytest

from app.errands.payouts import NewIdentity, NewPayee, NewPayout
from app.errands.provider import (
    NotificationKind,
    ProviderRefused,
    ProviderUnavailable,
    StatementKind,
)
from rules.payees import PayoutChannel
from rules.withdrawals import PayoutOutcome
from tests.provider.test_hostile_notifications import guarded
from tests.provider.test_statements import MIDNIGHT, NEW_YEAR
from tests.provider.world import ORIGIN, START, world


async def refusal_of(call):
    with pytest.raises(ProviderRefused) as refused:
        await call
    return refused.value.code


def account(**other):
    told = {"channel": PayoutChannel.ALIPAY, "account": "13800000000", "holder": "王小明"}
    return NewPayee(**{**told, **other})


async def payout(w, number="W-1", **other):
    payee = await w.client.payee(account())
    told = {"number": number, "payee": payee, "amount_fen": 12_345, "note": "提现"}
    return NewPayout(**{**told, "notify_url": f"{ORIGIN}/notify", **other})


async def test_an_account_has_one_name_and_one_holder(w):
    name = await w.client.payee(account())
    assert await w.client.payee(account()) == name
    assert await w.client.payee(account(account="13900000000")) != name
    assert await refusal_of(w.client.payee(account(holder="李四"))) == "PAYEE_MISMATCH"


async def test_a_person_has_one_name_and_one_number(w):
    wang = NewIdentity(name="王小明", id_number="11010519491231002X")
    known = await w.client.identify(wang)
    assert await w.client.identify(wang) == known
    li = NewIdentity(name="李四", id_number="11010519491231002X")
    assert await refusal_of(w.client.identify(li)) == "IDENTITY_MISMATCH"


async def test_neither_account_nor_number_is_kept(tmp_path):
    place = tmp_path / "store"
    async with world(place) as w:
        await w.client.payee(account())
        await w.client.identify(NewIdentity(name="王小明", id_number="11010519491231002X"))
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"13800000000" not in kept
    assert b"11010519491231002X" not in kept


async def test_a_payout_is_made_once_and_told(w):
    made = await w.client.pay_out(await payout(w))
    assert (made.outcome, made.amount_fen) == (PayoutOutcome.SUCCEEDED, 12_345)
    assert made.succeeded_at == START
    assert await w.client.pay_out(await payout(w)) == made
    assert await w.client.query_payout("W-1") == made
    assert await w.client.query_payout("never") is None
    await w.sandbox.deliver_due(w.clock.now)
    [told] = w.told
    assert (told.kind, told.payout) == (NotificationKind.PAYOUT_CHANGED, made)


async def test_a_number_with_another_sum_or_payee_is_refused(w):
    await w.client.pay_out(await payout(w))
    other = await w.client.payee(account(account="13900000000"))
    for changed in ({"amount_fen": 1}, {"payee": other}):
        assert await refusal_of(w.client.pay_out(await payout(w, **changed))) == "NUMBER_REUSED"


async def test_nobody_is_paid_who_is_not_known(w):
    made = await w.client.pay_out(await payout(w, payee="pay_nobody"))
    assert (made.outcome, made.failure) == (PayoutOutcome.FAILED, "PAYEE_UNKNOWN")


async def test_a_slow_one_takes_hours_and_tells_when_it_is_there(w):
    await w.client.control({"slow_transfers_seconds": 7_200})
    assert (await w.client.pay_out(await payout(w))).outcome is PayoutOutcome.PROCESSING
    w.clock.turn(seconds=7_199)
    assert (await w.client.query_payout("W-1")).outcome is PayoutOutcome.PROCESSING
    assert await w.sandbox.deliver_due(w.clock.now) == 0
    w.clock.turn(seconds=1)
    assert await w.sandbox.deliver_due(w.clock.now) == 1
    assert w.told[0].payout.outcome is PayoutOutcome.SUCCEEDED


async def test_one_that_fails_stays_failed_under_its_number(w):
    await w.client.control({"failing_transfers": 1})
    made = await w.client.pay_out(await payout(w))
    assert (made.outcome, made.failure) == (PayoutOutcome.FAILED, "ACCOUNT_CLOSED")
    assert await w.client.pay_out(await payout(w)) == made
    assert (await w.client.pay_out(await payout(w, "W-2"))).outcome is PayoutOutcome.SUCCEEDED


async def test_an_unknown_one_went_out_and_is_found_later(w):
    await w.client.control({"unknown_transfers": 2})
    with pytest.raises(ProviderUnavailable):
        await w.client.pay_out(await payout(w))
    with pytest.raises(ProviderUnavailable):
        await w.client.query_payout("W-1")
    assert (await w.client.query_payout("W-1")).outcome is PayoutOutcome.SUCCEEDED


async def test_one_that_waits_for_its_payee_is_taken_or_expires(w):
    await w.client.control({"confirming_transfers": 2})
    for number in ("W-1", "W-2"):
        made = await w.client.pay_out(await payout(w, number))
        assert made.outcome is PayoutOutcome.WAITING
        assert made.waits_until == START + timedelta(days=1)
    taken = await w.client.confirm_payout("W-1")
    assert (taken.outcome, taken.waits_until) == (PayoutOutcome.SUCCEEDED, None)
    assert await w.client.confirm_payout("W-1") == taken
    w.clock.turn(days=1)
    gone = await w.client.query_payout("W-2")
    assert (gone.outcome, gone.failure) == (PayoutOutcome.EXPIRED, "NOT_TAKEN")
    assert await refusal_of(w.client.confirm_payout("W-2")) == "PAYOUT_NOT_WAITING"
    assert await refusal_of(w.client.confirm_payout("W-3")) == "PAYOUT_UNKNOWN"


async def test_news_come_twice_and_forged_and_only_the_truth_is_let_in(w):
    let_in, turned_away = guarded(w)
    await w.client.control({"duplicate_notifications": 2, "falsify_notifications_percent": 100})
    made = await w.client.pay_out(await payout(w))
    await w.sandbox.deliver_due(w.clock.now)
    assert (len(let_in), len(turned_away)) == (0, 3)
    await w.client.control({"falsify_notifications_percent": 0})
    w.clock.turn(seconds=5)
    await w.sandbox.deliver_due(w.clock.now)
    assert [told.payout for told in let_in] == [made] * 3


async def test_a_day_states_what_went_out(w):
    await w.client.control({"failing_transfers": 1})
    await w.client.pay_out(await payout(w, "W-failed"))
    made = await w.client.pay_out(await payout(w))
    w.clock.now = MIDNIGHT + timedelta(hours=1)
    statement = await w.client.statement(NEW_YEAR)
    [line] = statement
    assert (line.kind, line.number, line.payment_number) == (StatementKind.PAYOUT, "W-1", "W-1")
    assert (line.reference, line.amount_fen) == (made.reference, 12_345)
    assert (statement.payouts, statement.payouts_fen) == (1, 12_345)
