"""How time brings draws on: locked, decided by a secret or a round, published, or void."""

import logging
from uuid import UUID

from actions.draws import (
    close_campaign_draw,
    freeze_draw,
    note_receipt_out,
    number_stretch,
    start_drawing,
)
from actions.reveals import decide_draw, prove_winners, publish_draw, void_draw
from app.errands.beacon_port import Beacon, Beacons, BeaconUnavailable
from app.errands.leased import Clock
from models.draws import Draw
from models.failpoints import failpoint
from rules.draws.stages import DrawStatus
from rules.particulars import DrawMode

log = logging.getLogger(__name__)


class Drawing:
    """What a worker does with draws; every step may be cut off anywhere, and goes on from there."""

    def __init__(self, beacons: Beacons) -> None:
        self._beacons = beacons

    async def lock(self, draw_id: UUID, *, clock: Clock) -> Draw | None:
        """Lock a draw that is due: however many entries it has, a bounded number at a time.

        Its receipt carries the moment at which all was numbered, and is noted as
        out by a transaction that found it there.
        """
        draw = await Draw.get(id=draw_id)
        if draw.closed_at is None and await close_campaign_draw(draw_id, now=clock()) is None:
            return None
        while await start_drawing(draw_id, now=clock()):
            continue
        while await number_stretch(draw_id):
            continue
        seen = await self._seen(draw)
        locked = await freeze_draw(draw_id, beacon_seen=seen, now=clock())
        if locked is not None and locked.status is DrawStatus.LOCKED:
            failpoint("lock.committed")
            await self.note_out(draw_id, clock=clock)
        return locked

    async def note_out(self, draw_id: UUID, *, clock: Clock) -> Draw | None:
        """Note that a receipt is out: too late, and its round would make the draw void."""
        return await note_receipt_out(draw_id, now=clock())

    async def decide(self, draw_id: UUID, *, clock: Clock) -> Draw | None:
        """Have a locked draw's winners fixed, by its secret or by its round once that is there."""
        draw = await Draw.get(id=draw_id)
        if draw.receipt_out_at is None:  # nobody came by since whoever locked it was cut off
            await self.note_out(draw_id, clock=clock)
        if draw.mode is DrawMode.OPERATOR_COMMIT:
            return await decide_draw(draw_id, now=clock())
        beacon = await self._round(draw)
        if beacon is None:
            return None
        return await decide_draw(
            draw_id,
            round_signature=beacon.signature,
            randomness=beacon.randomness,
            now=clock(),
        )

    async def publish(self, draw_id: UUID, *, clock: Clock) -> Draw | None:
        """Prove the winners of a draw who were all shown, and publish it."""
        while await prove_winners(draw_id):
            continue
        return await publish_draw(draw_id, now=clock())

    async def void(self, draw_id: UUID, *, clock: Clock) -> Draw | None:
        """Have a draw be void that its calendar gives up; its round is asked for once more."""
        draw = await Draw.get(id=draw_id)
        beacon = None if draw.mode is DrawMode.OPERATOR_COMMIT else await self._round(draw)
        void = await void_draw(draw_id, round_known=beacon is not None, now=clock())
        if void is not None:
            log.error("draw %s is void: %s", draw_id, void.void_reason)
        return void

    async def _seen(self, draw: Draw) -> int | None:
        chain = draw.beacon()
        if chain is None or self._beacons.chain != chain:
            return None
        try:
            return await self._beacons.latest()
        except BeaconUnavailable as silent:
            # The round is the calendar's, whether or not anybody sees the beacon now.
            log.warning("draw %s is locked without a look at the beacon: %s", draw.id, silent)
            return None

    async def _round(self, draw: Draw) -> Beacon | None:
        assert draw.round is not None
        if self._beacons.chain != draw.beacon():
            log.error("draw %s waits for a beacon that is not configured here", draw.id)
            return None
        try:
            return await self._beacons.fetch(draw.round)
        except BeaconUnavailable as silent:
            log.warning("round %d of draw %s is not there: %s", draw.round, draw.id, silent)
            return None
