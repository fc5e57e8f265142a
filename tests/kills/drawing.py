"""What the forked processes of a draw do: bring on all that is due, as the worker does."""

import asyncio
from datetime import datetime, timedelta

from actions import draws, reveals
from app.database import opened
from app.errands.beacons import NoBeacons
from app.errands.draws import Drawing
from models import draws_due, locking
from models import reveals as revealed
from models.failpoints import arm


def small() -> None:
    """Few at a time, so that there are many places to die between them."""
    for module in (draws, locking, revealed):
        module.BLOCK = 4
    draws.BLOCKS_AT_ONCE = 1
    draws.MEMBERS_AT_ONCE = 4
    reveals.PROOFS_AT_ONCE = 1


def bring_on(database: str, now: str, failpoint: str | None) -> None:
    """Lock, decide, publish and void whatever is due, an hour apart; what fails is told."""
    at = datetime.fromisoformat(now)
    drawing = Drawing(NoBeacons())
    steps = (
        (draws_due.draws_to_lock, drawing.lock, 0),
        (draws_due.large_draws_to_lock, drawing.lock, 0),
        (draws_due.receipts_to_note, drawing.note_out, 0),
        (draws_due.draws_to_decide, drawing.decide, 1),
        (draws_due.draws_overdue, drawing.void, 1),
        (draws_due.draws_to_publish, drawing.publish, 2),
    )

    async def main() -> None:
        async with opened(database, max_connections=3):
            for find, pursue, hours in steps:
                moment = at + timedelta(hours=hours)
                for draw_id in await find(now=moment, besides=[], limit=99):
                    await pursue(draw_id, clock=lambda moment=moment: moment)

    small()
    arm(failpoint)
    asyncio.run(main())
