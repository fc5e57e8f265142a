"""Answers about merchants, and who may act for them."""

from uuid import UUID

from actions import merchants as actions
from actions.merchants import Seller
from models.campaigns import Campaign
from models.catalogue import Product
from models.merchants import Merchant
from resolvers.context import Context
from resolvers.pages import Order, Page, Window, paged
from resolvers.touched import touch
from rules.campaigns import CampaignStatus
from rules.faults import BadInput
from rules.merchants import Duty, NewMerchant, may_act
from rules.people import HANDLE, Role
from rules.texts import SLUG

NEWEST = Order(column="created_at", descending=True)


def seller(ctx: Context) -> Seller:
    """Return who asks as somebody who sells; which merchants they act for is seen later.

    Raises:
        NotSignedIn: nobody is known to ask.
        Forbidden: they only buy.
    """
    viewer = ctx.acting_as(Role.MERCHANT, Role.OPERATOR)
    return Seller(person_id=viewer.id, is_operator=viewer.person.role is Role.OPERATOR)


async def sells_for(ctx: Context, merchant_id: UUID, *duties: Duty) -> bool:
    """Tell whether the viewer may see what a merchant keeps to itself.

    Of its staff, those who have one of these duties may; where none is named, all of them.
    """
    viewer = ctx.viewer
    if viewer is None:
        return False
    if viewer.person.role is Role.OPERATOR:
        return True
    places = await ctx.loaders.staff.load(viewer.id)
    return any(
        place.merchant_id == merchant_id and may_act(place.duties, duties) for place in places
    )


async def pays_out_for(ctx: Context, merchant_id: UUID, duty: Duty = Duty.FINANCE) -> bool:
    """Tell whether the viewer sees to a merchant's money: its own people with that duty.

    An operator, who may see everything else, is paid for no merchant.
    """
    places = await ctx.loaders.staff.load(ctx.signed_in().id)
    return any(
        place.merchant_id == merchant_id and may_act(place.duties, (duty,)) for place in places
    )


async def merchants(_: Context, window: Window) -> Page[Merchant]:
    """Return a page of all merchants, the newest first."""
    return await paged(Merchant.all(), window, NEWEST)


async def merchant(ctx: Context, slug: str) -> Merchant | None:
    """Find a merchant by its slug."""
    return await ctx.loaders.merchant_by_slug.load(slug) if SLUG.fullmatch(slug) else None


async def merchants_of(ctx: Context, person_id: UUID) -> list[Merchant]:
    """Return the merchants a person acts for; few by nature."""
    places = await ctx.loaders.staff.load(person_id)
    found = await ctx.loaders.merchant.load_many([place.merchant_id for place in places])
    return [row for row in found if row is not None]


async def products_of(ctx: Context, merchant_id: UUID, window: Window) -> Page[Product]:
    """Return a page of a merchant's products; withdrawn ones to those who act for it alone."""
    query = Product.filter(merchant_id=merchant_id)
    if not await sells_for(ctx, merchant_id, Duty.CATALOGUE, Duty.CAMPAIGNS):
        query = query.filter(withdrawn_at=None)
    return await paged(query, window, NEWEST)


async def campaigns_of(ctx: Context, merchant_id: UUID, window: Window) -> Page[Campaign]:
    """Return a page of a merchant's campaigns; drafts to those who act for it alone."""
    touch("campaign")
    query = Campaign.filter(merchant_id=merchant_id)
    if not await sells_for(ctx, merchant_id, Duty.CAMPAIGNS):
        query = query.exclude(status=CampaignStatus.DRAFT)
    return await paged(query, window, NEWEST)


async def create_merchant(ctx: Context, new: NewMerchant, *, owner_handle: str) -> Merchant:
    """Let somebody sell here, as an operator."""
    viewer = ctx.acting_as(Role.OPERATOR)
    handle = owner_handle.strip().lower()
    if not HANDLE.fullmatch(handle):
        raise BadInput("input.ownerHandle", "a handle that somebody signs in by")
    return await actions.create_merchant(
        new, owner_handle=handle, operator_id=viewer.id, now=ctx.now()
    )
