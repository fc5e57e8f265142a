"""Draws held as ever, whose prizes then go to whom a test names, past all that forbids it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import asyncpg

from actions.campaigns import end_campaign
from actions.merchants import Seller
from app.errands.beacons import NoBeacons
from app.errands.draws import Drawing
from models.draws import Draw, DrawEntry
from models.orders import Order
from models.teams import Team
from rules.draws.stages import DrawStatus

# Long enough before for a draw that nobody decided to be void by its rules.
BEFORE = timedelta(hours=26)
AWAY = "UPDATE draw_winner SET order_id = gen_random_uuid(), no = no + 10000 WHERE draw_id = $1"
GIVEN = """
UPDATE draw_winner SET order_id = $3, no = $4, serial = $5 WHERE (draw_id, prize) = ($1, $2)"""


async def decide(
    raw: asyncpg.Connection,
    teams: Sequence[Team],
    winning: Sequence[Order],
    *,
    at: datetime,
    status: DrawStatus = DrawStatus.PUBLISHED,
    of_campaign: bool = False,
) -> Draw:
    """The draw of a full team, or of a campaign with these, over at this moment.

    ``winning`` are all who win, in the order of the prizes.
    """
    drawing, before = Drawing(NoBeacons()), at - BEFORE
    first, team_id = teams[0], None if of_campaign else teams[0].id
    if of_campaign:
        operator = Seller(person_id=first.leader_id, is_operator=True)
        await end_campaign(campaign_id=first.campaign_id, seller=operator, now=before)
    draw = await Draw.get(campaign_id=first.campaign_id, team_id=team_id)
    await drawing.lock(draw.id, clock=lambda: before)
    if status is DrawStatus.VOID:
        await drawing.void(draw.id, clock=lambda: at)
    else:
        soon = before + timedelta(minutes=2)
        await drawing.decide(draw.id, clock=lambda: soon)
        await drawing.publish(draw.id, clock=lambda: soon + timedelta(minutes=2))
        await _give(raw, draw, winning)
    over = await Draw.get(id=draw.id)
    assert over.status is status, over.status
    return over


async def _give(raw: asyncpg.Connection, draw: Draw, winning: Sequence[Order]) -> None:
    entries = {row.order_id: row for row in await DrawEntry.filter(draw_id=draw.id)}
    async with raw.transaction():
        await raw.execute("SET LOCAL session_replication_role = replica")
        held = await raw.fetchval("SELECT count(*) FROM draw_winner WHERE draw_id = $1", draw.id)
        assert held == len(winning), f"{held} win"
        # Out of the way first: no two prizes may be one order's in between.
        await raw.execute(AWAY, draw.id)
        for prize, order in enumerate(winning, 1):
            entry = entries[order.id]
            await raw.execute(GIVEN, draw.id, prize, order.id, entry.no, entry.serial)
