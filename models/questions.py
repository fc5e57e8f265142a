"""Questions about products and their answers, as stored."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model


class Question(Model):
    """What somebody asked of a product; what was said stays, unless an operator hides it."""

    id: UUID = fields.UUIDField(primary_key=True)
    product_id: UUID = fields.UUIDField()
    merchant_id: UUID = fields.UUIDField()
    person_id: UUID = fields.UUIDField()
    text: str = fields.TextField()
    asked_at: datetime = fields.DatetimeField()
    answer: str | None = fields.TextField(null=True)
    answered_at: datetime | None = fields.DatetimeField(null=True)
    answered_by: UUID | None = fields.UUIDField(null=True)
    hidden_at: datetime | None = fields.DatetimeField(null=True)
    hidden_by: UUID | None = fields.UUIDField(null=True)
    hidden_reason: str | None = fields.TextField(null=True)

    class Meta(Model.Meta):
        table = "question"


async def lock_question(question_id: UUID) -> Question | None:
    """Fetch a question and hold its row; None if there is none."""
    return await Question.select_for_update(no_key=True).get_or_none(id=question_id)
