"""Draws by a secret are decided ahead, and show no winner before their time."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tortoise.exceptions import IntegrityError

from actions.draws import freeze_draw, note_receipt_out, number_stretch, start_drawing
from actions.reveals import DrawUndecided, decide_draw, publish_draw
from models.db import rows
from models.draws import Draw
from rules import disclosure
from rules.draws import timetable
from rules.draws.stages import DrawStage, DrawStatus, moment
from rules.policy import POLICY
from tests.actions.world_draws import entered

AHEAD = timedelta(seconds=5)
# The moments are the worker's to give: what it gives wrongly, the database refuses.
WINNER = """INSERT INTO draw_winner SELECT e.order_id, d.id, 1, e.no, e.serial, d.first_reveal_at
  FROM draw_entry e JOIN draw d ON d.id = e.draw_id WHERE e.no = 2"""
DECIDED = "UPDATE draw SET status = 'REVEALING', drawn_at = first_reveal_at - $1::interval"


async def test_winners_are_fixed_ahead_and_shown_at_their_times(db, noon):
    made = await entered(noon, size=4, winners=2)
    locked = await made.lock()
    first = locked.first_reveal_at
    assert await decide_draw(locked.id, now=first - AHEAD - timedelta(milliseconds=1)) is None
    decided = await decide_draw(locked.id, now=first - AHEAD)
    assert (decided.status, decided.drawn_at) == (DrawStatus.REVEALING, first - AHEAD)
    hidden = moment(decided.facts(), now=first - timedelta(milliseconds=1))
    assert (hidden.stage, hidden.revealed, hidden.next_at) == (DrawStage.COUNTDOWN, 0, first)
    # Nobody has to come by for either of them.
    for prize in (1, 2):
        at = first + (prize - 1) * timedelta(milliseconds=1800)
        assert moment(decided.facts(), now=at).revealed == prize
        assert moment(decided.facts(), now=at - timedelta(milliseconds=1)).revealed == prize - 1
    assert await publish_draw(locked.id, now=first) is None
    assert (await made.publish()).status is DrawStatus.PUBLISHED


async def test_a_draw_whose_receipt_is_not_out_waits_for_its_first_reveal(db, noon):
    made = await entered(noon)
    while await start_drawing(made.draw.id, now=made.now):
        pass
    while await number_stretch(made.draw.id):
        pass
    locked = await freeze_draw(made.draw.id, now=made.now)
    first = locked.first_reveal_at
    soon = first - timedelta(milliseconds=1)
    assert await decide_draw(locked.id, now=soon) is None
    await note_receipt_out(locked.id, now=soon)
    assert (await decide_draw(locked.id, now=soon)).drawn_at == soon


async def test_a_short_countdown_is_decided_as_soon_as_its_receipt_is_out(db, noon, monkeypatch):
    hasty = replace(POLICY, draw_countdown=timedelta(seconds=2))
    monkeypatch.setattr(disclosure, "POLICY", hasty)
    made = await entered(noon)
    locked = await made.lock()
    assert locked.receipt_out_at > locked.first_reveal_at - AHEAD
    before = locked.receipt_out_at - timedelta(milliseconds=1)
    assert await decide_draw(locked.id, now=before) is None
    assert (await decide_draw(locked.id, now=locked.receipt_out_at)) is not None


@pytest.mark.parametrize(("early", "out"), [(5.001, True), (1, False)])
async def test_the_database_refuses_what_is_decided_too_early(db, noon, early, out):
    made = await entered(noon, size=3)
    while await start_drawing(made.draw.id, now=made.now):
        pass
    while await number_stretch(made.draw.id):
        pass
    await freeze_draw(made.draw.id, now=made.now)
    if out:
        await note_receipt_out(made.draw.id, now=made.now)
    await rows(WINNER)
    with pytest.raises(IntegrityError, match="draw_reveals_in_time"):
        await rows(DECIDED, timedelta(seconds=early))


async def test_whoever_would_decide_earlier_is_refused_without_a_word(db, noon, monkeypatch):
    made = await entered(noon)
    locked = await made.lock()
    monkeypatch.setattr(timetable, "DECIDED_AHEAD", timedelta(seconds=20))
    with pytest.raises(DrawUndecided):
        await decide_draw(locked.id, now=locked.first_reveal_at - timedelta(seconds=15))
    assert (await Draw.get()).status is DrawStatus.LOCKED
