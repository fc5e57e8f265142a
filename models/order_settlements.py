"""How received orders' escrows were parted, and what of that came back, as stored."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.db import built, columns, rows
from models.orders import Order


class OrderSettlement(Model):
    """How one order's escrow was parted, in fen; never changed.

    ``refunded_fen`` had gone back before; ``base_fen`` is goods kept then,
    ``merchant_repaid_fen`` what of the merchant's part repaid what they owed.
    """

    order_id: UUID = fields.UUIDField(primary_key=True)
    merchant_id: UUID = fields.UUIDField()
    refunded_fen: int = fields.BigIntField()
    base_fen: int = fields.BigIntField()
    shipping_fen: int = fields.BigIntField()
    commission_fen: int = fields.BigIntField()
    fee_bp: int = fields.IntField()
    fee_fen: int = fields.BigIntField()
    merchant_fen: int = fields.BigIntField()
    merchant_repaid_fen: int = fields.BigIntField(default=0)
    settled_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "order_settlement"


class SettlementReversal(Model):
    """What a refund brought back into a settled order's escrow, and from whom, in fen.

    ``refunded_fen`` of the order had gone back by then; ``merchant_debt_fen`` and, of
    all together, ``debt_fen`` was not there any more and is owed.
    """

    id: UUID = fields.UUIDField(primary_key=True)
    order_id: UUID = fields.UUIDField()
    merchant_id: UUID = fields.UUIDField()
    n: int = fields.IntField()
    refunded_fen: int = fields.BigIntField()
    amount_fen: int = fields.BigIntField()
    base_fen: int = fields.BigIntField()
    commission_fen: int = fields.BigIntField()
    fee_fen: int = fields.BigIntField()
    merchant_fen: int = fields.BigIntField()
    merchant_debt_fen: int = fields.BigIntField(default=0)
    debt_fen: int = fields.BigIntField(default=0)
    reversed_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "settlement_reversal"


async def orders_to_settle(*, now: datetime, besides: Collection[UUID], limit: int) -> list[UUID]:
    """Return the ids of orders that are received, undisputed and due, the longest due first."""
    due = Order.filter(settles_at__lte=now, settled_at=None, disputes=0, id__not_in=list(besides))
    found = due.order_by("settles_at", "id").limit(limit)
    return cast("list[UUID]", await found.values_list("id", flat=True))


async def lock_orders_to_settle(order_ids: Collection[UUID], *, now: datetime) -> list[Order]:
    """Fetch those of these orders that are due still and hold them; others' are passed by."""
    found = await rows(
        f"""
        SELECT {columns(Order, of="o")} FROM orders o
         WHERE id = ANY($1) AND settles_at <= $2 AND settled_at IS NULL AND disputes = 0
         ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
        """,  # noqa: S608 - nothing but names of columns is filled in
        list(order_ids),
        now,
    )
    return [built(Order, row) for row in found]


async def orders_settle(orders: Sequence[Order], *, now: datetime) -> None:
    """Write that held orders are settled, each as its next version; their parting is written."""
    written = await rows(
        """
        UPDATE orders SET settled_at = $2, version = version + 1
         WHERE id = ANY($1) AND settled_at IS NULL RETURNING id
        """,
        [order.id for order in orders],
        now,
    )
    assert len(written) == len(orders), "an order is settled once, under its lock"
