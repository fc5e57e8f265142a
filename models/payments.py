"""Payments, the sums that came in for them, and refunds, as stored."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.db import rows
from rules.payments import (
    Money,
    MoneyOutcome,
    PaymentPurpose,
    PaymentStatus,
    RefundSource,
    RefundStatus,
)
from rules.refunds import Tender
from rules.teams import EndReason


class Payment(Model):
    """What is to be paid of an order, by when."""

    id: UUID = fields.UUIDField(primary_key=True)
    number: str = fields.TextField()
    order_id: UUID = fields.UUIDField()
    purpose = fields.CharEnumField(PaymentPurpose, max_length=8)
    amount_fen: int = fields.BigIntField()
    status = fields.CharEnumField(PaymentStatus, max_length=16)
    expires_at: datetime = fields.DatetimeField()
    created_at: datetime = fields.DatetimeField()
    closing_at: datetime | None = fields.DatetimeField(null=True)
    close_reason = cast(
        "EndReason | None", fields.CharEnumField(EndReason, max_length=32, null=True)
    )
    reference: str | None = fields.TextField(null=True)
    paid_at: datetime | None = fields.DatetimeField(null=True)
    closed_at: datetime | None = fields.DatetimeField(null=True)
    lease_until: datetime | None = fields.DatetimeField(null=True)
    lease_no: int = fields.BigIntField(default=0)

    class Meta(Model.Meta):
        table = "payment"


class MoneyIn(Model):
    """One sum a provider took, with the one outcome it had."""

    reference = fields.CharField(max_length=255, primary_key=True)
    payment_number: str = fields.TextField()
    amount_fen: int = fields.BigIntField()
    currency: str = fields.TextField()
    paid_at: datetime = fields.DatetimeField()
    recorded_at: datetime = fields.DatetimeField()
    outcome = fields.CharEnumField(MoneyOutcome, max_length=16)

    class Meta(Model.Meta):
        table = "money_in"


class Refund(Model):
    """Money on its way back, under one number however often it is tried."""

    id: UUID = fields.UUIDField(primary_key=True)
    number: str = fields.TextField()
    payment_number: str = fields.TextField()
    payment_id: UUID | None = fields.UUIDField(null=True)
    ordinal: int = fields.IntField()
    amount_fen: int = fields.BigIntField()
    source = fields.CharEnumField(RefundSource, max_length=16)
    reason: str = fields.TextField()
    status = fields.CharEnumField(RefundStatus, max_length=16)
    attempts: int = fields.IntField(default=0)
    next_attempt_at: datetime = fields.DatetimeField()
    last_error: str = fields.TextField(default="")
    lease_until: datetime | None = fields.DatetimeField(null=True)
    lease_no: int = fields.BigIntField(default=0)
    requested_at: datetime = fields.DatetimeField()
    delayed_at: datetime | None = fields.DatetimeField(null=True)
    succeeded_at: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "refund"


async def lock_payment(payment_id: UUID) -> Payment:
    """Fetch a payment and hold its row; its team's row, if any, is locked before."""
    return await Payment.select_for_update(no_key=True).get(id=payment_id)


async def shut(payment: Payment, *, reason: EndReason, now: datetime) -> None:
    """Send nobody to the cashier for this payment any more, and remember why."""
    open_still = Payment.filter(id=payment.id, closing_at=None)
    await open_still.update(closing_at=now, close_reason=reason)


async def first_told(money: Money, outcome: MoneyOutcome, *, now: datetime) -> bool:
    """Write a sum with its outcome, and tell whether nobody had written it before."""
    written = await rows(
        """
        INSERT INTO money_in
          (reference, payment_number, amount_fen, currency, paid_at, recorded_at, outcome)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (reference) DO NOTHING RETURNING reference
        """,
        money.reference,
        money.payment_number,
        money.amount_fen,
        money.currency,
        money.paid_at,
        now,
        outcome,
    )
    return bool(written)


async def known_sums(references: Sequence[str]) -> dict[str, tuple[str, int, str]]:
    """Return of these sums those that are recorded: number, amount and currency by reference."""
    found = await MoneyIn.filter(reference__in=list(references))
    return {row.reference: (row.payment_number, row.amount_fen, row.currency) for row in found}


async def lock_money(payment_number: str) -> None:
    """Hold every sum under a number that is no payment of ours, so that one at a time goes back."""
    await (
        MoneyIn.filter(payment_number=payment_number)
        .order_by("reference")
        .select_for_update(no_key=True)
    )


async def tenders(order_ids: Sequence[UUID]) -> dict[UUID, list[tuple[UUID, Tender]]]:
    """Return what orders were paid with, by order: a payment's id beside each tender.

    Money that came in vain is none: it never was the order's. Empty where
    nothing was paid; the caller holds what keeps refunds of these orders away.
    """
    paid: dict[UUID, list[tuple[UUID, Tender]]] = {order_id: [] for order_id in order_ids}
    for row in await rows(
        """
        SELECT p.order_id, p.id, p.number, p.amount_fen, coalesce((
                 SELECT sum(r.amount_fen) FROM refund r
                  WHERE r.payment_id = p.id AND r.source = 'ESCROW'), 0)::bigint AS returned_fen
          FROM payment p JOIN money_in m ON m.reference = p.reference
         WHERE p.order_id = ANY($1) AND m.outcome IN ('SEAT', 'ORDER')
         ORDER BY p.created_at, p.id
        """,
        list(order_ids),
    ):
        tender = Tender(
            source=row["number"], amount_fen=row["amount_fen"], returned_fen=row["returned_fen"]
        )
        paid[row["order_id"]].append((row["id"], tender))
    return paid


async def refunds_made(payment_numbers: Sequence[str]) -> dict[str, int]:
    """Return how many refunds these payments had so far, by number."""
    made = dict.fromkeys(payment_numbers, 0)
    for row in await rows(
        """
        SELECT payment_number, count(*) AS made FROM refund
         WHERE payment_number = ANY($1) GROUP BY payment_number
        """,
        list(payment_numbers),
    ):
        made[row["payment_number"]] = row["made"]
    return made


async def lock_payments_of(order_id: UUID) -> None:
    """Hold the rows of an order's payments, in the order of their ids."""
    found = Payment.filter(order_id=order_id).order_by("id")
    await found.select_for_update(no_key=True)


async def lock_refund(refund_id: UUID) -> Refund:
    """Fetch a refund and hold its row until the transaction ends."""
    return await Refund.select_for_update(no_key=True).get(id=refund_id)
