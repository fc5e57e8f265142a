"""Files of many parcels and their lines, as stored."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.db import rows
from models.orders import Order
from models.parcels import Carrier


class ShipmentBatch(Model):
    """A file that somebody sent for a merchant."""

    id: UUID = fields.UUIDField(primary_key=True)
    merchant_id: UUID = fields.UUIDField()
    person_id: UUID = fields.UUIDField()
    lines: int = fields.IntField()
    sent_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "shipment_batch"


class ShipmentLine(Model):
    """One parcel of a file: waiting, shipped, or refused with what is wrong."""

    id: UUID = fields.UUIDField(primary_key=True)
    batch_id: UUID = fields.UUIDField()
    line: int = fields.IntField()
    order_number: str = fields.TextField()
    order_id: UUID | None = fields.UUIDField(null=True)
    carrier_code: str | None = fields.TextField(null=True)
    tracking_number: str = fields.TextField()
    pieces: int | None = fields.IntField(null=True)
    status: str = fields.TextField()
    parcel_id: UUID | None = fields.UUIDField(null=True)
    fault_column: str | None = fields.TextField(null=True)
    fault: str | None = fields.TextField(null=True)
    done_at: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "shipment_line"


async def orders_named(merchant_id: UUID, numbers: Collection[str]) -> dict[str, Order]:
    """Return a merchant's orders by the numbers that people quote."""
    found = await Order.filter(merchant_id=merchant_id, number__in=list(numbers))
    return {order.number: order for order in found}


async def carriers_named() -> dict[str, str]:
    """Return carriers' codes by everything they are called."""
    found: dict[str, str] = {}
    for row in await Carrier.filter(retired_at=None):
        for name in (row.code, row.name, row.name_en, *row.aliases):
            found[name.casefold()] = row.code
    return found


async def lines_waiting(*, now: datetime, besides: Collection[UUID], limit: int) -> list[UUID]:
    """Return the ids of lines that wait to be shipped, file by file in their order."""
    found = await rows(
        """
        SELECT l.id FROM shipment_line l JOIN shipment_batch b ON b.id = l.batch_id
         WHERE l.status = 'WAITING' AND b.sent_at <= $1 AND l.id <> ALL($2::uuid[])
         ORDER BY l.batch_id, l.line LIMIT $3
        """,
        now,
        list(besides),
        limit,
    )
    return [cast("UUID", row["id"]) for row in found]


async def lock_line(line_id: UUID) -> ShipmentLine | None:
    """Fetch a line that waits and hold its row, unless somebody else holds it."""
    waiting = ShipmentLine.filter(id=line_id, status="WAITING")
    return await waiting.select_for_update(no_key=True, skip_locked=True).first()


async def counted(batch_ids: Sequence[UUID]) -> dict[tuple[UUID, str], int]:
    """Return how many lines of these files stand where."""
    found = await rows(
        """
        SELECT batch_id, status, count(*) AS lines FROM shipment_line
         WHERE batch_id = ANY($1) GROUP BY 1, 2
        """,
        list(batch_ids),
    )
    return {(row["batch_id"], row["status"]): int(row["lines"]) for row in found}
