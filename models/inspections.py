"""What operators found in samples of products, as stored."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.db import rows


class Inspection(Model):
    """One sample of a product that was looked at; never changed, never removed."""

    id: UUID = fields.UUIDField(primary_key=True)
    product_id: UUID = fields.UUIDField()
    merchant_id: UUID = fields.UUIDField()
    sample: str = fields.TextField()
    sampled_at: datetime = fields.DatetimeField()
    passed = fields.BooleanField()
    report: str = fields.TextField()
    pictures: list[str] = fields.JSONField[list[str]](default=list)
    operator_id: UUID = fields.UUIDField()
    recorded_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "inspection"


async def last_inspection(product_id: UUID) -> Inspection | None:
    """Return the latest inspection of a product, if there was one."""
    found = Inspection.filter(product_id=product_id)
    return await found.order_by("-recorded_at", "-id").first()


async def load_last_inspections(product_ids: Sequence[UUID]) -> list[Inspection | None]:
    """Return the latest inspection of each of these products, None where there was none."""
    found = await rows(
        """
        SELECT i.id FROM unnest($1::uuid[]) AS product (id) CROSS JOIN LATERAL (
          SELECT id FROM inspection WHERE product_id = product.id
           ORDER BY recorded_at DESC, id DESC LIMIT 1) i
        """,
        list(product_ids),
    )
    last = await Inspection.filter(id__in=[row["id"] for row in found])
    by_product = {row.product_id: row for row in last}
    return [by_product.get(product_id) for product_id in product_ids]
