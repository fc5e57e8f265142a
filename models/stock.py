"""Warehouses, what lies in them, and every movement of it, as stored."""

from collections.abc import Collection
from datetime import datetime
from typing import cast
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.db import rows
from models.orders import Order
from rules.orders import OrderStatus
from rules.stock import MovementKind, Shelf


class Warehouse(Model):
    """Where a merchant's goods lie."""

    id: UUID = fields.UUIDField(primary_key=True)
    merchant_id: UUID = fields.UUIDField()
    name: str = fields.TextField()
    region: str = fields.TextField(default="")
    is_default = fields.BooleanField(default=False)
    created_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "warehouse"


class WarehouseStock(Model):
    """How many pieces of a choice lie in a warehouse; only movements change it."""

    id: UUID = fields.UUIDField(primary_key=True)
    warehouse_id: UUID = fields.UUIDField()
    sku_id: UUID = fields.UUIDField()
    on_hand: int = fields.IntField(default=0)
    allocated: int = fields.IntField(default=0)
    movements: int = fields.BigIntField(default=0)

    class Meta(Model.Meta):
        table = "warehouse_stock"


class StockMovement(Model):
    """Pieces that came, went or were set aside; the database counts what is left after it."""

    id: UUID = fields.UUIDField(primary_key=True)
    warehouse_id: UUID = fields.UUIDField()
    sku_id: UUID = fields.UUIDField()
    n: int = fields.BigIntField(default=0)
    kind = fields.CharEnumField(MovementKind, max_length=12)
    pieces: int = fields.IntField()
    on_hand_after: int = fields.IntField(default=0)
    allocated_after: int = fields.IntField(default=0)
    order_id: UUID | None = fields.UUIDField(null=True)
    parcel_id: UUID | None = fields.UUIDField(null=True)
    person_id: UUID | None = fields.UUIDField(null=True)
    reason: str = fields.TextField(default="")
    moved_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "stock_movement"


class OrderAllocation(Model):
    """Pieces of a warehouse that belong to an order: to be shipped, shipped, or given up."""

    id: UUID = fields.UUIDField(primary_key=True)
    order_id: UUID = fields.UUIDField()
    warehouse_id: UUID = fields.UUIDField()
    pieces: int = fields.IntField()
    shipped: int = fields.IntField(default=0)
    released: int = fields.IntField(default=0)
    allocated_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "order_allocation"

    @property
    def left(self) -> int:
        """Return how many are still to be shipped."""
        return self.pieces - self.shipped - self.released


async def default_warehouse(merchant_id: UUID) -> UUID:
    """Return the warehouse that a merchant's pieces go to where nobody says another."""
    [row] = await rows("SELECT default_warehouse($1) AS id", merchant_id)
    return cast("UUID", row["id"])


async def lock_shelves(sku_id: UUID) -> list[Shelf]:
    """Hold what lies of a choice in every warehouse, in the order of ids; returns what is free."""
    found = WarehouseStock.filter(sku_id=sku_id).order_by("id").select_for_update(no_key=True)
    held = await found
    own = Warehouse.filter(id__in=[row.warehouse_id for row in held], is_default=True)
    default = set(await own.values_list("id", flat=True))
    return [
        Shelf(
            warehouse_id=row.warehouse_id,
            free=row.on_hand - row.allocated,
            is_default=row.warehouse_id in default,
        )
        for row in held
    ]


async def allocations_of(order_id: UUID) -> list[OrderAllocation]:
    """Return what belongs to a held order, warehouse by warehouse."""
    return await OrderAllocation.filter(order_id=order_id).order_by("warehouse_id")


async def orders_to_allocate(*, now: datetime, besides: Collection[UUID], limit: int) -> list[UUID]:
    """Return the ids of orders to be shipped to which no pieces belong yet, the earliest first."""
    waiting = Order.filter(
        status=OrderStatus.CONFIRMED, allocated_at=None, confirmed_at__lte=now
    ).filter(id__not_in=list(besides))
    found = waiting.order_by("confirmed_at", "id").limit(limit)
    return cast("list[UUID]", await found.values_list("id", flat=True))


async def orders_to_release(*, now: datetime, besides: Collection[UUID], limit: int) -> list[UUID]:
    """Return the ids of orders that were called off while pieces belonged to them."""
    over = Order.filter(
        status=OrderStatus.CLOSED, allocated_at__not_isnull=True, closed_at__lte=now
    ).filter(id__not_in=list(besides))
    found = over.order_by("closed_at", "id").limit(limit)
    return cast("list[UUID]", await found.values_list("id", flat=True))


async def lock_order_in_passing(order_id: UUID) -> Order | None:
    """Fetch an order and hold its row, unless somebody else holds it."""
    found = Order.filter(id=order_id).select_for_update(no_key=True, skip_locked=True)
    return await found.first()
