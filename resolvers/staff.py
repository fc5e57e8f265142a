"""Answers about who works for a merchant: to its owners and to operators."""

from collections.abc import Collection
from uuid import UUID

from actions import staff as actions
from models.merchants import Merchant, MerchantStaff
from models.people import Person
from resolvers.context import Context
from resolvers.merchants import seller, sells_for
from resolvers.pages import Order, Page, Window, paged
from rules.faults import BadInput
from rules.merchants import Duty
from rules.people import HANDLE, Role


async def duties_of(ctx: Context, merchant_id: UUID) -> list[Duty]:
    """Return what the viewer may do for a merchant; nothing for nobody."""
    viewer = ctx.viewer
    if viewer is None:
        return []
    if viewer.person.role is Role.OPERATOR:
        return [Duty.OWNER]
    places = await ctx.loaders.staff.load(viewer.id)
    return [Duty(duty) for one in places if one.merchant_id == merchant_id for duty in one.duties]


async def staff_of(ctx: Context, merchant_id: UUID, window: Window) -> Page[MerchantStaff] | None:
    """Return a page of who works for a merchant, the first of them first; None but for owners."""
    if not await sells_for(ctx, merchant_id, Duty.OWNER):
        return None
    return await paged(MerchantStaff.filter(merchant_id=merchant_id), window, Order())


async def person_of(ctx: Context, place: MerchantStaff) -> Person:
    """Return who has a place."""
    row = await ctx.loaders.person.load(place.person_id)
    assert row is not None, "a place is somebody's"
    return row


async def set_staff(
    ctx: Context, *, merchant_id: UUID, handle: str, duties: Collection[Duty]
) -> MerchantStaff:
    """Have somebody work for a merchant of the viewer's.

    Raises:
        BadInput: nobody could sign in by such a handle.
    """
    who = seller(ctx)
    wanted = handle.strip().lower()
    if not HANDLE.fullmatch(wanted):
        raise BadInput("input.handle", "a handle that somebody signs in by")
    row = await actions.set_staff(
        merchant_id=merchant_id, handle=wanted, duties=duties, seller=who, now=ctx.now()
    )
    ctx.fresh()
    return row


async def remove_staff(ctx: Context, *, staff_id: UUID) -> Merchant:
    """Have somebody work no more for a merchant of the viewer's."""
    row = await actions.remove_staff(staff_id=staff_id, seller=seller(ctx), now=ctx.now())
    ctx.fresh()
    return row
