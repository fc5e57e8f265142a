"""A pool is split by largest remainders, to the fen, whoever asks in whichever order."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.dividends import (
    Cut,
    DividendStatus,
    NewPeriod,
    amount,
    may_discard,
    may_post,
    over,
    period,
    pool,
    quota,
)
from rules.faults import BadInput
from rules.refusals import (
    DividendNotDraft,
    DividendNotListed,
    NoHolders,
    NothingToShare,
    PeriodNotOver,
    RevenueTooLow,
)

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
HOLDERS = st.dictionaries(st.uuids(), st.integers(1, 10**12), min_size=1, max_size=30)


def split(pool_fen, held):
    """As the worker does it: each holder apart, then the cut, then each holder apart."""
    shares = sum(held.values())
    parts = {who: quota(pool_fen=pool_fen, held=n, shares=shares) for who, n in held.items()}
    over_fen = pool_fen - sum(floor for floor, _ in parts.values())
    assert 0 <= over_fen < len(held)
    order = sorted(parts, key=lambda who: (-parts[who][1], who.bytes))
    last = order[over_fen - 1]
    cut = Cut(remainder=parts[last][1], person_id=last) if over_fen else None
    return {
        who: amount(floor_fen=floor, remainder=rest, person_id=who, cut=cut)
        for who, (floor, rest) in parts.items()
    }


@given(st.integers(1, 10**15), HOLDERS)
def test_payouts_sum_to_the_pool_and_nobody_is_a_fen_away(pool_fen, held):
    paid = split(pool_fen, held)

    assert sum(paid.values()) == pool_fen
    for who, fen in paid.items():
        assert abs(fen - Fraction(pool_fen * held[who], sum(held.values()))) < 1


@given(st.integers(1, 10**6), HOLDERS)
def test_nobody_with_a_larger_remainder_goes_without(pool_fen, held):
    paid, shares = split(pool_fen, held), sum(held.values())
    parts = {who: quota(pool_fen=pool_fen, held=n, shares=shares) for who, n in held.items()}
    rank = {who: (-rest, who.bytes) for who, (_, rest) in parts.items()}
    extra = {who for who, fen in paid.items() if fen > parts[who][0]}
    assert all(rank[lucky] < rank[other] for lucky in extra for other in parts.keys() - extra)


def test_equal_remainders_go_by_the_smallest_id():
    ids = [UUID(int=n) for n in (5, 1, 9)]
    assert split(100, dict.fromkeys(ids, 7)) == {ids[0]: 33, ids[1]: 34, ids[2]: 33}


@pytest.mark.parametrize(
    ("revenue", "share", "shares", "refusal"),
    [(9_999, 1, 5, NothingToShare), (-5, 10_000, 5, NothingToShare), (10_000, 1, 0, NoHolders)],
)
def test_there_is_a_pool_only_of_what_was_earned(revenue, share, shares, refusal):
    with pytest.raises(refusal):
        pool(revenue_fen=revenue, share_bp=share, shares=shares)
    assert pool(revenue_fen=19_999, share_bp=1, shares=1) == 1


def test_a_time_is_over_an_hour_after_its_end():
    over(NOON, now=NOON + timedelta(hours=1))
    with pytest.raises(PeriodNotOver) as refusal:
        over(NOON, now=NOON + timedelta(minutes=59))
    assert refusal.value.until == NOON + timedelta(hours=1)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "x" * 61},
        {"share_bp": 0},
        {"share_bp": 10_001},
        {"to_at": NOON},
        {"from_at": NOON.replace(tzinfo=None)},
    ],
)
def test_what_cannot_be_meant_is_named(changes):
    facts = {"name": "一月", "from_at": NOON, "to_at": NOON + timedelta(days=1), "share_bp": 1}
    assert period(NewPeriod(**facts)).name == "一月"
    with pytest.raises(BadInput):
        period(NewPeriod(**{**facts, **changes}))


@pytest.mark.parametrize("status", DividendStatus)
def test_only_a_listed_draft_that_revenue_covers_is_posted(status):
    facts = {"listed": True, "holders": 3, "pool_fen": 10, "revenue_fen": 10}
    if status is not DividendStatus.DRAFT:
        for refused in (lambda: may_discard(status), lambda: may_post(status, **facts)):
            with pytest.raises(DividendNotDraft):
                refused()
        return
    may_post(status, **facts)
    with pytest.raises(DividendNotListed):
        may_post(status, **{**facts, "listed": False})
    with pytest.raises(RevenueTooLow) as refusal:
        may_post(status, **{**facts, "revenue_fen": 7})
    assert refusal.value.missing_fen == 3
