"""Who asked to sell here and what was decided, as stored."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from rules.applications import MerchantApplicationStatus
from rules.merchants import MerchantKind


class MerchantApplication(Model):
    """What somebody said who wants to sell here; decided once, as it was written."""

    id: UUID = fields.UUIDField(primary_key=True)
    person_id: UUID = fields.UUIDField()
    kind = fields.CharEnumField(MerchantKind, max_length=16)
    slug: str = fields.TextField()
    name: str = fields.TextField()
    about: str = fields.TextField(default="")
    contact: str = fields.TextField()
    legal_name: str = fields.TextField()
    licence: str = fields.TextField()
    pictures: list[str] = fields.JSONField[list[str]](default=list)
    status = fields.CharEnumField(
        MerchantApplicationStatus, max_length=16, default=MerchantApplicationStatus.APPLIED
    )
    reason: str = fields.TextField(default="")
    merchant_id: UUID | None = fields.UUIDField(null=True)
    applied_at: datetime = fields.DatetimeField()
    decided_at: datetime | None = fields.DatetimeField(null=True)
    decided_by_id: UUID | None = fields.UUIDField(null=True)

    class Meta(Model.Meta):
        table = "merchant_application"


async def lock_application(application_id: UUID) -> MerchantApplication | None:
    """Fetch an application and hold its row until the transaction ends."""
    found = MerchantApplication.select_for_update(no_key=True)
    return await found.get_or_none(id=application_id)
