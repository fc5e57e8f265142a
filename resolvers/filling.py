"""Which teams are about to form, of everything that is on offer."""

from typing import Any
from uuid import UUID

from models.db import rows
from models.teams import Team
from resolvers import keysets
from resolvers.context import Context
from resolvers.pages import Page, Window
from rules.faults import BadInput

KIND = "filling"

# The index that this is read along holds no team that ended, nor one without a seat to take.
_FILLING = """
    SELECT t.id, t.size - t.seats_filled - t.seats_held AS seats_left, t.closes_at FROM team t
     WHERE t.status = 'OPEN' AND t.seats_filled >= 1 AND t.size - t.seats_filled - t.seats_held >= 1
       AND t.closes_at > $1 AND ($2::uuid IS NULL OR t.campaign_id = $2)
       AND (t.size - t.seats_filled - t.seats_held, t.closes_at, t.id) > ($3, $4, $5)
     ORDER BY t.size - t.seats_filled - t.seats_held, t.closes_at, t.id LIMIT $6
    """


async def filling(ctx: Context, window: Window, *, campaign_id: UUID | None) -> Page[Any]:
    """Return a page of teams that take members, the fewest seats left first, then by deadline.

    Raises:
        BadInput: the size or the cursor cannot be meant; or it is read from its end.
    """
    if window.last is not None:
        raise BadInput("last", "teams about to form are read forwards alone")
    size, now = window.size(), ctx.now()
    place: list[Any] = [0, now, UUID(int=0)]
    if window.after is not None:
        values = (keysets.count, keysets.instant, UUID)
        place = keysets.place(window.after, KIND, values)
    found = await rows(_FILLING, now, campaign_id, *place, size + 1)
    teams = {team.id: team for team in await Team.filter(id__in=[row["id"] for row in found])}
    shown = [row for row in found[:size] if row["id"] in teams]
    return Page(
        rows=[teams[row["id"]] for row in shown],
        cursors=[
            keysets.cursor(KIND, row["seats_left"], row["closes_at"], row["id"]) for row in shown
        ],
        has_next=len(found) > size,
        has_previous=window.after is not None,
    )
