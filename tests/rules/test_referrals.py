"""Whoever opens a link is bound or told the first reason why not; only purchases renew."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.policy import POLICY
from rules.referrals import BindDecision, Opening, decide, renewed_until, seen_at

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
ONE, TWO, THREE = (UUID(int=n) for n in (1, 2, 3))
# The order in which reasons are told, each with what brings it about.
AGAINST = [
    (BindDecision.OWN_LINK, {"sharer_id": ONE}),
    (BindDecision.LINK_BLOCKED, {"is_blocked": True}),
    (BindDecision.SHARING_SUSPENDED, {"is_suspended": True}),
    (BindDecision.SHARER_GONE, {"is_gone": True}),
    (BindDecision.TOO_OLD, {"touched_at": NOW - POLICY.touch_counts - timedelta(microseconds=1)}),
    (BindDecision.BOUND_TO_ANOTHER, {"upline_id": THREE}),
    (BindDecision.CYCLE, {"is_above_sharer": True}),
    (BindDecision.LIMIT_REACHED, {"bound_today": POLICY.bound_of_day_most}),
]
FREE = {"member_id": ONE, "sharer_id": TWO, "touched_at": NOW, "upline_id": None}


def test_nothing_against_it_binds():
    assert decide(Opening(**FREE), now=NOW) is BindDecision.BOUND
    led = Opening(**{**FREE, "upline_id": TWO})
    assert decide(led, now=NOW) is BindDecision.BOUND_ALREADY
    last = {"touched_at": NOW - POLICY.touch_counts, "bound_today": POLICY.bound_of_day_most - 1}
    assert decide(Opening(**{**FREE, **last}), now=NOW) is BindDecision.BOUND


@pytest.mark.parametrize("first", range(len(AGAINST)))
def test_the_first_reason_is_the_one_that_is_told(first):
    facts = dict(FREE)
    for _, change in AGAINST[first:]:
        facts |= change
    assert decide(Opening(**facts), now=NOW) is AGAINST[first][0]


@given(st.timedeltas(timedelta(microseconds=1), timedelta(days=60)), st.integers(0, 10**9))
def test_a_purchase_lengthens_and_nothing_free_does(left, paid_fen):
    until_at = NOW + left
    renewed = renewed_until(until_at, paid_at=NOW, paid_fen=paid_fen)
    assert renewed >= until_at
    assert renewed == (max(until_at, NOW + POLICY.edge) if paid_fen else until_at)


def test_nobody_opened_a_link_in_the_time_to_come():
    assert seen_at(None, now=NOW) == NOW
    assert seen_at(NOW + timedelta(days=1), now=NOW) == NOW
    assert seen_at(NOW - timedelta(days=1), now=NOW) == NOW - timedelta(days=1)
