"""Draws by a beacon, and draws that come to nothing: by the calendar alone."""

from datetime import timedelta

import pytest

from actions.draws import freeze_draw, number_stretch, start_drawing
from actions.reveals import decide_draw, void_draw
from app.beacon.faults import Faults
from app.beacon.local import LocalBeacons
from models.draws import DrawWinner
from models.draws_due import draws_overdue, receipts_to_note
from resolvers.draw_files import entries, header
from rules.beacons import time_of
from rules.draws.encoding import unix
from rules.draws.published import Trust
from rules.draws.stages import DrawStage, DrawStatus, moment
from rules.draws.verification import verify
from rules.draws.voids import VoidReason
from rules.particulars import DrawMode
from rules.refusals import CampaignIncomplete
from tests.actions.world_draws import Drawn, entered, voided
from tests.actions.world_kinds import published_lottery

SEED = bytes(range(32))


async def by_beacon(noon, **faults) -> Drawn:
    """A full team whose draw a simulated beacon decides; the beacon's clock is the draw's."""
    hands = {"now": noon}
    beacons = LocalBeacons(seed=SEED, now=lambda: hands["now"], faults=Faults(**faults))
    world = await published_lottery(noon, mode=DrawMode.PUBLIC_BEACON, chain=beacons.chain)
    made = await entered(noon, world=world, beacons=beacons)
    made.hands, made.beacons = hands, beacons
    turn(made, made.now)
    return made


def turn(made, now):
    made.now = made.hands["now"] = now


async def test_a_beacons_round_decides_that_nobody_could_know_at_the_freeze(db, noon):
    made = await by_beacon(noon)
    locked = await made.lock()
    chain = made.beacons.chain
    assert made.world.campaign.rules["draw"]["chain"]["hash"] == chain.hash.hex()
    assert locked.beacon_seen == made.beacons.reached()
    assert locked.round == (unix(made.now) + 30 - chain.genesis) // chain.period_seconds + 1
    assert locked.round > locked.beacon_seen
    assert locked.first_reveal_at == locked.round_at + timedelta(seconds=10)
    assert unix(locked.round_at) == time_of(chain, locked.round)

    assert await made.drawing.decide(locked.id, clock=lambda: made.now) is None, "it has not come"
    turn(made, locked.round_at)
    decided = await made.decide()
    assert (decided.status, decided.drawn_at) == (DrawStatus.REVEALING, locked.round_at)
    counting = moment(decided.facts(), now=made.now)
    assert (counting.stage, counting.revealed) == (DrawStage.COUNTDOWN, 0), "shown 10 s later"
    assert counting.next_at == made.now + timedelta(seconds=10) == decided.first_reveal_at
    published = await made.publish()
    whole = b"".join([part async for part in header(published)])
    lines = b"".join([part async for part in entries(published)]).splitlines(keepends=True)
    trust = Trust(chains=(chain,))
    assert verify(whole, entries=lines, trust=trust).findings == ()


async def test_a_receipt_whose_signer_was_killed_is_out_before_its_round(db, noon):
    made = await by_beacon(noon)
    await start_drawing(made.draw.id, now=made.now)
    await number_stretch(made.draw.id)
    locked = await freeze_draw(made.draw.id, beacon_seen=None, now=made.now)
    # Killed here. Any worker's next second finds it, and whoever comes later has nothing to do.
    turn(made, made.now + timedelta(seconds=1))
    assert made.now < locked.round_at
    found = {"now": made.now, "besides": [], "limit": 9}
    assert await receipts_to_note(**found) == [locked.id]
    noted = await made.drawing.note_out(locked.id, clock=lambda: made.now)
    assert noted.receipt_out_at == made.now
    assert await receipts_to_note(**found) == []
    assert await made.drawing.note_out(locked.id, clock=lambda: made.now) is None

    turn(made, locked.round_at)
    assert await draws_overdue(now=made.now, besides=[], limit=9) == []
    await made.decide()
    assert (await made.publish()).status is DrawStatus.PUBLISHED


