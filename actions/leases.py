"""How workers share errands: claimed by one, renewed while it runs, left alone after a failure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from models import leases as models
from models.payments import Payment, lock_payment
from models.transactions import one_transaction
from models.withdrawals import lease_withdrawals
from rules import leases as rules
from rules.payments import PaymentStatus
from rules.policy import POLICY


def _span(now: datetime, due_by: datetime | None) -> models.Span:
    return models.Span(now=now, until=now + POLICY.lease, due_by=due_by or now)


@one_transaction
async def claim_due_payments(
    *, now: datetime, due_by: datetime | None = None, limit: int = 100
) -> list[dict[str, Any]]:
    """Return payments whose time ran out, leased, with the cashier shut for them.

    Each row has ``id``, ``number``, ``expires_at`` and ``lease_no``. The provider is
    asked next; only then is what they held given up. A clock turned by hand says in
    ``due_by`` what is due; leases and retries count from ``now`` all the same.
    """
    return await models.lease_payments(_span(now, due_by), limit=limit)


@one_transaction
async def claim_due_refunds(
    *, now: datetime, due_by: datetime | None = None, limit: int = 100
) -> list[dict[str, Any]]:
    """Return refunds to be sent now, leased so that no other worker sends them.

    Each row has ``id``, ``number``, ``payment_number``, ``amount_fen``, ``reason``
    and ``lease_no``; ``due_by`` is as for payments.
    """
    return await models.lease_refunds(_span(now, due_by), limit=limit)


@one_transaction
async def claim_due_withdrawals(
    *, now: datetime, due_by: datetime | None = None, limit: int = 100
) -> list[dict[str, Any]]:
    """Return withdrawals whose payout is to be sent or asked about, leased.

    Each row has ``id``, ``number``, ``channel``, ``payee``, ``arrives_fen``, ``attempts``
    and ``lease_no``; ``due_by`` is as for payments.
    """
    return await lease_withdrawals(_span(now, due_by), limit=limit)


@one_transaction
async def renew_payments(held: Mapping[UUID, int], *, now: datetime) -> None:
    """Hold leased payments for another while, by id and number."""
    await models.renew_leases("payment", held, until=now + POLICY.lease)


@one_transaction
async def renew_refunds(held: Mapping[UUID, int], *, now: datetime) -> None:
    """Hold leased refunds for another while, by id and number."""
    await models.renew_leases("refund", held, until=now + POLICY.lease)


@one_transaction
async def renew_withdrawals(held: Mapping[UUID, int], *, now: datetime) -> None:
    """Hold leased withdrawals for another while, by id and number."""
    await models.renew_leases("withdrawal", held, until=now + POLICY.lease)


@one_transaction
async def postpone_payment(*, payment_id: UUID, lease_no: int, now: datetime) -> None:
    """Leave a payment alone whose provider had no answer, longer each time.

    Raises:
        LeaseLost: the lease it was asked about under is another's by now; nothing is written.
    """
    payment = await lock_payment(payment_id)
    rules.fence(lease_no, present=payment.lease_no)
    if payment.status is PaymentStatus.PENDING:
        until = now + rules.rest(lease_no)
        await Payment.filter(id=payment_id).update(lease_until=until)
