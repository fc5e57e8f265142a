"""Payments and refunds as errands that one worker at a time is given, by number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from models.db import rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A lease taken ``now`` and good ``until``, of what is due by ``due_by``.

    ``due_by`` differs from ``now`` only where a clock was turned by hand.
    """

    now: datetime
    until: datetime
    due_by: datetime


async def lease_payments(span: Span, *, limit: int) -> list[dict[str, Any]]:
    """Lease payments to be ended, their cashier shut.

    Each row has ``id``, ``number``, ``expires_at``, ``lease_no``.

    Those whose time ran out, and those being given up whose provider was asked
    a lease ago and never answered, or was never asked.
    """
    return await rows(
        """
        WITH due AS MATERIALIZED (
          SELECT id FROM payment WHERE status = 'PENDING'
            AND (expires_at <= $4 OR closing_at <= $5)
            AND (lease_until IS NULL OR lease_until <= $1)
          ORDER BY expires_at LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED)
        UPDATE payment p SET lease_until = $2, lease_no = p.lease_no + 1,
          closing_at = coalesce(p.closing_at, $1)
        FROM due WHERE p.id = due.id
        RETURNING p.id, p.number, p.expires_at, p.lease_no
        """,
        span.now,
        span.until,
        limit,
        span.due_by,
        span.now - (span.until - span.now),
    )


async def lease_refunds(span: Span, *, limit: int) -> list[dict[str, Any]]:
    """Lease refunds that are due and count the attempt.

    Each row has ``id``, ``number``, ``payment_number``, ``amount_fen``, ``reason``,
    ``attempts``, ``lease_no``. What was tried before waits for ``now``, whatever ``due_by`` says:
    a clock turned by hand does not make the provider answer sooner.
    """
    return await rows(
        """
        WITH due AS MATERIALIZED (
          SELECT id FROM refund WHERE status <> 'SUCCEEDED'
            AND next_attempt_at <= CASE WHEN attempts = 0 THEN $4::timestamptz ELSE $1 END
            AND (lease_until IS NULL OR lease_until <= $1)
          ORDER BY next_attempt_at LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED)
        UPDATE refund r SET lease_until = $2, lease_no = r.lease_no + 1,
          status = 'PROCESSING', attempts = r.attempts + 1
        FROM due WHERE r.id = due.id
        RETURNING r.id, r.number, r.payment_number, r.amount_fen, r.reason, r.attempts,
          r.lease_no
        """,
        span.now,
        span.until,
        limit,
        span.due_by,
    )


async def renew_leases(table: str, held: Mapping[UUID, int], *, until: datetime) -> None:
    """Hold these rows longer, by id and number; those taken, given back or locked are passed by.

    A locked row is just being written, perhaps by whoever holds its lease.
    """
    assert table in {"payment", "refund", "withdrawal"}
    await rows(
        f"""
        WITH held AS MATERIALIZED (
          SELECT t.id FROM {table} t
            JOIN unnest($1::uuid[], $2::bigint[]) AS mine (id, lease_no) USING (id, lease_no)
           WHERE t.lease_until IS NOT NULL
             FOR NO KEY UPDATE OF t SKIP LOCKED)
        UPDATE {table} t SET lease_until = greatest(t.lease_until, $3) FROM held
         WHERE t.id = held.id RETURNING t.id
        """,  # noqa: S608 - one of three words of ours
        list(held),
        list(held.values()),
        until,
    )
