"""Answers about refunds that operators make or that are late; buyers see those of their orders."""

from uuid import UUID

from actions import order_refunds as actions
from actions.order_refunds import OrderRefund
from models.orders import Order
from models.payments import Refund
from resolvers import pages
from resolvers.cases import operates
from resolvers.context import Context
from resolvers.pages import Page, Window, paged
from rules.money import MOST_FEN
from rules.payments import RefundStatus
from rules.people import Role, line
from rules.texts import within

# As long as a provider takes it.
REASON_MOST = 200


async def refunds_of(ctx: Context, order_id: UUID) -> list[Refund]:
    """Return what went or goes back of an order, the earliest first."""
    payments = await ctx.loaders.payments.load(order_id)
    found = await ctx.loaders.refunds.load_many([payment.id for payment in payments])
    return sorted(
        (refund for refunds in found for refund in refunds),
        key=lambda refund: (refund.requested_at, refund.id),
    )


async def order_of(ctx: Context, refund: Refund) -> Order | None:
    """Return the order a refund is of; None where its number is nobody's here."""
    payment = await ctx.loaders.payment.load(refund.payment_id) if refund.payment_id else None
    return await ctx.loaders.order.load(payment.order_id) if payment else None


def last_error(ctx: Context, refund: Refund) -> str | None:
    """Return what the provider said last, to operators alone."""
    return refund.last_error or None if operates(ctx) else None


async def delayed_refunds(ctx: Context, window: Window) -> Page[Refund]:
    """Return a page of refunds tried in vain three times or more, the longest late first."""
    ctx.acting_as(Role.OPERATOR)
    late = Refund.filter(delayed_at__not_isnull=True).exclude(status=RefundStatus.SUCCEEDED)
    return await paged(late, window, pages.Order(column="delayed_at"))


async def retry_refund(ctx: Context, *, refund_id: UUID) -> Refund:
    """Have a refund tried now, as an operator."""
    viewer = ctx.acting_as(Role.OPERATOR)
    return await actions.retry_refund(operator_id=viewer.id, refund_id=refund_id, now=ctx.now())


async def refund_order(
    ctx: Context, *, order_id: UUID, amount_fen: int, reason: str, key: str
) -> Order:
    """Give a part of an order back, as an operator, with a reason that its buyer reads."""
    viewer = ctx.acting_as(Role.OPERATOR)
    wanted = OrderRefund(
        operator_id=viewer.id,
        order_id=order_id,
        amount_fen=within(amount_fen, 1, MOST_FEN, field="input.amountFen"),
        reason=line(reason, field="input.reason", most=REASON_MOST),
        key=key,
    )
    return await actions.refund_order(wanted, now=ctx.now())
