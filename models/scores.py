"""What the last months say of merchants, as stored and as counted anew."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.db import rows
from models.merchants import Merchant
from rules.merchants import MerchantStatus
from rules.scores import Record


class MerchantScore(Model):
    """A merchant's score with its parts; ``held_at`` since its campaigns are held for it."""

    merchant_id: UUID = fields.UUIDField(primary_key=True)
    score_bp: int = fields.IntField()
    orders: int = fields.IntField()
    after_sales: int = fields.IntField()
    complaints: int = fields.IntField()
    late: int = fields.IntField()
    failed: int = fields.IntField()
    held_at: datetime | None = fields.DatetimeField(null=True)
    pardoned_until: datetime | None = fields.DatetimeField(null=True)
    reckoned_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "merchant_score"

    def record(self) -> Record:
        """Return the parts that the score is made of."""
        return Record(
            orders=self.orders,
            after_sales=self.after_sales,
            complaints=self.complaints,
            late=self.late,
            failed=self.failed,
        )


async def scores_due(*, now: datetime, besides: Collection[UUID], limit: int) -> list[UUID]:
    """Return the ids of merchants whose score is to be reckoned, the longest due first."""
    found = await rows(
        """
        SELECT id FROM merchant WHERE score_due_at <= $1 AND status <> 'CLOSED'
           AND id <> ALL($2::uuid[]) ORDER BY score_due_at LIMIT $3
        """,
        now,
        list(besides),
        limit,
    )
    return [row["id"] for row in found]


async def lock_score_due(merchant_id: UUID, *, now: datetime) -> Merchant | None:
    """Fetch a merchant whose score is to be reckoned and hold it, if nobody else does."""
    due = Merchant.filter(id=merchant_id, score_due_at__lte=now)
    due = due.exclude(status=MerchantStatus.CLOSED)
    return await due.select_for_update(no_key=True, skip_locked=True).first()


# Orders are counted by their confirmation, what went wrong by when it did. An after-sale counts
# where its customer had right and the way back was the merchant's to pay; a complaint, unless an
# operator found for the merchant or it was taken back.
_RECORD = """
    SELECT (SELECT count(*) FROM orders
             WHERE merchant_id = $1 AND confirmed_at BETWEEN $2 AND $3) AS orders,
           (SELECT count(*) FROM after_sale WHERE merchant_id = $1 AND opened_at BETWEEN $2 AND $3
               AND outcome IN ('REFUNDED', 'EXCHANGED') AND return_paid_by = 'SELLER')
             AS after_sales,
           (SELECT count(*) FROM after_sale WHERE merchant_id = $1 AND opened_at BETWEEN $2 AND $3
               AND complained_at IS NOT NULL
               AND coalesce(outcome, '') NOT IN ('RULED_OUT', 'WITHDRAWN')) AS complaints,
           (SELECT count(*) FROM orders
             WHERE merchant_id = $1 AND late_at BETWEEN $2 AND $3) AS late,
           (SELECT count(*) FROM inspection WHERE merchant_id = $1
               AND recorded_at BETWEEN $2 AND $3 AND NOT passed) AS failed
    """


async def record_of(merchant_id: UUID, *, since: datetime, now: datetime) -> Record:
    """Return what a merchant's orders, parcels and inspections of a time come to."""
    [found] = await rows(_RECORD, merchant_id, since, now)
    return Record(**found)
