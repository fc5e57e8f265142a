"""How a file of many parcels is taken in, and each line of it shipped apart."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from actions.idempotency import claim
from actions.merchants import Seller
from actions.parcels import Shipment, hand_over
from models.db import insert_many
from models.ids import new_id
from models.orders import Order
from models.people import Person
from models.shipments import (
    ShipmentBatch,
    ShipmentLine,
    carriers_named,
    lock_line,
    orders_named,
)
from models.transactions import one_transaction
from rules.merchants import Duty
from rules.orders import OrderStatus
from rules.people import Role
from rules.refusals import MerchantNotFound, Refusal
from rules.shipment_files import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A file as it was understood; ``batch`` is None where it was only looked at."""

    batch: ShipmentBatch | None
    lines: Sequence[Line]

    @property
    def faults(self) -> list[Line]:
        """Return the lines that ship nothing."""
        return [line for line in self.lines if line.fault is not None]


@one_transaction
async def batch_ship(
    lines: Sequence[Line],
    *,
    merchant_id: UUID,
    dry_run: bool,
    key: str,
    seller: Seller,
    now: datetime,
) -> Read:
    """Take in a file of parcels: a worker ships each good line apart; or only look at it.

    Raises:
        IdempotencyKeyReused: the key came before with other arguments.
        MerchantNotFound: the seller does not ship for this merchant.
    """
    if not await seller.acts_for(merchant_id, Duty.ORDERS):
        raise MerchantNotFound
    batch = ShipmentBatch(
        id=new_id(now),
        merchant_id=merchant_id,
        person_id=seller.person_id,
        lines=len(lines),
        sent_at=now,
    )
    if not dry_run and (before := await _taken_in(lines, batch, key=key, now=now)):
        return before
    orders = await orders_named(merchant_id, {line.order_number for line in lines})
    carriers = await carriers_named()
    looked = _looked_at(lines, orders, carriers)
    if dry_run:
        return Read(batch=None, lines=looked)
    await batch.save(force_create=True)
    await insert_many([_row(batch, each, orders, carriers, now) for each in looked])
    return Read(batch=batch, lines=looked)


async def _taken_in(
    lines: Sequence[Line], batch: ShipmentBatch, *, key: str, now: datetime
) -> Read | None:
    """Return what became of the same file when it came before under this key."""
    before = await claim(
        person_id=batch.person_id,
        mutation="batchShip",
        key=key,
        arguments={"merchant": batch.merchant_id, "lines": [repr(line) for line in lines]},
        answer={"batch": batch.id},
        now=now,
    )
    if before is None:
        return None
    stored = await ShipmentBatch.get(id=before["batch"])
    kept = await ShipmentLine.filter(batch_id=stored.id).order_by("line")
    return Read(batch=stored, lines=[_said(each) for each in kept])


def _said(row: ShipmentLine) -> Line:
    return Line(
        line=row.line,
        order_number=row.order_number,
        carrier=row.carrier_code or "",
        tracking_number=row.tracking_number,
        pieces=row.pieces,
        column=row.fault_column,
        fault=row.fault,
    )


def _looked_at(
    lines: Sequence[Line], orders: dict[str, Order], carriers: dict[str, str]
) -> list[Line]:
    """Return the lines with what is wrong of those that were well written."""
    left = {number: each.pieces_here for number, each in orders.items()}
    seen: set[tuple[str, str]] = set()
    looked: list[Line] = []
    for line in lines:
        fault = line.fault and (line.column, line.fault)
        order = orders.get(line.order_number)
        if not fault:
            fault = _fault(line, order, carriers, left, seen)
        if not fault:
            seen.add((line.order_number, line.tracking_number))
            left[line.order_number] -= line.pieces or left[line.order_number]
            looked.append(line)
        else:
            looked.append(replace(line, column=fault[0], fault=fault[1]))
    return looked


def _fault(
    line: Line,
    order: Order | None,
    carriers: dict[str, str],
    left: dict[str, int],
    seen: set[tuple[str, str]],
) -> tuple[str, str] | None:
    if order is None:
        return "order", "OrderNotFound"
    if order.status is not OrderStatus.CONFIRMED:
        return "order", "OrderNotShippable"
    if line.carrier.casefold() not in carriers:
        return "carrier", "CarrierNotFound"
    if (line.order_number, line.tracking_number) in seen:
        return "number", "TrackingNumberUsed"
    if left[line.order_number] < (line.pieces or 1):
        return "pieces", "PiecesTooMany"
    return None


def _row(
    batch: ShipmentBatch,
    line: Line,
    orders: dict[str, Order],
    carriers: dict[str, str],
    now: datetime,
) -> ShipmentLine:
    order = orders.get(line.order_number)
    return ShipmentLine(
        id=new_id(now),
        batch_id=batch.id,
        line=line.line,
        order_number=line.order_number,
        order_id=order.id if order else None,
        carrier_code=carriers.get(line.carrier.casefold()),
        tracking_number=line.tracking_number,
        pieces=line.pieces,
        status="REFUSED" if line.fault else "WAITING",
        fault_column=line.column,
        fault=line.fault,
        done_at=now if line.fault else None,
    )


COLUMN = {
    "CarrierNotFound": "carrier",
    "TrackingNumberUsed": "number",
    "PiecesTooMany": "pieces",
    "StockTooLow": "pieces",
}


async def ship_line(line_id: UUID, *, now: datetime) -> ShipmentLine | None:
    """Ship one line of a file, or write down why not.

    Returns it, or None where it does not wait any more or somebody else has it in hand.
    """
    try:
        return await _ship_line(line_id, now=now)
    except Refusal as refused:
        return await _refuse_line(line_id, type(refused).__name__, now=now)


@one_transaction
async def _ship_line(line_id: UUID, *, now: datetime) -> ShipmentLine | None:
    row = await lock_line(line_id)
    if row is None:
        return None
    assert row.order_id is not None, "it waits"
    assert row.carrier_code is not None, "it waits"
    wanted = Shipment(
        order_id=row.order_id,
        carrier_code=row.carrier_code,
        tracking_number=row.tracking_number,
        pieces=row.pieces,
        key="",
    )
    batch = await ShipmentBatch.get(id=row.batch_id)
    person = await Person.get(id=batch.person_id)
    seller = Seller(person_id=person.id, is_operator=person.role is Role.OPERATOR)
    parcel = await hand_over(wanted, seller=seller, now=now)
    row.status, row.parcel_id, row.done_at = "SHIPPED", parcel.id, now
    await row.save(update_fields=["status", "parcel_id", "done_at"])
    return row


@one_transaction
async def _refuse_line(line_id: UUID, why: str, *, now: datetime) -> ShipmentLine | None:
    row = await lock_line(line_id)
    if row is None:
        return None
    row.status, row.fault, row.done_at = "REFUSED", why, now
    row.fault_column = COLUMN.get(why, "order")
    await row.save(update_fields=["status", "fault", "fault_column", "done_at"])
    return row
