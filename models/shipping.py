"""Rates of shipping and pick-up points, as stored."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.catalogue import Product, Sku
from rules import shipping as rules


class ShippingTemplate(Model):
    """What the way of a merchant's goods costs; a change of it changes no order."""

    id: UUID = fields.UUIDField(primary_key=True)
    merchant_id: UUID = fields.UUIDField()
    name: str = fields.TextField()
    rates: list[dict[str, Any]] = fields.JSONField[list[dict[str, Any]]]()
    free_from_fen: int | None = fields.BigIntField(null=True)
    created_at: datetime = fields.DatetimeField()
    changed_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "shipping_template"

    def terms(self) -> rules.Terms:
        """Return the terms the rules decide on."""
        return rules.terms({"rates": self.rates, "free_from_fen": self.free_from_fen})


class PickupPoint(Model):
    """Where goods are handed out."""

    id: UUID = fields.UUIDField(primary_key=True)
    kind: str = fields.TextField(default="MERCHANT")
    merchant_id: UUID | None = fields.UUIDField(null=True)
    name: str = fields.TextField()
    region: str = fields.TextField()
    address: str = fields.TextField()
    hours: str = fields.TextField()
    phone: str = fields.TextField(default="")
    created_at: datetime = fields.DatetimeField()
    closed_at: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "pickup_point"


class Pickup(Model):
    """Goods of an order that wait at a point for who shows their code."""

    id: UUID = fields.UUIDField(primary_key=True)
    order_id: UUID = fields.UUIDField()
    point_id: UUID = fields.UUIDField()
    code: str = fields.TextField()
    ready_at: datetime = fields.DatetimeField()
    ready_by: UUID = fields.UUIDField()
    collected_at: datetime | None = fields.DatetimeField(null=True)
    collected_by: UUID | None = fields.UUIDField(null=True)

    class Meta(Model.Meta):
        table = "pickup"


class PickupAttempt(Model):
    """Wrong codes that somebody typed at a point lately."""

    id: UUID = fields.UUIDField(primary_key=True)
    point_id: UUID = fields.UUIDField()
    person_id: UUID = fields.UUIDField()
    wrong: int = fields.IntField()
    since: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "pickup_attempt"


async def terms_of(product: Product) -> rules.Terms | None:
    """Return what the way of a product costs; None where it is free."""
    if product.shipping_template_id is None:
        return None
    return (await ShippingTemplate.get(id=product.shipping_template_id)).terms()


async def point_for(merchant_id: UUID, point_id: UUID) -> PickupPoint | None:
    """Return a point where a merchant's goods may be fetched now."""
    return await PickupPoint.get_or_none(id=point_id, merchant_id=merchant_id, closed_at=None)


async def terms_and_weight(sku_id: UUID) -> tuple[rules.Terms | None, int]:
    """Return what the way of a choice costs, and how heavy one piece is, in grams."""
    sku = await Sku.get(id=sku_id)
    return await terms_of(await Product.get(id=sku.product_id)), sku.weight_grams
