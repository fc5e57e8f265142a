"""What the points mall gives, as stored."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.db import rows


class MallItem(Model):
    """A choice of a product for points, or for points and money; its stock is set aside."""

    id: UUID = fields.UUIDField(primary_key=True)
    sku_id: UUID = fields.UUIDField()
    merchant_id: UUID = fields.UUIDField()
    points: int = fields.BigIntField()
    price_fen: int = fields.BigIntField()
    stock: int = fields.IntField()
    taken: int = fields.IntField(default=0)
    listed_at: datetime = fields.DatetimeField()
    withdrawn_at: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "mall_item"


async def lock_item(item_id: UUID) -> MallItem | None:
    """Fetch an item and hold its row until the transaction ends."""
    return await MallItem.select_for_update(no_key=True).get_or_none(id=item_id)


async def take_item(item_id: UUID, pieces: int) -> bool:
    """Take pieces of an item if so many are left and it is listed, and tell whether they were."""
    took = await rows(
        """
        UPDATE mall_item SET taken = taken + $2
         WHERE id = $1 AND withdrawn_at IS NULL AND taken + $2 <= stock RETURNING id
        """,
        item_id,
        pieces,
    )
    return bool(took)


async def return_item(item_id: UUID, pieces: int) -> bool:
    """Put pieces of an item back; tells whether they belong on the shelf, the item being gone."""
    [row] = await rows(
        """
        UPDATE mall_item SET taken = taken - $2,
               stock = stock - CASE WHEN withdrawn_at IS NULL THEN 0 ELSE $2 END
         WHERE id = $1 RETURNING withdrawn_at IS NOT NULL AS gone
        """,
        item_id,
        pieces,
    )
    return bool(row["gone"])
