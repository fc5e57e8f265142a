"""What was done by whom with which reason, as stored."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model


class AuditEntry(Model):
    """One line of the record; the database refuses to change or remove it."""

    id: UUID = fields.UUIDField(primary_key=True)
    person_id: UUID | None = fields.UUIDField(null=True)
    verb: str = fields.TextField()
    subject: str = fields.TextField()
    reason: str = fields.TextField(default="")
    body: dict[str, Any] = fields.JSONField[dict[str, Any]](default=dict)
    created_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "audit_entry"
