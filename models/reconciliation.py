"""The provider's books beside ours: days, their lines, and where the two differ, as stored."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.db import rows
from models.ids import new_id
from rules.reconciliation import (
    Discrepancy as Difference,
)
from rules.reconciliation import (
    DiscrepancyKind,
    DiscrepancyStatus,
    Line,
    LineKind,
    LineResult,
    ReconciliationState,
)


class Reconciler(Model):
    """How far the provider's list was read, and when it and its statements are looked at next."""

    id: int = fields.IntField(primary_key=True)
    receipts_after: str | None = fields.TextField(null=True)
    receipts_due_at: datetime = fields.DatetimeField()
    days_due_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "reconciler"


class Reconciliation(Model):
    """One day of the provider's statement in Asia/Shanghai; RUNNING until its last line is met."""

    id: UUID = fields.UUIDField(primary_key=True)
    day: date = fields.DateField()
    state = fields.CharEnumField(ReconciliationState, max_length=16)
    attempts: int = fields.IntField(default=0)
    due_at: datetime = fields.DatetimeField()
    file_hash: str = fields.TextField(default="")
    lines: int = fields.IntField(default=0)
    recovered: int = fields.IntField(default=0)
    discrepancies: int = fields.IntField(default=0)
    last_error: str = fields.TextField(default="")
    begun_at: datetime = fields.DatetimeField()
    finished_at: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "reconciliation"


class StatementLine(Model):
    """A line of a statement with what came of it; the database refuses to change it."""

    key = fields.CharField(max_length=255, primary_key=True)
    day: date = fields.DateField()
    kind = fields.CharEnumField(LineKind, max_length=8)
    reference: str = fields.TextField()
    number: str = fields.TextField()
    payment_number: str = fields.TextField()
    amount_fen: int = fields.BigIntField()
    currency: str = fields.TextField()
    happened_at: datetime = fields.DatetimeField()
    result = fields.CharEnumField(LineResult, max_length=16)

    class Meta(Model.Meta):
        table = "statement_line"


class Discrepancy(Model):
    """Where the provider's books and ours differ, until a human has seen to it."""

    id: UUID = fields.UUIDField(primary_key=True)
    key: str = fields.TextField()
    kind = fields.CharEnumField(DiscrepancyKind, max_length=32)
    day: date | None = fields.DateField(null=True)
    subject: str = fields.TextField()
    payment_number: str = fields.TextField()
    here_fen: int | None = fields.BigIntField(null=True)
    there_fen: int | None = fields.BigIntField(null=True)
    currency: str = fields.TextField()
    found_at: datetime = fields.DatetimeField()
    resolved_at: datetime | None = fields.DatetimeField(null=True)
    resolved_by_id: UUID | None = fields.UUIDField(null=True)
    reason: str = fields.TextField(default="")

    class Meta(Model.Meta):
        table = "discrepancy"

    @property
    def status(self) -> DiscrepancyStatus:
        """Return whether a human has seen to it."""
        seen = self.resolved_at is not None
        return DiscrepancyStatus.RESOLVED if seen else DiscrepancyStatus.OPEN


async def lock_discrepancy(discrepancy_id: UUID) -> Discrepancy:
    """Fetch a discrepancy and hold its row until the transaction ends."""
    return await Discrepancy.select_for_update(no_key=True).get(id=discrepancy_id)


async def lock_reconciler() -> Reconciler:
    """Fetch the one row and hold it: whoever decides what is looked at next does so alone."""
    return await Reconciler.select_for_update(no_key=True).get(id=1)


async def lock_due_day(*, now: datetime) -> Reconciliation | None:
    """Fetch the oldest unfinished day that is due and hold its row, or None."""
    due = Reconciliation.filter(state=ReconciliationState.RUNNING, due_at__lte=now)
    return await due.order_by("day").select_for_update(no_key=True).first()


async def lock_day(day: date) -> Reconciliation:
    """Fetch a day and hold its row until the transaction ends."""
    return await Reconciliation.select_for_update(no_key=True).get(day=day)


async def discrepancy_found(found: Difference, *, now: datetime) -> bool:
    """Write a difference down, once however often it is found; tell whether it was new."""
    written = await rows(
        """
        INSERT INTO discrepancy
          (id, key, kind, day, subject, payment_number, here_fen, there_fen, currency, found_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT (key) DO NOTHING RETURNING id
        """,
        new_id(now),
        found.key,
        found.kind,
        found.day,
        found.subject,
        found.payment_number,
        found.here_fen,
        found.there_fen,
        found.currency,
        now,
    )
    return bool(written)


async def write_line(day: date, line: Line, result: LineResult) -> None:
    """Write what came of a line, unless it was written before."""
    await rows(
        """
        INSERT INTO statement_line (key, day, kind, reference, number, payment_number,
          amount_fen, currency, happened_at, result)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (key) DO NOTHING RETURNING key
        """,
        line.key,
        day,
        line.kind,
        line.reference,
        line.number,
        line.payment_number,
        line.amount_fen,
        line.currency,
        line.at,
        result,
    )


