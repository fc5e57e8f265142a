"""How money is promised back, tried again until it is there, and never twice."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.expressions import F

from actions.events import to_viewer
from models import ledger
from models.ids import new_id
from models.orders import Order
from models.outbox import tell
from models.payments import Payment, Refund, lease_refunds, lock_refund
from models.transactions import one_transaction
from rules import ledger as recipes
from rules import payments as rules
from rules.events import ViewerEventKind
from rules.payments import RefundSource, RefundStatus
from rules.policy import POLICY


async def request_refund(
    payment: Payment,
    order: Order,
    *,
    reason: str,
    now: datetime,
    amount_fen: int | None = None,
    source: RefundSource = RefundSource.ESCROW,
) -> Refund:
    """Promise money back in the caller's transaction; the worker sends it.

    What an order's escrow holds can be promised once: the database refuses more.
    """
    ordinal = await Refund.filter(payment_id=payment.id).count() + 1
    assert ordinal <= POLICY.refunds_of_one_payment_most
    refund = await Refund.create(
        id=new_id(now),
        number=f"{payment.number}-{ordinal}",
        payment_id=payment.id,
        ordinal=ordinal,
        amount_fen=payment.amount_fen if amount_fen is None else amount_fen,
        source=source,
        reason=reason,
        status=RefundStatus.REQUESTED,
        next_attempt_at=now,
        requested_at=now,
    )
    from_suspense = source is RefundSource.SUSPENSE
    journal = recipes.refund_requested(
        number=refund.number,
        order_id=str(order.id),
        amount_fen=refund.amount_fen,
        from_suspense=from_suspense,
    )
    await ledger.post_new(journal, now=now)
    if not from_suspense:
        refunded = F("refunded_fen") + refund.amount_fen
        await Order.filter(id=order.id).update(refunded_fen=refunded)
    await tell(_told(ViewerEventKind.REFUND_REQUESTED, refund, order, now))
    return refund


@one_transaction
async def claim_due_refunds(*, now: datetime, limit: int = 100) -> list[dict[str, Any]]:
    """Return refunds to be sent now, leased so that no other worker sends them.

    Each row has ``id``, ``number``, ``payment_number``, ``amount_fen``, ``reason``.
    """
    return await lease_refunds(now=now, until=now + POLICY.lease, limit=limit)


@one_transaction
async def record_refund(*, number: str, now: datetime, amount_fen: int | None = None) -> bool:
    """Record that a refund reached its payer, and tell whether that was news.

    Where the sum that went back is told, another one than ours records nothing.
    """
    found = await Refund.get_or_none(number=number)
    if found is None:
        return False
    refund = await lock_refund(found.id)
    if refund.status is RefundStatus.SUCCEEDED or amount_fen not in (None, refund.amount_fen):
        return False
    payment = await Payment.get(id=refund.payment_id)
    order = await Order.get(id=payment.order_id)
    await Refund.filter(id=refund.id).update(
        status=RefundStatus.SUCCEEDED, succeeded_at=now, lease_until=None
    )
    journal = recipes.refund_succeeded(
        number=refund.number,
        payment_number=payment.number,
        order_id=str(order.id),
        amount_fen=refund.amount_fen,
    )
    await ledger.post_new(journal, now=now)
    await tell(_told(ViewerEventKind.REFUND_SUCCEEDED, refund, order, now))
    return True


@one_transaction
async def postpone_refund(*, refund_id: UUID, error: str, now: datetime) -> None:
    """Record that an attempt brought no answer; it is tried again later, without end."""
    refund = await lock_refund(refund_id)
    if refund.status is RefundStatus.SUCCEEDED:
        return
    later = rules.next_attempt_at(attempts=refund.attempts, now=now)
    await Refund.filter(id=refund_id).update(
        next_attempt_at=later, last_error=error[:200], lease_until=None
    )


def _told(kind: ViewerEventKind, refund: Refund, order: Order, now: datetime) -> Any:
    facts = {"refund_id": str(refund.id), "amount_fen": str(refund.amount_fen)}
    return to_viewer(order.person_id, kind, now=now, order=order, facts=facts)