async def test_without_a_beacon_none_is_promised(db, noon):
    with pytest.raises(CampaignIncomplete) as refused:
        await published_lottery(noon, mode=DrawMode.PUBLIC_BEACON)
    assert refused.value.problem == "BEACON_NOT_CONFIGURED"


async def test_a_silent_beacon_is_locked_all_the_same_and_asked_again(db, noon):
    made = await by_beacon(noon, silent=True)
    locked = await made.lock()
    assert (locked.status, locked.beacon_seen) == (DrawStatus.LOCKED, None)
    turn(made, locked.first_reveal_at + timedelta(hours=2))
    assert (await made.decide()).status is DrawStatus.LOCKED
    made.beacons.faults.silent = False
    late = await made.decide()
    assert late.status is DrawStatus.REVEALING
    assert (await made.publish()).status is DrawStatus.PUBLISHED


async def test_a_round_that_stays_away_for_a_day_voids_and_is_told_as_such(db, noon):
    made = await by_beacon(noon, silent=True)
    locked = await made.lock()
    turn(made, locked.round_at + timedelta(days=1) - timedelta(seconds=1))
    assert await void_draw(locked.id, now=made.now) is None
    turn(made, locked.round_at + timedelta(days=1))
    assert await made.drawing.void(locked.id, clock=lambda: made.now)
    void = await made.seen()
    assert (void.status, void.void_reason) == (DrawStatus.VOID, VoidReason.ROUND_UNAVAILABLE)
    assert await DrawWinner.all().count() == 0
    whole = b"".join([part async for part in header(void)])
    assert b'"reason":"ROUND_UNAVAILABLE"' in whole


async def test_a_round_that_exists_after_all_decides_within_its_day(db, noon):
    made = await by_beacon(noon)
    locked = await made.lock()
    turn(made, locked.round_at + timedelta(days=1))
    assert await made.drawing.void(locked.id, clock=lambda: made.now) is None, "it is there"
    assert (await made.decide()).status is DrawStatus.REVEALING


async def test_no_receipt_before_the_round_voids(db, noon):
    made = await by_beacon(noon)
    draw_id = made.draw.id
    await start_drawing(draw_id, now=made.now)
    await number_stretch(draw_id)
    # Its worker dies before anybody has seen the receipt, and wakes when the round is out.
    locked = await freeze_draw(draw_id, now=made.now)
    turn(made, locked.round_at)
    assert await made.drawing.decide(draw_id, clock=lambda: made.now) is None
    assert await made.drawing.void(draw_id, clock=lambda: made.now)
    assert (await made.seen()).void_reason is VoidReason.NO_RECEIPT


async def test_a_reveal_that_is_a_day_late_voids_and_nobody_learns_who_would_have_won(db, noon):
    made = await voided(noon)
    assert made.draw.void_reason is VoidReason.REVEAL_OVERDUE
    assert await decide_draw(made.draw.id, now=made.now) is None
    whole = b"".join([part async for part in header(made.draw)])
    assert b'"winners":[]}' in whole
    assert b'"status":"VOID"' in whole
    assert b'"secret":null' in whole
    assert verify(whole).findings == ()


async def test_nobody_voids_what_was_decided_however_late_it_is_published(db, noon):
    made = await entered(noon)
    await made.lock()
    await made.decide()
    late = made.now + timedelta(days=9)
    assert await void_draw(made.draw.id, now=late) is None
    made.now = late
    assert (await made.publish()).status is DrawStatus.PUBLISHED


async def test_a_day_too_late_nothing_is_decided_any_more(db, noon):
    made = await entered(noon)
    locked = await made.lock()
    late = locked.first_reveal_at + timedelta(days=1)
    assert await decide_draw(locked.id, now=late) is None
    assert await void_draw(locked.id, now=late - timedelta(seconds=1)) is None
    assert await void_draw(locked.id, now=late)
