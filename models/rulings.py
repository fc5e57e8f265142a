"""What was taken from deposits by ruling, and given back of them, as stored."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.db import rows
from rules.merchants import OpenBusiness
from rules.rulings import RuledInto


class DepositRuling(Model):
    """What an operator took from a merchant's deposit, for whom and why."""

    id: UUID = fields.UUIDField(primary_key=True)
    merchant_id: UUID = fields.UUIDField()
    order_id: UUID | None = fields.UUIDField(null=True)
    into_account = fields.CharEnumField(RuledInto, max_length=16)
    amount_fen: int = fields.BigIntField()
    reason: str = fields.TextField()
    operator_id: UUID = fields.UUIDField()
    made_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "deposit_ruling"


class DepositRelease(Model):
    """What of a deposit became the merchant's to withdraw."""

    id: UUID = fields.UUIDField(primary_key=True)
    merchant_id: UUID = fields.UUIDField()
    amount_fen: int = fields.BigIntField()
    person_id: UUID = fields.UUIDField()
    released_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "deposit_release"


_OPEN = """
    SELECT CASE
      WHEN EXISTS (SELECT 1 FROM campaign WHERE merchant_id = $1
                     AND status IN ('PUBLISHED', 'PAUSED')) THEN 'CAMPAIGNS'
      WHEN EXISTS (SELECT 1 FROM budget b JOIN campaign c ON c.id = b.campaign_id
                    WHERE c.merchant_id = $1 AND b.closed_at IS NULL) THEN 'BUDGETS'
      WHEN EXISTS (SELECT 1 FROM orders WHERE merchant_id = $1 AND (
                     status IN ('AWAITING_PAYMENT', 'PAID', 'CONFIRMED', 'SHIPPED')
                     OR disputes > 0 OR (settles_at IS NOT NULL AND settled_at IS NULL)))
        THEN 'ORDERS'
      WHEN EXISTS (SELECT 1 FROM account WHERE kind = 'RECEIVABLE' AND owner = $1::text
                     AND balance < 0) THEN 'DEBTS'
    END AS open
    """


async def open_business(merchant_id: UUID) -> OpenBusiness | None:
    """Return what of a merchant's is still open, the first of several; None if nothing is."""
    [found] = await rows(_OPEN, merchant_id)
    return OpenBusiness(found["open"]) if found["open"] else None
