"""Orders, as stored."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.db import rows
from rules import order_settlements
from rules.orders import OrderKind, OrderStatus
from rules.receipts import ReceivedBy
from rules.teams import EndReason


class Order(Model):
    """What somebody bought, at the price of that moment; amounts in fen."""

    id: UUID = fields.UUIDField(primary_key=True)
    number: str = fields.TextField()
    kind = fields.CharEnumField(OrderKind, max_length=8)
    person_id: UUID = fields.UUIDField()
    merchant_id: UUID = fields.UUIDField()
    campaign_id: UUID | None = fields.UUIDField(null=True)
    team_id: UUID | None = fields.UUIDField(null=True)
    sku_id: UUID = fields.UUIDField()
    quantity: int = fields.IntField()
    unit_price_fen: int = fields.BigIntField()
    discount_fen: int = fields.BigIntField(default=0)
    shipping_fen: int = fields.BigIntField(default=0)
    total_fen: int = fields.BigIntField()
    refunded_fen: int = fields.BigIntField(default=0)
    status = fields.CharEnumField(OrderStatus, max_length=24)
    close_reason = cast(
        "EndReason | None", fields.CharEnumField(EndReason, max_length=32, null=True)
    )
    ship_to: dict[str, str] | None = fields.JSONField[dict[str, str] | None](null=True)
    placed_at: datetime = fields.DatetimeField()
    pay_by_at: datetime = fields.DatetimeField()
    paid_at: datetime | None = fields.DatetimeField(null=True)
    confirmed_at: datetime | None = fields.DatetimeField(null=True)
    closed_at: datetime | None = fields.DatetimeField(null=True)
    shipped_at: datetime | None = fields.DatetimeField(null=True)
    received_at: datetime | None = fields.DatetimeField(null=True)
    settles_at: datetime | None = fields.DatetimeField(null=True)
    settled_at: datetime | None = fields.DatetimeField(null=True)
    disputes: int = fields.IntField(default=0)
    addressed_at: datetime | None = fields.DatetimeField(null=True)
    late_at: datetime | None = fields.DatetimeField(null=True)
    pieces_shipped: int = fields.IntField(default=0)
    pieces_let_go: int = fields.IntField(default=0)
    allocated_at: datetime | None = fields.DatetimeField(null=True)
    shipping_terms: dict[str, Any] | None = fields.JSONField[dict[str, Any] | None](null=True)
    pickup_point_id: UUID | None = fields.UUIDField(null=True)
    receipt_warned_at: datetime | None = fields.DatetimeField(null=True)
    received_by = cast(
        "ReceivedBy | None", fields.CharEnumField(ReceivedBy, max_length=8, null=True)
    )
    version: int = fields.BigIntField(default=1)

    class Meta(Model.Meta):
        table = "orders"

    @property
    def pieces_here(self) -> int:
        """Return how many of its pieces are still to leave."""
        return self.quantity - self.pieces_shipped - self.pieces_let_go

    def parts(self) -> order_settlements.Order:
        """Return the facts by which its money is parted."""
        return order_settlements.Order(
            id=str(self.id),
            merchant_id=str(self.merchant_id),
            total_fen=self.total_fen,
            shipping_fen=self.shipping_fen,
        )


async def lock_orders(order_ids: Sequence[UUID]) -> list[Order]:
    """Fetch orders and hold their rows, in the order of their ids."""
    found = Order.filter(id__in=list(order_ids)).order_by("id")
    return await found.select_for_update(no_key=True)


async def lock_order(order_id: UUID) -> Order:
    """Fetch an order and hold its row until the transaction ends."""
    return await Order.select_for_update(no_key=True).get(id=order_id)


async def count_refunded(refunded: Mapping[UUID, int]) -> None:
    """Add what goes back to what went back of orders before, in fen by order."""
    await rows(
        """
        UPDATE orders o SET refunded_fen = o.refunded_fen + r.fen
          FROM unnest($1::uuid[], $2::bigint[]) AS r (order_id, fen) WHERE o.id = r.order_id
        """,
        list(refunded),
        list(refunded.values()),
    )
