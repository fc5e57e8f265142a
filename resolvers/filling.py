"""Which teams are about to form, of everything that is on offer."""

from typing import Any
from uuid import UUID

from models.db import columns, fetched
from models.shapes import shape
from models.teams import Team
from resolvers import keysets
from resolvers.context import Context
from resolvers.pages import Page, Window
from resolvers.scopes import Scope, open_near
from rules.faults import BadInput

KIND = "filling"


async def filling(ctx: Context, window: Window, *, campaign_id: UUID | None) -> Page[Any]:
    """Return a page of teams that take members, the fewest seats left first, then by deadline.

    They are those among the two thousand that close next: an index by seats left would
    be written at every hold and payment.

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
    scope = Scope(campaign_ids=(campaign_id,) if campaign_id else None, running=())
    found = await fetched(
        f"""
        SELECT {columns(Team, of="t", whole=False)},
               t.size - t.seats_filled - t.seats_held AS seats_left
          FROM {open_near(scope)} t
         WHERE t.size > t.seats_filled + t.seats_held AND t.closes_at > $2
           AND (t.size - t.seats_filled - t.seats_held, t.closes_at, t.id) > ($3, $4, $5)
         ORDER BY seats_left, t.closes_at, t.id LIMIT $6
        """,  # noqa: S608 - words of ours alone
        scope.asked(),
        now,
        *place,
        size + 1,
    )
    teams = [shape(Team, whole=False).built(each) for each in found[:size]]
    return Page(
        rows=teams,
        cursors=[keysets.cursor(KIND, team.seats_left, team.closes_at, team.id) for team in teams],
        has_next=len(found) > size,
        has_previous=window.after is not None,
    )
