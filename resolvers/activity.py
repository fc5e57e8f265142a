"""Answers about what happened in teams, for everybody to read."""

from typing import Any
from uuid import UUID

from resolvers import keysets
from resolvers.context import Context
from resolvers.pages import Page, Window
from resolvers.shop_batches import Asked, Happened

KIND = "activity"


async def activity_of(ctx: Context, team_id: UUID, window: Window) -> Page[Any]:
    """Return a page of what happened in a team, the latest first; read forwards alone.

    Raises:
        BadInput: the size or the cursor cannot be meant.
    """
    size, after = window.size(), None
    if window.after is not None:
        values = (keysets.instant, keysets.count, UUID)
        at, rank, row_id = keysets.place(window.after, KIND, values)
        after = (at, rank, row_id)
    key = Asked(team_id=team_id, most=size + 1, after=after)
    found = await ctx.loaders.activity.load(key)
    return Page(
        rows=found[:size],
        cursors=[_cursor(row) for row in found[:size]],
        has_next=len(found) > size,
        has_previous=after is not None,
    )


def _cursor(row: Happened) -> str:
    return keysets.cursor(KIND, row.happened_at, row.rank, row.id)
