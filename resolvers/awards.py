"""Answers about what draws left people with: to themselves, and to operators."""

from uuid import UUID

from models.awards import Award, Takeback
from models.releases import FundRelease
from resolvers import pages
from resolvers.context import Context
from resolvers.pages import MOST, Page, Window, paged
from rules.people import Role

LATEST = pages.Order(column="granted_at", descending=True)


async def award(ctx: Context, award_id: UUID) -> Award | None:
    """Find what the viewer won; an operator finds what anybody did."""
    viewer = ctx.signed_in()
    row = await ctx.loaders.award.load(award_id)
    mine = row is not None and row.person_id == viewer.id
    return row if mine or viewer.person.role is Role.OPERATOR else None


async def awards_of(_: Context, person_id: UUID, window: Window) -> Page[Award]:
    """Return a page of what somebody won, the latest first."""
    return await paged(Award.filter(person_id=person_id), window, LATEST)


async def parts_of(ctx: Context, row: Award) -> list[FundRelease]:
    """Return the parts in which a fund is released, the first first."""
    return await ctx.loaders.fund_parts.load(row.id)


async def takebacks_of(ctx: Context, row: Award) -> list[Takeback]:
    """Return what was taken back of an award, the latest first, at most a hundred."""
    return (await ctx.loaders.takebacks.load(row.id))[:MOST] if row.takebacks else []
