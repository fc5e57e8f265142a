"""Payments, the sums that came in for them, refunds and cases, as stored."""

from datetime import datetime
from typing import Any, cast
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
    payment_id: UUID = fields.UUIDField()
    ordinal: int = fields.IntField()
    amount_fen: int = fields.BigIntField()
    source = fields.CharEnumField(RefundSource, max_length=16)
    reason: str = fields.TextField()
    status = fields.CharEnumField(RefundStatus, max_length=16)
    attempts: int = fields.IntField(default=0)
    next_attempt_at: datetime = fields.DatetimeField()
    last_error: str = fields.TextField(default="")
    lease_until: datetime | None = fields.DatetimeField(null=True)
    requested_at: datetime = fields.DatetimeField()
    succeeded_at: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "refund"


class PaymentCase(Model):
    """Money that matched nothing payable."""

    id: UUID = fields.UUIDField(primary_key=True)
    reference: str = fields.TextField()
    kind = fields.CharEnumField(MoneyOutcome, max_length=16)
    payment_id: UUID | None = fields.UUIDField(null=True)
    refund_id: UUID | None = fields.UUIDField(null=True)
    opened_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "payment_case"


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


async def lease_payments(*, now: datetime, until: datetime, limit: int) -> list[dict[str, Any]]:
    """Lease payments to be ended, their cashier shut: ``id`` and ``number``.

    Those whose time ran out, and those being given up whose provider was asked
    a lease ago and never answered, or was never asked.
    """
    return await rows(
        """
        UPDATE payment SET lease_until = $2, closing_at = coalesce(closing_at, $1)
        WHERE id IN (
          SELECT id FROM payment WHERE status = 'PENDING'
            AND (expires_at <= $1 OR closing_at <= $4)
            AND (lease_until IS NULL OR lease_until <= $1)
          ORDER BY expires_at LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED)
        RETURNING id, number
        """,
        now,
        until,
        limit,
        now - (until - now),
    )


async def lease_refunds(*, now: datetime, until: datetime, limit: int) -> list[dict[str, Any]]:
    """Lease refunds that are due and count the attempt.

    Each row has ``id``, ``number``, ``payment_number``, ``amount_fen``, ``reason``.
    """
    return await rows(
        """
        UPDATE refund r SET lease_until = $2, status = 'PROCESSING', attempts = attempts + 1
        FROM payment p WHERE p.id = r.payment_id AND r.id IN (
          SELECT id FROM refund WHERE status <> 'SUCCEEDED' AND next_attempt_at <= $1
            AND (lease_until IS NULL OR lease_until <= $1)
          ORDER BY next_attempt_at LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED)
        RETURNING r.id, r.number, p.number AS payment_number, r.amount_fen, r.reason
        """,
        now,
        until,
        limit,
    )


async def lock_refund(refund_id: UUID) -> Refund:
    """Fetch a refund and hold its row until the transaction ends."""
    return await Refund.select_for_update(no_key=True).get(id=refund_id)
