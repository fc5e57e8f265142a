"""Answers about orders, payments and refunds: each to its buyer and to operators alone."""

from uuid import UUID

from tortoise.expressions import Q, Subquery

from actions import orders as actions
from actions import payments as payment_actions
from actions.placing import Placed, Wish
from models.after_sales import AfterSale
from models.db import rows
from models.orders import Order
from models.payments import Payment, Refund
from resolvers import pages
from resolvers.context import Context
from resolvers.pages import Page, Window, paged
from rules.orders import TAB_STATUS, OrderStatus, OrderTab
from rules.people import Role
from rules.refusals import OrderNotCancellable
from rules.teams import EndReason

COUNTED_MOST = 100


async def order(ctx: Context, order_id: UUID) -> Order | None:
    """Find an order that is the viewer's; an operator finds any."""
    viewer = ctx.signed_in()
    row = await ctx.loaders.order.load(order_id)
    mine = row is not None and row.person_id == viewer.id
    return row if mine or viewer.person.role is Role.OPERATOR else None


async def payment(ctx: Context, payment_id: UUID) -> Payment | None:
    """Find a payment of an order that the viewer may see."""
    ctx.signed_in()
    row = await ctx.loaders.payment.load(payment_id)
    return row if row and await order(ctx, row.order_id) else None


async def refund(ctx: Context, refund_id: UUID) -> Refund | None:
    """Find a refund of an order that the viewer may see; of nobody's order, operators alone."""
    viewer = ctx.signed_in()
    row = await ctx.loaders.refund.load(refund_id)
    if row is None or row.payment_id is None:
        return row if viewer.person.role is Role.OPERATOR else None
    return row if await payment(ctx, row.payment_id) else None


async def order_by_number(ctx: Context, number: str) -> Order | None:
    """Find an order by the number people quote, if it is the viewer's; an operator finds any."""
    ctx.signed_in()
    found = await Order.get_or_none(number=number)
    return await order(ctx, found.id) if found else None


async def orders(
    ctx: Context, window: Window, *, status: OrderStatus | None, tab: OrderTab | None = None
) -> Page[Order]:
    """Return a page of the viewer's orders, the newest first."""
    query = Order.filter(person_id=ctx.signed_in().id)
    if status is not None:
        query = query.filter(status=status)
    if tab is OrderTab.AFTER_SALES:
        asked = AfterSale.filter(person_id=ctx.signed_in().id)
        query = query.filter(Q(refunded_fen__gt=0) | Q(id__in=Subquery(asked.values("order_id"))))
    elif tab is not None:
        query = query.filter(status=TAB_STATUS[tab])
    return await paged(query, window, pages.Order(column="placed_at", descending=True))


async def counts(_: Context, person_id: UUID) -> dict[OrderTab, int]:
    """Return how many orders of a person are in each tab; 100 means or more."""
    found = await rows(
        """
        SELECT wanted.tab, counted.orders
          FROM unnest($2::text[], $3::text[]) AS wanted (tab, status)
         CROSS JOIN LATERAL (SELECT count(*) AS orders FROM (
           SELECT 1 FROM orders o WHERE o.person_id = $1
              AND CASE WHEN wanted.status IS NOT NULL THEN o.status = wanted.status
                  ELSE o.refunded_fen > 0
                    OR EXISTS (SELECT 1 FROM after_sale WHERE order_id = o.id) END
            LIMIT $4) seen) counted
        """,
        person_id,
        [str(tab) for tab in OrderTab],
        [str(TAB_STATUS[tab]) if tab in TAB_STATUS else None for tab in OrderTab],
        COUNTED_MOST,
    )
    counted = {row["tab"]: int(row["orders"]) for row in found}
    return {tab: counted[tab] for tab in OrderTab}


async def buy_solo(ctx: Context, wish: Wish) -> Placed:
    """Place an order for the viewer alone; refusals pass through untouched."""
    placed = await actions.buy_solo(wish, now=ctx.now())
    ctx.fresh()
    return placed


async def cancel_order(ctx: Context, *, order_id: UUID) -> Order:
    """Call the viewer's unpaid order off, asking the provider first.

    Raises:
        CashierUnavailable: the provider does not answer; the cashier stays shut, and the order
            ends once it does.
    """
    person_id = ctx.signed_in().id
    unpaid = await actions.cancel_order(person_id=person_id, order_id=order_id, now=ctx.now())
    await ctx.cashier.give_up(unpaid, reason=EndReason.BUYER_CANCELLED)
    ctx.fresh()
    row = await Order.get(id=order_id)
    if row.status is not OrderStatus.CLOSED:  # the money came first
        raise OrderNotCancellable(status=row.status)
    return row


async def set_order_address(ctx: Context, *, order_id: UUID, address_id: UUID) -> Order:
    """Say where an order of the viewer's goes."""
    person_id = ctx.signed_in().id
    row = await actions.set_order_address(
        person_id=person_id, order_id=order_id, address_id=address_id, now=ctx.now()
    )
    ctx.fresh()
    return row


async def start_payment(ctx: Context, *, payment_id: UUID) -> tuple[Payment, str]:
    """Return a payment of the viewer's with the address where it is paid.

    Raises:
        CashierUnavailable: the provider does not answer.
    """
    row = await _payable(ctx, payment_id)
    bought = await _bought(ctx, row)
    subject = await _subject(ctx, bought)
    return row, await ctx.cashier.open(row, order_number=bought.number, subject=subject)


async def pay_sandbox(ctx: Context, *, payment_id: UUID) -> Payment:
    """Pay at the sandbox in the viewer's place; its notification decides the outcome.

    Raises:
        PaymentNotFound: no payment of the viewer's answers to the id.
        AlreadyPaid: the money arrived.
        HoldExpired: the time to pay ran out.
        PaymentClosed: what was to be paid for is gone.
        CashierUnavailable: the provider does not answer.
    """
    row = await _payable(ctx, payment_id)
    bought = await _bought(ctx, row)
    subject = await _subject(ctx, bought)
    await ctx.cashier.press(row, order_number=bought.number, subject=subject)
    ctx.fresh()  # the order was loaded before it was paid
    return await Payment.get(id=row.id)


async def _payable(ctx: Context, payment_id: UUID) -> Payment:
    person_id = ctx.signed_in().id
    return await payment_actions.start_payment(
        person_id=person_id, payment_id=payment_id, now=ctx.now()
    )


async def _bought(ctx: Context, row: Payment) -> Order:
    bought = await ctx.loaders.order.load(row.order_id)
    assert bought is not None, "a payment is of an order"
    return bought


async def _subject(ctx: Context, bought: Order) -> str:
    sku = await ctx.loaders.sku.load(bought.sku_id)
    product = await ctx.loaders.product.load(sku.product_id) if sku else None
    return product.title if product else bought.number
