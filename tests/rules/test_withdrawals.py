"""How much of a sum arrives, who decides, and when it is asked about again."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import withdrawals as rules
from rules.ledger import CLEARING_SHARDS
from rules.refusals import (
    BalanceTooLow,
    OtherPersonDecides,
    RealNameNeeded,
    WithdrawalDecided,
    WithdrawalLimitReached,
    WithdrawalNotStuck,
    WithdrawalNotWaiting,
    WithdrawalTooSmall,
)
from rules.withdrawals import MERCHANTS, PERSONS, Month, Quote, Standing, Terms, WithdrawalStatus

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
RICH = Standing(
    held_fen=10**9, owed_fen=0, taken_today_fen=0, ever_fen=0, month=Month(), has_real_name=True
)


def standing(**changes):
    return Standing(**{name: getattr(RICH, name) for name in Standing.__slots__} | changes)


def priced(fee_fen):
    return Terms(
        least_fen=100,
        of_day_most_fen=10**6,
        audited_from_fen=50_000,
        fee_fen=fee_fen,
        table=None,
        real_name_from_fen=None,
    )


@pytest.mark.parametrize(
    ("fen", "changes", "refusal"),
    [
        (99, {}, WithdrawalTooSmall),
        (200_001, {}, WithdrawalLimitReached),
        (1_001, {"taken_today_fen": 199_000}, WithdrawalLimitReached),
        (1_001, {"held_fen": 1_000}, BalanceTooLow),
        (501, {"held_fen": 1_000, "owed_fen": 500}, BalanceTooLow),
        (200_000, {"has_real_name": False}, RealNameNeeded),
        (100, {"has_real_name": False, "ever_fen": 199_900}, RealNameNeeded),
    ],
)
def test_what_may_not_be_asked_out(fen, changes, refusal):
    with pytest.raises(refusal):
        rules.may_request(fen, standing(**changes), terms=PERSONS)


def test_what_may_be_asked_out():
    assert rules.may_request(100, RICH, terms=PERSONS).arrives_fen == 100
    nearly = standing(has_real_name=False, ever_fen=199_899)
    assert rules.may_request(100, nearly, terms=PERSONS).amount_fen == 100
    assert rules.may_request(20_000_000, RICH, terms=MERCHANTS).tax_fen == 0


@given(fen=st.integers(1, 10**9), fee=st.integers(0, 10_000))
def test_any_fee_leaves_something_or_is_refused(fen, fee):
    try:
        quoted = rules.may_request(fen, RICH, terms=priced(fee))
    except (WithdrawalTooSmall, WithdrawalLimitReached):
        assert fen < 100 or fen <= fee or fen > 10**6
        return
    assert quoted.arrives_fen == fen - fee > 0


def test_from_a_sum_on_somebody_looks():
    assert not rules.quote(49_999, month=Month(), terms=PERSONS).audited
    assert rules.quote(50_000, month=Month(), terms=PERSONS).audited


@given(fen=st.integers(10, 10**6), fee=st.integers(0, 5), tax=st.integers(0, 4), number=st.uuids())
def test_what_is_set_aside_leaves_whole_either_way(fen, fee, tax, number):
    quoted = Quote(amount_fen=fen, fee_fen=fee, tax_fen=tax, audited=False)
    facts = {"withdrawal_id": str(number), "party_id": "p"}
    paid = rules.paid(**facts, number=f"W{number.hex}", quoted=quoted)
    source = rules.source_of(party_id="p", is_merchant=False)
    back = rules.given_back(**facts, source=source, amount_fen=fen)
    for journal in (paid, back):
        assert sum(leg.amount for leg in journal.legs) == fen
    # One key for both: the ledger itself lets one of them in.
    assert paid.key == back.key
    shard = paid.legs[0].target.owner.removeprefix("sandbox/")
    assert 0 <= int(shard) < CLEARING_SHARDS


def test_who_may_decide():
    rules.may_decide(WithdrawalStatus.REQUESTED, is_theirs=False)
    with pytest.raises(OtherPersonDecides):
        rules.may_decide(WithdrawalStatus.REQUESTED, is_theirs=True)
    for status in set(WithdrawalStatus) - {WithdrawalStatus.REQUESTED}:
        with pytest.raises(WithdrawalDecided):
            rules.may_decide(status, is_theirs=False)


def test_who_waits_and_what_is_stuck():
    paying = WithdrawalStatus.PAYING
    rules.waits(paying, waits_until=NOON)
    rules.may_mark(paying, is_delayed=True, is_asked_about=False, is_theirs=False)
    with pytest.raises(WithdrawalNotWaiting):
        rules.waits(paying, waits_until=None)
    for late, waiting in ((False, False), (True, True)):
        with pytest.raises(WithdrawalNotStuck):
            rules.may_mark(paying, is_delayed=late, is_asked_about=waiting, is_theirs=False)
    with pytest.raises(OtherPersonDecides):
        rules.may_mark(paying, is_delayed=True, is_asked_about=False, is_theirs=True)


def test_when_it_is_there_and_when_it_is_asked_about():
    assert rules.lands_on(audited=False, now=NOON) == date(2026, 1, 2)
    assert rules.lands_on(audited=True, now=NOON + timedelta(hours=4)) == date(2026, 1, 4)
    waits = [rules.next_attempt_at(attempts=n, now=NOON) - NOON for n in range(1, 10)]
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(hours=1)
    assert rules.month_of(date(2026, 2, 28)) == date(2026, 2, 1)
