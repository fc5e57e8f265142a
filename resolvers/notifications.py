"""Answers about what happened to the viewer, and how much of it they did not read yet."""

from typing import Any
from uuid import UUID

from actions import accounts as actions
from models.db import rows
from models.outbox import viewer_topic
from models.people import Person
from resolvers import keysets, logs
from resolvers.context import Context
from resolvers.pages import Page, Window
from rules.events import NOTIFIED

KIND = "notification"
UNREAD_MOST = 100
# More than any log has entries, and no more than a column can count.
POSITION_MOST = 10**17


async def notifications_of(_: Context, person_id: UUID, window: Window) -> Page[Any]:
    """Return a page of what happened to a person, the latest first; read forwards alone.

    Raises:
        BadInput: the size or the cursor cannot be meant.
    """
    size, before = window.size(), POSITION_MOST
    if window.after is not None:
        [before] = keysets.place(window.after, KIND, [_position])
    found = await logs.latest(
        viewer_topic(person_id), before=before, kinds=sorted(NOTIFIED), most=size + 1
    )
    return Page(
        rows=found[:size],
        cursors=[keysets.cursor(KIND, entry.position) for entry in found[:size]],
        has_next=len(found) > size,
        has_previous=window.after is not None,
    )


def _position(written: object) -> int:
    if type(written) is not int or not 0 <= written <= POSITION_MOST:
        raise ValueError(written)
    return written


async def unread(_: Context, person_id: UUID) -> int:
    """Return how much of what happened to a person they did not read yet; 100 means or more."""
    [found] = await rows(
        """
        SELECT count(*) AS entries FROM (
          SELECT 1 FROM outbox o JOIN person p ON p.id = $1
           WHERE o.topic = $2 AND o.position > p.read_position AND o.kind = ANY($3) LIMIT $4) new
        """,
        person_id,
        viewer_topic(person_id),
        sorted(NOTIFIED),
        UNREAD_MOST,
    )
    return int(found["entries"])


async def read_notifications(ctx: Context, *, up_to: str | None) -> Person:
    """Note that the viewer read what happened to them, all or up to a position; it never goes back.

    Raises:
        BadInput: the position was never given.
    """
    viewer = ctx.signed_in()
    if up_to is None:
        _, position = await logs.bounds()
    else:
        position = await logs.given(up_to, field="input.upTo")
    return await actions.read_notifications(person_id=viewer.id, up_to=position, now=ctx.now())
