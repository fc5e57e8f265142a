from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rules.refusals import (
    LeaderCannotLeave,
    Refusal,
    TeamCancelled,
    TeamClosed,
    TeamFailed,
    TeamFull,
    TeamHasMembers,
    TeamNotCancellable,
)
from rules.teams import (
    Team,
    TeamStatus,
    Verdict,
    fill_one,
    hold_ends_at,
    hold_one,
    may_call_off,
    may_cancel,
    may_leave,
    still_open,
    verdict,
)

CLOSES = datetime(2026, 1, 2, 12, tzinfo=UTC)
BEFORE, AFTER = CLOSES - timedelta(microseconds=1), CLOSES + timedelta(days=1)
OPEN = Team(
    campaign_id=UUID(int=1),
    status=TeamStatus.OPEN,
    size=3,
    completes_at_size=None,
    seats_held=0,
    seats_filled=1,
    closes_at=CLOSES,
)
ENDED = {
    TeamStatus.FORMED: TeamFull,
    TeamStatus.DRAWING: TeamFull,
    TeamStatus.SETTLED: TeamFull,
    TeamStatus.FAILED: TeamFailed,
    TeamStatus.CANCELLED: TeamCancelled,
}
sizes = st.integers(2, 100)


@st.composite
def open_teams(draw):
    size = draw(sizes)
    filled = draw(st.integers(0, size - 1))
    return replace(
        OPEN,
        size=size,
        seats_filled=filled,
        seats_held=draw(st.integers(0, size - filled)),
        completes_at_size=draw(st.none() | st.integers(2, size)),
    )


@given(open_teams())
def test_a_hold_takes_one_seat_or_the_team_is_full(team):
    if team.seats_left:
        after = hold_one(team, now=BEFORE)
        assert after == replace(team, seats_held=team.seats_held + 1)
        assert after.seats_left == team.seats_left - 1
    else:
        with pytest.raises(TeamFull) as full:
            hold_one(team, now=BEFORE)
        assert full.value.size == team.size


@given(sizes)
def test_exactly_as_many_as_its_size_sit_down_and_the_last_payment_forms_it(size):
    team = replace(OPEN, size=size, seats_filled=0)
    for _ in range(size):
        team = hold_one(team, now=BEFORE)
    with pytest.raises(TeamFull):
        hold_one(team, now=BEFORE)
    statuses = []
    for _ in range(size):
        team = fill_one(team)
        statuses.append(team.status)
    assert statuses == [TeamStatus.OPEN] * (size - 1) + [TeamStatus.FORMED]
    assert (team.seats_held, team.seats_filled) == (0, size)


@given(open_teams())
def test_filling_keeps_the_seats_taken(team):
    assume(team.seats_held)
    after = fill_one(team)
    assert after.seats_held + after.seats_filled == team.seats_held + team.seats_filled
    assert (after.status is TeamStatus.FORMED) == (after.seats_filled == team.size)


@pytest.mark.parametrize("broken", [{"seats_held": 0}, {"status": TeamStatus.FORMED}])
def test_only_a_held_seat_of_an_open_team_is_filled(broken):
    with pytest.raises(AssertionError):
        fill_one(replace(OPEN, seats_held=1, **broken) if "status" in broken else OPEN)


@pytest.mark.parametrize("now", [BEFORE, CLOSES, AFTER])
@pytest.mark.parametrize(("status", "why"), ENDED.items())
def test_how_a_team_ended_comes_before_its_deadline(status, why, now):
    with pytest.raises(why):
        still_open(replace(OPEN, status=status), now=now)


def test_the_deadline_itself_is_too_late_and_comes_before_the_seats():
    full = replace(OPEN, seats_held=2)
    still_open(full, now=BEFORE)
    for now in (CLOSES, AFTER):
        with pytest.raises(TeamClosed):
            hold_one(full, now=now)


@given(open_teams(), st.sampled_from([BEFORE, CLOSES, AFTER]))
def test_the_deadline_decides_once_and_waits_for_whoever_is_paying(team, now):
    decision = verdict(team, now=now)
    if now < CLOSES or team.seats_held:
        assert decision is Verdict.WAIT
    else:
        enough = team.seats_filled >= (team.completes_at_size or team.size)
        assert decision is (Verdict.FORM if enough else Verdict.FAIL)


@given(st.timedeltas(timedelta(), timedelta(days=7)))
def test_a_hold_never_outlives_its_team(early):
    now = CLOSES - early
    ends = hold_ends_at(now=now, hold=timedelta(minutes=15), closes_at=CLOSES)
    assert ends == min(now + timedelta(minutes=15), CLOSES)


def refusal(rule, *args, **kwargs):
    try:
        rule(*args, **kwargs)
    except Refusal as why:
        return type(why)
    return None


def test_who_may_step_back():
    assert refusal(may_cancel, OPEN, others=0, now=BEFORE) is None
    assert refusal(may_cancel, OPEN, others=1, now=BEFORE) is TeamHasMembers
    assert refusal(may_cancel, OPEN, others=1, now=CLOSES) is TeamClosed
    assert refusal(may_leave, OPEN, leads=False, now=BEFORE) is None
    assert refusal(may_leave, OPEN, leads=True, now=BEFORE) is LeaderCannotLeave
    assert refusal(may_leave, OPEN, leads=True, now=CLOSES) is TeamClosed
    for status, why in ENDED.items():
        ended = replace(OPEN, status=status)
        assert refusal(may_cancel, ended, others=0, now=BEFORE) is why
        assert refusal(may_leave, ended, leads=False, now=BEFORE) is why


def test_what_an_operator_may_call_off():
    expected = {
        TeamStatus.OPEN: None,
        TeamStatus.FORMED: None,
        # Nobody stops a draw that is locked.
        TeamStatus.DRAWING: TeamNotCancellable,
        TeamStatus.SETTLED: TeamNotCancellable,
        TeamStatus.FAILED: TeamFailed,
        TeamStatus.CANCELLED: TeamCancelled,
    }
    answers = {status: refusal(may_call_off, replace(OPEN, status=status)) for status in TeamStatus}
    assert answers == expected
    assert refusal(may_call_off, replace(OPEN, seats_held=1)) is TeamNotCancellable
