"""Answers about after-sales: to their buyer, to who serves for the merchant, and to operators."""

from collections.abc import Sequence
from uuid import UUID

from actions.merchants import Seller
from models.after_sales import AfterSale, AfterSaleStep, bought
from models.orders import Order
from resolvers import pages
from resolvers.context import Context
from resolvers.merchants import sells_for
from resolvers.pages import Page, Window, paged
from rules import after_sale_offers as offers
from rules import after_sales as rules
from rules.after_sale_offers import AfterSaleDenial, Choice
from rules.after_sales import AfterSaleDeed, AfterSaleSide, AfterSaleStatus, AfterSaleTab
from rules.faults import Forbidden
from rules.merchants import Duty
from rules.people import Role
from rules.policy import POLICY
from rules.refusals import AfterSaleNotOffered

LATEST = pages.Order(column="opened_at", descending=True)
MOST_URGENT = pages.Order(column="due_at")


async def after_sale(ctx: Context, after_sale_id: UUID) -> AfterSale | None:
    """Find an after-sale that the viewer has to do with; an operator finds any."""
    ctx.signed_in()
    row = await ctx.loaders.after_sale.load(after_sale_id)
    return row if row is not None and await sides(ctx, row) else None


async def sides(ctx: Context, sale: AfterSale) -> list[AfterSaleSide]:
    """Return for whom the viewer may act in an after-sale; for nobody, most of the time."""
    viewer = ctx.viewer
    if viewer is None:
        return []
    operates = viewer.person.role is Role.OPERATOR
    found: list[AfterSaleSide] = []
    if sale.person_id == viewer.id:
        found.append(AfterSaleSide.BUYER)
    elif not operates and await sells_for(ctx, sale.merchant_id, Duty.SERVICE):
        found.append(AfterSaleSide.SELLER)
    if operates:
        found.append(AfterSaleSide.OPERATOR)
    return found


async def steps_left(ctx: Context, sale: AfterSale) -> list[AfterSaleDeed]:
    """Return what the viewer may do now, in the order in which it is offered."""
    mine = await sides(ctx, sale)
    return [deed for side in mine for deed in rules.possible(sale.facts(), side)]


def asks_left(sale: AfterSale) -> int:
    """Return how often an after-sale may be asked once more, if it is declined."""
    return POLICY.after_sale_asks_most - sale.asks


async def timeline(ctx: Context, sale: AfterSale) -> list[AfterSaleStep]:
    """Return what happened to an after-sale, the earliest first."""
    return await ctx.loaders.after_sale_steps.load(sale.id)


async def after_sales_of_order(ctx: Context, order_id: UUID) -> list[AfterSale]:
    """Return what was asked of an order, the latest first; to its buyer and to operators."""
    return await ctx.loaders.after_sales_of.load(order_id)


async def offered(
    ctx: Context, order: Order
) -> tuple[Sequence[Choice], AfterSaleDenial | None, offers.Bought]:
    """Return what may be asked of an order now, or why nothing may."""
    facts = await bought(order)
    try:
        return offers.choices(facts, now=ctx.now()), None, facts
    except AfterSaleNotOffered as refused:
        return [], AfterSaleDenial(refused.why), facts


async def after_sales_of(
    _: Context, person_id: UUID, window: Window, *, tab: AfterSaleTab | None
) -> Page[AfterSale]:
    """Return a page of what somebody asked for, the latest first."""
    query = AfterSale.filter(person_id=person_id)
    if tab is not None:
        query = query.filter(due_at__not_isnull=tab is AfterSaleTab.OPEN)
    return await paged(query, window, LATEST)


async def merchant_after_sales(
    ctx: Context, merchant_id: UUID, window: Window, *, tab: AfterSaleTab
) -> Page[AfterSale]:
    """Return a page of what a merchant was asked for: what is open by its deadline."""
    ctx.signed_in()
    if not await sells_for(ctx, merchant_id, Duty.SERVICE):
        raise Forbidden
    query = AfterSale.filter(merchant_id=merchant_id)
    if tab is AfterSaleTab.OPEN:
        return await paged(query.filter(due_at__not_isnull=True), window, MOST_URGENT)
    return await paged(query.filter(due_at=None), window, LATEST)


async def complaints_to_rule(ctx: Context, window: Window) -> Page[AfterSale]:
    """Return a page of what operators are to decide, the most urgent first."""
    ctx.acting_as(Role.OPERATOR)
    waiting = AfterSale.filter(status=AfterSaleStatus.DISPUTED, due_at__not_isnull=True)
    return await paged(waiting, window, MOST_URGENT)


async def may_see_picture(viewer_id: UUID, role: Role, after_sale_id: UUID) -> bool:
    """Tell whether somebody may look at pictures of an after-sale: both sides, and operators."""
    sale = await AfterSale.get_or_none(id=after_sale_id)
    if sale is None:
        return False
    if role is Role.OPERATOR or sale.person_id == viewer_id:
        return True
    serves = Seller(person_id=viewer_id, is_operator=False)
    return await serves.acts_for(sale.merchant_id, Duty.SERVICE)
