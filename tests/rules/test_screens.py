"""Whose turn it is on a screen: by the clock alone, the same for all who ask."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rules.faults import BadInput
from rules.screens import (
    DRAW_LEAD,
    DRAW_LINGERS,
    HOLDING,
    DrawDue,
    Pushed,
    Scene,
    SceneKind,
    due_draw,
    frame_version,
    in_rotation,
    scene,
    turn,
)

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
TICK = timedelta(microseconds=1)
MOMENTS = st.timedeltas(timedelta(), timedelta(days=3650)).map(lambda past: NOON + past)
MESSAGE = Scene(kind=SceneKind.MESSAGE, zh="快来")


def told(*seconds):
    """Scenes that can be told apart, for so many seconds each."""
    return [
        Scene(kind=SceneKind.MESSAGE, zh=str(place), seconds=each)
        for place, each in enumerate(seconds)
    ]


def due(number=1, *, first=NOON, lasts=timedelta(), over=None):
    return DrawDue(
        draw_id=UUID(int=number), first_reveal_at=first, last_reveal_at=first + lasts, over_at=over
    )


LISTS = st.lists(st.integers(5, 3600), min_size=1, max_size=20).map(lambda each: told(*each))


@given(LISTS, MOMENTS, st.data())
def test_a_turn_stays_until_it_ends_and_then_another_comes(scenes, now, data):
    barred = data.draw(st.sets(st.integers(0, len(scenes) - 1)))
    free = [each for place, each in enumerate(scenes) if place not in barred]
    shown = turn(scenes, now=now, barred=barred)
    if len(free) <= 1:
        assert (shown.scene, shown.ends_at) == (free[0] if free else HOLDING, None)
        return
    assert shown.scene in free
    assert shown.ends_at is not None
    assert shown.ends_at > now
    later = now + data.draw(st.timedeltas(timedelta(), shown.ends_at - now - TICK))
    assert turn(scenes, now=later, barred=barred) == shown
    following = turn(scenes, now=shown.ends_at, barred=barred).scene
    assert following == free[(free.index(shown.scene) + 1) % len(free)]


@given(LISTS, MOMENTS)
def test_each_scene_has_its_seconds_once_a_round_and_what_is_barred_gives_its_own(scenes, now):
    cycle = timedelta(seconds=sum(each.seconds for each in scenes))
    assert turn(scenes, now=now).scene == turn(scenes, now=now + cycle).scene
    assume(len(scenes) > 1)
    at = turn(scenes, now=now).ends_at
    assert at is not None
    until, had = at + cycle, {}
    while at < until:
        shown = turn(scenes, now=at)
        assert shown.ends_at is not None
        had[shown.scene] = had.get(shown.scene, timedelta()) + (shown.ends_at - at)
        at = shown.ends_at
    assert had == {each: timedelta(seconds=each.seconds) for each in scenes}


def test_what_is_passed_over_moves_no_other_scene():
    scenes = told(10, 20, 30)
    at = NOON - (NOON - datetime(1970, 1, 1, tzinfo=UTC)) % timedelta(seconds=60)
    shown = [turn(scenes, now=at + timedelta(seconds=s)).scene.zh for s in (0, 10, 30)]
    assert shown == ["0", "1", "2"]
    passed = [turn(scenes, now=at + timedelta(seconds=s), barred={1}) for s in (0, 10, 30)]
    assert [each.scene.zh for each in passed] == ["0", "2", "2"]
    assert [each.ends_at - at for each in passed] == [
        timedelta(seconds=10),
        timedelta(seconds=60),
        timedelta(seconds=60),
    ]


def test_what_is_pushed_is_shown_until_its_end_and_a_draw_goes_before_it():
    pushed = Pushed(scene=MESSAGE, until_at=NOON + timedelta(seconds=9))
    assert turn(told(5, 5), now=NOON, pushed=pushed).scene == MESSAGE
    assert turn(told(5, 5), now=NOON, pushed=pushed).ends_at == pushed.until_at
    assert turn(told(5, 5), now=NOON + timedelta(seconds=9), pushed=pushed).scene != MESSAGE
    for_long = Pushed(scene=MESSAGE, until_at=None)
    assert turn([], now=NOON, pushed=for_long).ends_at is None
    soon = due(first=NOON + DRAW_LEAD + timedelta(seconds=3))
    assert turn([], now=NOON, pushed=for_long, draws=[soon]).ends_at == soon.begins_at
    assert turn([], now=soon.begins_at, pushed=for_long, draws=[soon]).scene.draw_id == UUID(int=1)


@given(st.timedeltas(-DRAW_LEAD * 2, DRAW_LEAD * 2), st.timedeltas(timedelta(), DRAW_LEAD))
def test_a_draw_is_shown_from_two_minutes_before_until_a_minute_after(off, lasts):
    now, over = NOON + off, NOON + lasts
    shown = turn(told(7, 8), now=now, draws=[due(lasts=lasts, over=over)])
    within = NOON - DRAW_LEAD <= now < over + DRAW_LINGERS
    assert (shown.scene.kind is SceneKind.DRAW) == within
    if within:
        assert shown.ends_at == over + DRAW_LINGERS
    still = turn(told(7, 8), now=now, draws=[due(lasts=lasts)])
    assert (still.scene.kind is SceneKind.DRAW) == (now >= NOON - DRAW_LEAD)


def test_of_several_draws_the_one_that_runs_then_the_next_then_the_last_that_is_over():
    first, second = due(1), due(2, first=NOON + timedelta(seconds=30))
    over = due(3, first=NOON - timedelta(minutes=3), over=NOON - timedelta(seconds=20))
    older = due(4, first=NOON - timedelta(minutes=3), over=NOON - timedelta(seconds=30))
    assert due_draw([over, second, first], now=NOON) == first
    assert due_draw([second, over], now=NOON) == second
    assert due_draw([older, over], now=NOON) == over
    assert due_draw([older, over], now=NOON + DRAW_LINGERS) is None
    # What stays away does not hide the others for a day.
    stuck = due(5, first=NOON - timedelta(hours=2))
    assert due_draw([stuck, second], now=NOON) == second
    assert due_draw([stuck], now=NOON) == stuck


@given(MOMENTS, st.integers(1, 30))
def test_a_rotation_moves_on_by_one(now, count):
    place, until = in_rotation(count, 15, now=now)
    assert now < until <= now + timedelta(seconds=15)
    assert in_rotation(count, 15, now=until - TICK)[0] == place
    assert in_rotation(count, 15, now=until)[0] == (place + 1) % count


def test_versions_grow_with_the_clock_and_with_each_frame():
    def at(seconds, last=0):
        return frame_version(NOON, now=NOON + timedelta(seconds=seconds), last=last)

    assert [at(0), at(0.2), at(0.25), at(1)] == [1, 1, 2, 5]
    assert at(1, last=5) == 6
    assert at(16 * 366 * 24 * 3600) < 2**31
    # A clock that was put back makes no version smaller.
    assert frame_version(NOON, now=NOON - timedelta(hours=1)) == 1


WRONG = {
    "kind": {"kind": SceneKind.HOLDING},
    "seconds": {"kind": SceneKind.WALL, "seconds": 4},
    "campaignSlug": {"kind": SceneKind.MESSAGE, "zh": "x", "campaign_id": UUID(int=1)},
    "teamCode": {"kind": SceneKind.FOCUS},
    "drawId": {"kind": SceneKind.WALL, "draw_id": UUID(int=1)},
    "zh": {"kind": SceneKind.MESSAGE, "zh": "字" * 201},
    "en": {"kind": SceneKind.POSTER, "en": "x"},
}


@pytest.mark.parametrize("name", WRONG)
def test_a_scene_has_what_its_kind_shows_and_nothing_else(name):
    with pytest.raises(BadInput) as refused:
        scene(Scene(**WRONG[name]), field="input.scene")
    assert refused.value.field == f"input.scene.{name}"


def test_a_scene_that_is_whole_is_kept_without_edges():
    kept = scene(Scene(kind=SceneKind.MESSAGE, zh=" 快来 ", en="Come "), field="input.scene")
    assert (kept.zh, kept.en) == ("快来", "Come")
    with pytest.raises(BadInput):
        scene(Scene(kind=SceneKind.MESSAGE, zh=" "), field="input.scene")
