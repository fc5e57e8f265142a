"""Which mutations were already done under which key, as stored."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model


class IdempotencyKey(Model):
    """A mutation that succeeded, by who sent it and under which key."""

    id: UUID = fields.UUIDField(primary_key=True)
    person_id: UUID = fields.UUIDField()
    mutation: str = fields.TextField()
    key: str = fields.TextField()
    arguments_hash: bytes = fields.BinaryField()
    answer: dict[str, Any] = fields.JSONField[dict[str, Any]](default=dict)
    created_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "idempotency_key"
