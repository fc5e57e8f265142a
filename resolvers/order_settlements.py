"""Answers about how orders' money was parted: to their merchant, and to operators."""

from collections.abc import Sequence
from uuid import UUID

from models.commissions import Commission, commissions_of
from models.order_settlements import OrderSettlement, SettlementReversal
from models.orders import Order
from resolvers.cases import operates
from resolvers.context import Context
from resolvers.merchants import sells_for
from rules.merchants import Duty


async def order_settlement(ctx: Context, number: str) -> OrderSettlement | None:
    """Find how an order was parted, for who keeps its merchant's books; None before it was."""
    ctx.signed_in()
    order = await Order.get_or_none(number=number)
    if order is None or not await sells_for(ctx, order.merchant_id, Duty.FINANCE):
        return None
    return await OrderSettlement.get_or_none(order_id=order.id)


async def reversals_of(_: Context, order_id: UUID) -> list[SettlementReversal]:
    """Return what refunds brought back of a parted order, the first first."""
    return await SettlementReversal.filter(order_id=order_id).order_by("n")


async def commissions_on(ctx: Context, order_id: UUID) -> Sequence[Commission]:
    """Return what an order brought whom, for operators; its merchant sees the sum alone."""
    if not operates(ctx):
        return ()
    return (await commissions_of([order_id]))[order_id]
