"""Answers about points: what somebody may spend, in which lots, until when."""

from dataclasses import dataclass
from uuid import UUID

from models.db import rows
from models.points import PointLot, Redemption, balance_of
from resolvers import pages
from resolvers.context import Context
from resolvers.pages import Page, Window, paged
from rules.points import warned_until

LATEST_GRANTED = pages.Order(column="granted_at", descending=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Purse:
    """Whose points they are; what of them may be spent is asked where it is shown."""

    person_id: UUID


async def spendable(ctx: Context, purse: Purse) -> int:
    """Return how many points may be spent at this moment."""
    return await balance_of(purse.person_id, now=ctx.now())


async def expiring(ctx: Context, purse: Purse) -> int:
    """Return how many of them expire within thirty days."""
    now = ctx.now()
    [found] = await rows(
        """
        SELECT coalesce(sum("left"), 0)::bigint AS points FROM point_lot
         WHERE person_id = $1 AND "left" > 0 AND expires_at > $2 AND expires_at <= $3
        """,
        purse.person_id,
        now,
        warned_until(now),
    )
    return found["points"]


async def lots_of(_: Context, purse: Purse, window: Window) -> Page[PointLot]:
    """Return a page of somebody's lots, the latest granted first; spent and expired ones too."""
    return await paged(PointLot.filter(person_id=purse.person_id), window, LATEST_GRANTED)


async def redemption_of(ctx: Context, order_id: UUID) -> Redemption | None:
    """Return the points an order was paid with, if any; the order is seen by who may see it."""
    return await ctx.loaders.redemption.load(order_id)
