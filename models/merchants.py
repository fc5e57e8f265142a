"""Merchants and who works for them, as stored."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model


class Merchant(Model):
    """Somebody who sells and ships."""

    id: UUID = fields.UUIDField(primary_key=True)
    slug: str = fields.TextField()
    name: str = fields.TextField()
    name_en: str = fields.TextField(default="")
    about: str = fields.TextField(default="")
    created_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "merchant"


class MerchantStaff(Model):
    """A person who acts for a merchant."""

    id: UUID = fields.UUIDField(primary_key=True)
    merchant_id: UUID = fields.UUIDField()
    person_id: UUID = fields.UUIDField()

    class Meta(Model.Meta):
        table = "merchant_staff"
