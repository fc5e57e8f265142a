"""Money that matched nothing payable, and what became of it, as stored."""

from datetime import datetime
from typing import cast
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from rules.cases import CaseKind, CaseResolution, CaseStatus


class PaymentCase(Model):
    """A sum in suspense until it is back with its payer; the database lets it go on, not back."""

    id: UUID = fields.UUIDField(primary_key=True)
    reference: str = fields.TextField()
    kind = fields.CharEnumField(CaseKind, max_length=16)
    status = fields.CharEnumField(CaseStatus, max_length=16)
    payment_id: UUID | None = fields.UUIDField(null=True)
    refund_id: UUID | None = fields.UUIDField(null=True)
    opened_at: datetime = fields.DatetimeField()
    resolution = cast(
        "CaseResolution | None", fields.CharEnumField(CaseResolution, max_length=32, null=True)
    )
    resolved_by_id: UUID | None = fields.UUIDField(null=True)
    reason: str = fields.TextField(default="")
    resolved_at: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "payment_case"


async def lock_case(case_id: UUID) -> PaymentCase:
    """Fetch a case and hold its row until the transaction ends."""
    return await PaymentCase.select_for_update(no_key=True).get(id=case_id)
