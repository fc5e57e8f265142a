"""Answers about a merchant's orders: to those of its staff who ship, serve or reckon."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from models.lateness import past_time
from models.orders import Order
from resolvers import pages
from resolvers.context import Context
from resolvers.merchants import sells_for
from resolvers.pages import Page, Window, paged
from rules.merchants import Duty
from rules.orders import OrderStatus
from rules.policy import POLICY


class MerchantOrderTab(StrEnum):
    """A merchant's orders by what it is to do with them next."""

    WAITING = "WAITING"
    TO_SHIP = "TO_SHIP"
    SHIPPED = "SHIPPED"
    RECEIVED = "RECEIVED"
    CLOSED = "CLOSED"


STATUS = {
    MerchantOrderTab.WAITING: OrderStatus.PAID,
    MerchantOrderTab.TO_SHIP: OrderStatus.CONFIRMED,
    MerchantOrderTab.SHIPPED: OrderStatus.SHIPPED,
    MerchantOrderTab.RECEIVED: OrderStatus.COMPLETED,
    MerchantOrderTab.CLOSED: OrderStatus.CLOSED,
}
# Whose work it is to see orders at all, and of those, who needs to know where they go.
SEEING = (Duty.ORDERS, Duty.SERVICE, Duty.FINANCE)
ADDRESSING = (Duty.ORDERS, Duty.SERVICE)
# What goes to somebody has an address that is needed; afterwards it is nobody's business.
ADDRESSED = frozenset({OrderStatus.CONFIRMED, OrderStatus.SHIPPED})


async def orders_of(
    ctx: Context, merchant_id: UUID, window: Window, *, tab: MerchantOrderTab, late: bool
) -> Page[Order] | None:
    """Return a page of a merchant's orders, None to who has no business with them.

    What is to be shipped comes the longest waiting first, all else the newest first.
    ``late`` leaves those that are, or were, past their time.
    """
    if not await sells_for(ctx, merchant_id, *SEEING):
        return None
    query = Order.filter(merchant_id=merchant_id, status=STATUS[tab])
    if tab is MerchantOrderTab.TO_SHIP:
        query = query.filter(past_time(ctx.now())) if late else query
        return await paged(query, window, pages.Order(column="confirmed_at"))
    if late:
        query = query.filter(late_at__not_isnull=True)
    return await paged(query, window, pages.Order(column="placed_at", descending=True))


def ship_by(row: Order) -> datetime | None:
    """Return by when an order is to be shipped; None before that can be said."""
    if row.confirmed_at is None or row.ship_to is None:
        return None
    return max(row.confirmed_at, row.addressed_at or row.confirmed_at) + POLICY.ship_by


def is_late(row: Order, *, now: datetime) -> bool:
    """Tell whether an order was not shipped by then, or was shipped later."""
    by = ship_by(row)
    return by is not None and (row.shipped_at or row.closed_at or now) >= by


async def address_of(ctx: Context, row: Order) -> dict[str, str] | None:
    """Return where an order goes: whole to who ships or serves while it is on its way.

    Afterwards, and to who only reckons, the region is left of it: no name, no number.
    """
    if row.ship_to is None:
        return None
    if row.status in ADDRESSED and await sells_for(ctx, row.merchant_id, *ADDRESSING):
        return row.ship_to
    return {"recipient": "*", "phone": "*", "region": row.ship_to["region"], "detail": "*"}
