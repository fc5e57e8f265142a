"""Answers about the points mall: what it gives to everybody, and who may change that."""

from enum import StrEnum
from uuid import UUID

from actions import mall as actions
from actions import redemptions
from actions.placing import Placed
from actions.redemptions import Choice, GivingBack
from models.mall import MallItem
from models.orders import Order
from resolvers import pages
from resolvers.context import Context
from resolvers.merchants import seller, sells_for
from resolvers.pages import Page, Window, paged
from resolvers.refunds import REASON_MOST
from rules.mall import NewItem
from rules.merchants import Duty
from rules.people import Role, line


class MallSort(StrEnum):
    """In which order the points mall is shown."""

    NEWEST = "NEWEST"
    CHEAPEST = "CHEAPEST"


SORTS = {
    MallSort.NEWEST: pages.Order(column="listed_at", descending=True),
    MallSort.CHEAPEST: pages.Order(column="points"),
}


async def mall_items(_: Context, window: Window, *, sort: MallSort) -> Page[MallItem]:
    """Return a page of what can be had for points."""
    return await paged(MallItem.filter(withdrawn_at=None), window, SORTS[sort])


async def mall_item(ctx: Context, item_id: UUID) -> MallItem | None:
    """Find an item; one that is given no more is found by its id still."""
    return await ctx.loaders.mall_item.load(item_id)


async def items_of(ctx: Context, merchant_id: UUID, window: Window) -> Page[MallItem]:
    """Return a page of what a merchant gives for points; withdrawn ones to its own people alone."""
    query = MallItem.filter(merchant_id=merchant_id)
    if not await sells_for(ctx, merchant_id, Duty.CATALOGUE):
        query = query.filter(withdrawn_at=None)
    return await paged(query, window, SORTS[MallSort.NEWEST])


async def redeemed_of(ctx: Context, item: MallItem) -> int | None:
    """Return how many pieces of an item were redeemed, to those who sell it alone."""
    return item.taken if await sells_for(ctx, item.merchant_id, Duty.CATALOGUE) else None


async def redeem_points(ctx: Context, choice: Choice) -> Placed:
    """Redeem points of the viewer's; refusals pass through untouched."""
    placed = await redemptions.redeem_points(choice, now=ctx.now())
    ctx.fresh()  # the item was loaded with the stock it had
    return placed


async def refund_redemption(
    ctx: Context, *, order_id: UUID, points: int, reason: str, key: str
) -> Order:
    """Give points of an order back, as an operator, with a reason that its buyer reads."""
    row = await redemptions.refund_redemption(
        _meant(ctx, order_id, reason, key), points=points, now=ctx.now()
    )
    ctx.fresh()
    return row


async def cancel_redemption(ctx: Context, *, order_id: UUID, reason: str, key: str) -> Order:
    """Call an order for points off, as an operator, with a reason that its buyer reads."""
    row = await redemptions.cancel_redemption(_meant(ctx, order_id, reason, key), now=ctx.now())
    ctx.fresh()
    return row


def _meant(ctx: Context, order_id: UUID, reason: str, key: str) -> GivingBack:
    return GivingBack(
        operator_id=ctx.acting_as(Role.OPERATOR).id,
        order_id=order_id,
        reason=line(reason, field="input.reason", most=REASON_MOST),
        key=key,
    )


async def list_mall_item(ctx: Context, new: NewItem) -> MallItem:
    """Give a choice of a merchant of the viewer's for points."""
    return await actions.list_mall_item(new, seller=seller(ctx), now=ctx.now())


async def stock_mall_item(ctx: Context, *, item_id: UUID, stock: int) -> MallItem:
    """Have an item of a merchant of the viewer's set so many pieces aside."""
    who = seller(ctx)
    return await actions.stock_mall_item(item_id=item_id, stock=stock, seller=who, now=ctx.now())


async def withdraw_mall_item(ctx: Context, *, item_id: UUID) -> MallItem:
    """Give an item of a merchant of the viewer's no longer."""
    return await actions.withdraw_mall_item(item_id=item_id, seller=seller(ctx), now=ctx.now())
