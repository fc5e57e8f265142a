"""Categories, products, their SKUs and who likes them, as stored."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.expressions import F
from tortoise.models import Model

from models.db import rows
from models.ids import new_id


class Category(Model):
    """A shelf."""

    id: UUID = fields.UUIDField(primary_key=True)
    slug: str = fields.TextField()
    name: str = fields.TextField()
    name_en: str = fields.TextField(default="")
    position: int = fields.IntField(default=0)

    class Meta(Model.Meta):
        table = "category"


class Product(Model):
    """What is sold; ``price_fen`` is the lowest solo price among its SKUs."""

    id: UUID = fields.UUIDField(primary_key=True)
    slug: str = fields.TextField()
    merchant_id: UUID = fields.UUIDField()
    category_id: UUID = fields.UUIDField()
    title: str = fields.TextField()
    title_en: str = fields.TextField(default="")
    about: str = fields.TextField(default="")
    about_en: str = fields.TextField(default="")
    origin: str = fields.TextField(default="")
    pictures: list[str] = fields.JSONField[list[str]]()
    price_fen: int = fields.BigIntField(default=0)
    created_at: datetime = fields.DatetimeField()
    withdrawn_at: datetime | None = fields.DatetimeField(null=True)
    shipping_template_id: UUID | None = fields.UUIDField(null=True)

    class Meta(Model.Meta):
        table = "product"


class Sku(Model):
    """One choice of a product, with its solo price and stock; ``taken`` of it is sold or held."""

    id: UUID = fields.UUIDField(primary_key=True)
    product_id: UUID = fields.UUIDField()
    code: str = fields.TextField()
    name: str = fields.TextField()
    name_en: str = fields.TextField(default="")
    price_fen: int = fields.BigIntField()
    stock: int = fields.IntField()
    taken: int = fields.IntField(default=0)
    position: int = fields.IntField(default=0)
    weight_grams: int = fields.IntField(default=0)

    class Meta(Model.Meta):
        table = "sku"


class Favourite(Model):
    """A product somebody wants to find again."""

    id: UUID = fields.UUIDField(primary_key=True)
    person_id: UUID = fields.UUIDField()
    product_id: UUID = fields.UUIDField()
    created_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "favourite"


async def take_sku(sku_id: UUID, pieces: int) -> bool:
    """Take pieces off the shelf if so many are left, and tell whether they were."""
    rest = Sku.filter(id=sku_id, stock__gte=F("taken") + pieces)
    return await rest.update(taken=F("taken") + pieces) == 1


async def return_sku(sku_id: UUID, pieces: int) -> None:
    """Put pieces back on the shelf."""
    await Sku.filter(id=sku_id).update(taken=F("taken") - pieces)


async def lock_product(product_id: UUID) -> Product | None:
    """Fetch a product and hold its row until the transaction ends."""
    return await Product.select_for_update(no_key=True).get_or_none(id=product_id)


async def lock_skus(sku_ids: Sequence[UUID]) -> list[Sku]:
    """Fetch SKUs and hold their rows, in one order for everybody."""
    wanted = Sku.filter(id__in=list(sku_ids)).order_by("id")
    return list(await wanted.select_for_update(no_key=True))


async def keep_favourite(*, person_id: UUID, product_id: UUID, now: datetime) -> None:
    """Remember that somebody likes a product, once however often it is said."""
    await rows(
        """
        INSERT INTO favourite (id, person_id, product_id, created_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (person_id, product_id) DO NOTHING
        """,
        new_id(now),
        person_id,
        product_id,
        now,
    )
