"""Where a draw stands at a moment: a function of its row and the clock, and of nothing else."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rules.draws.stages import Draw as Facts
from rules.draws.stages import DrawStage, DrawStatus, Moment, moment, revealed_by
from rules.draws.timetable import reveal_milliseconds, step_milliseconds

FIRST = datetime(2026, 1, 1, 12, tzinfo=UTC)


def facts(status, k=3, *, unheld=False):
    known = None if status is DrawStatus.SCHEDULED else FIRST
    return Facts(status=status, unheld=unheld, k=k, first_reveal_at=known)


def at(status, seconds, **more) -> Moment:
    return moment(facts(status, **more), now=FIRST + timedelta(seconds=seconds))


def test_each_stage_has_its_version_and_says_when_the_next_is_due():
    assert at(DrawStatus.SCHEDULED, 0) == Moment(stage=DrawStage.SCHEDULED, revealed=0, version=1)
    assert at(DrawStatus.SCHEDULED, 0, unheld=True).stage is DrawStage.NOT_HELD
    locked = at(DrawStatus.LOCKED, -10.001)
    assert (locked.stage, locked.version) == (DrawStage.LOCKED, 2)
    assert locked.next_at == FIRST - timedelta(seconds=10)
    for seconds in (-10, -1, 0, 100_000):
        counting = at(DrawStatus.LOCKED, seconds)
        assert (counting.stage, counting.version, counting.next_at) == (
            DrawStage.COUNTDOWN,
            3,
            None,
        ), "what was not decided is not shown, however late it is"
    assert at(DrawStatus.PUBLISHED, 0) == Moment(stage=DrawStage.PUBLISHED, revealed=3, version=8)
    assert at(DrawStatus.VOID, 0) == Moment(stage=DrawStage.VOID, revealed=0, version=9)


def test_winners_are_shown_one_by_one():
    told = [at(DrawStatus.REVEALING, s) for s in (-0.001, 0, 1.799, 1.8, 3.599, 3.6, 99)]
    assert [each.revealed for each in told] == [0, 1, 1, 2, 2, 3, 3]
    assert [each.version for each in told] == [4, 5, 5, 6, 6, 7, 7]
    assert [each.stage for each in told] == [DrawStage.COUNTDOWN, *6 * [DrawStage.REVEALING]]
    assert [each.next_at for each in told[:2]] == [FIRST, FIRST + timedelta(seconds=1.8)]
    assert told[-1].next_at is None


def test_a_beacons_draw_counts_down_though_its_winners_are_fixed():
    fixed = at(DrawStatus.REVEALING, -10)
    assert fixed == Moment(stage=DrawStage.COUNTDOWN, revealed=0, version=4, next_at=FIRST)
    waiting = at(DrawStatus.LOCKED, -10)
    assert (waiting.stage, waiting.version) == (fixed.stage, fixed.version - 1)


@given(k=st.integers(1, 10_000), milliseconds=st.lists(st.integers(-20_000, 80_000), min_size=2))
def test_nobody_is_shown_before_their_time_and_no_version_goes_back(k, milliseconds):
    first = int(FIRST.timestamp())
    moments = []
    for each in sorted(milliseconds):
        now = FIRST + timedelta(milliseconds=each)
        told = moment(facts(DrawStatus.REVEALING, k), now=now)
        moments.append(told)
        millis = first * 1_000 + each
        shown = told.revealed
        assert revealed_by(told.version) == shown
        if shown:
            due = reveal_milliseconds(first_reveal_at=first, k=k, prize=shown)
            assert due <= millis
        if shown < k:
            due = reveal_milliseconds(first_reveal_at=first, k=k, prize=shown + 1)
            assert millis < due
            assert told.next_at == FIRST + timedelta(milliseconds=due - first * 1_000)
    assert all(a.version <= b.version for a, b in pairwise(moments))
    published = moment(facts(DrawStatus.PUBLISHED, k), now=FIRST)
    assert published.version > moments[-1].version
    assert moments[0].version > moment(facts(DrawStatus.LOCKED, k), now=FIRST).version


@given(k=st.integers(1, 10_000))
def test_all_are_shown_within_fifty_seconds_or_nearly(k):
    assert step_milliseconds(k) * k <= 50_000