async def write_matching_lines(day: date, lines: Sequence[Line]) -> set[str]:
    """Write those lines that say what is here, and return the keys of all that are written.

    Of a line that was written before, the present one must say the same; else it
    is left to be looked at.
    """
    found = await rows(
        """
        WITH told AS (
          SELECT * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
                               $7::bigint[], $8::text[], $9::timestamptz[])
              AS t (key, kind, reference, number, payment_number, amount_fen, currency, happened_at)
        ), here AS (
          SELECT t.* FROM told t JOIN money_in m ON t.kind = 'PAYMENT' AND m.reference = t.reference
             AND (m.payment_number, m.amount_fen, m.currency)
                 = (t.payment_number, t.amount_fen, t.currency)
          UNION ALL
          SELECT t.* FROM told t JOIN refund r ON t.kind = 'REFUND' AND r.number = t.number
             AND r.status = 'SUCCEEDED' AND t.currency = 'CNY'
             AND (r.payment_number, r.amount_fen) = (t.payment_number, t.amount_fen)
          UNION ALL
          SELECT t.* FROM told t JOIN withdrawal w ON t.kind = 'PAYOUT' AND w.number = t.number
             AND w.status = 'PAID' AND t.currency = 'CNY'
             AND (w.number, w.amount_fen - w.fee_fen - w.tax_fen) = (t.payment_number, t.amount_fen)
        ), written AS (
          INSERT INTO statement_line (key, day, kind, reference, number, payment_number,
            amount_fen, currency, happened_at, result)
          SELECT DISTINCT ON (key) key, $1, kind, reference, number, payment_number,
            amount_fen, currency, happened_at, 'MATCHED' FROM here ORDER BY key
          ON CONFLICT (key) DO NOTHING RETURNING key)
        SELECT key FROM written
        UNION SELECT l.key FROM statement_line l JOIN told t USING (key)
         WHERE (l.payment_number, l.amount_fen, l.currency)
               = (t.payment_number, t.amount_fen, t.currency)
        """,
        day,
        *_columns(lines),
    )
    return {row["key"] for row in found}


def _columns(lines: Sequence[Line]) -> list[list[Any]]:
    names = ("key", "kind", "reference", "number", "payment_number")
    facts = [[str(getattr(line, name)) for line in lines] for name in names]
    return [
        *facts,
        [line.amount_fen for line in lines],
        [line.currency for line in lines],
        [line.at for line in lines],
    ]


async def only_here(span: tuple[datetime, datetime], *, most: int) -> list[dict[str, Any]]:
    """Return what is ours of a day, in no statement, and told to nobody yet, at most so many.

    Each row has ``kind``, ``subject``, ``payment_number``, ``amount_fen``, ``currency``.
    """
    return await rows(
        """
        SELECT mine.* FROM (
          SELECT 'PAYMENT:' || m.reference AS key, 'MONEY_UNKNOWN_THERE' AS kind,
                 m.reference AS subject, m.payment_number, m.amount_fen, m.currency
            FROM money_in m WHERE m.paid_at >= $1 AND m.paid_at < $2
          UNION ALL
          SELECT 'REFUND:' || r.number, 'REFUND_UNKNOWN_THERE', r.number, r.payment_number,
                 r.amount_fen, 'CNY'
            FROM refund r
           WHERE r.status = 'SUCCEEDED' AND r.succeeded_at >= $1 AND r.succeeded_at < $2
          UNION ALL
          SELECT 'PAYOUT:' || w.number, 'PAYOUT_UNKNOWN_THERE', w.number, w.number,
                 w.amount_fen - w.fee_fen - w.tax_fen, 'CNY'
            FROM withdrawal w
           WHERE w.status = 'PAID' AND w.ended_at >= $1 AND w.ended_at < $2) mine
         WHERE NOT EXISTS (SELECT 1 FROM statement_line l WHERE l.key = mine.key)
           AND NOT EXISTS (SELECT 1 FROM discrepancy d
                            WHERE d.subject = mine.subject AND d.kind = mine.kind)
         ORDER BY mine.key LIMIT $3
        """,
        *span,
        most,
    )


async def first_day_of_ours() -> datetime | None:
    """Return when we first offered a payment or took a sum, None where we never did.

    A sum may have been taken up to a week before we first wrote anything down: an older
    instant is not believed, since every day after it would be asked for.
    """
    [row] = await rows(
        """
        SELECT least(known, greatest(coalesce(told, known), known - interval '7 days')) AS first
          FROM (SELECT least((SELECT min(created_at) FROM payment),
                             (SELECT min(recorded_at) FROM money_in)) AS known,
                       (SELECT min(paid_at) FROM money_in) AS told) ours
        """
    )
    return row["first"]
