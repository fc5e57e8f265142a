"""Everything that changes a parcel: handing it over, putting its number right, its way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from actions.audit import note
from actions.events import to_viewer
from actions.idempotency import claim, keep
from actions.merchants import Seller
from actions.stock import sell_pieces
from models import parcels as models
from models.ids import new_id
from models.orders import Order, lock_order
from models.outbox import tell
from models.parcels import Carrier, Parcel, ParcelCorrection, lock_parcel
from models.transactions import one_transaction
from rules import leases
from rules import parcels as rules
from rules.events import ViewerEventKind
from rules.merchants import Duty
from rules.orders import OrderStatus
from rules.parcels import ASTRAY, OVER, Movement, ParcelStatus
from rules.policy import POLICY
from rules.refusals import (
    CarrierNotFound,
    OrderNotFound,
    ParcelNotCorrectable,
    ParcelNotFound,
    TrackingNumberUsed,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """Pieces of an order that leave in a parcel; all that are still here where none are said."""

    order_id: UUID
    carrier_code: str
    tracking_number: str
    pieces: int | None
    key: str

    def arguments(self) -> dict[str, object]:
        """Return everything that must be the same when the key comes again."""
        return {
            "order": self.order_id,
            "carrier": self.carrier_code,
            "number": self.tracking_number,
            "pieces": self.pieces,
        }


@one_transaction
async def ship_order(wanted: Shipment, *, seller: Seller, now: datetime) -> Parcel:
    """Hand over pieces of an order; with the last of them the order is shipped.

    Raises:
        IdempotencyKeyReused: the key came before with other arguments.
        OrderNotFound: the seller has no such order.
        CarrierNotFound: no carrier answers to the code.
        OrderNotShippable: it is not to be shipped, or was shipped whole.
        PiecesTooMany: fewer pieces of it are here.
        TooManyParcels: an order goes in no more.
        TrackingNumberUsed: another of its parcels has this number.
        StockTooLow: fewer pieces lie in the merchant's warehouses.
    """
    person, key, mutation = seller.person_id, wanted.key, "shipOrder"
    before = await claim(
        person_id=person, mutation=mutation, key=key, arguments=wanted.arguments(), now=now
    )
    if before is not None:
        return await Parcel.get(id=before["parcel"])
    parcel = await hand_over(wanted, seller=seller, now=now)
    await keep(person_id=person, mutation=mutation, key=key, answer={"parcel": parcel.id})
    return parcel


async def hand_over(wanted: Shipment, *, seller: Seller, now: datetime) -> Parcel:
    """Hand over pieces of an order in the caller's transaction, and tell its buyer.

    Raises:
        OrderNotFound: the seller has no such order.
        CarrierNotFound: no carrier answers to the code.
        OrderNotShippable: it is not to be shipped, or was shipped whole.
        PiecesTooMany: fewer pieces of it are here.
        TooManyParcels: an order goes in no more.
        TrackingNumberUsed: another of its parcels has this number.
        StockTooLow: fewer pieces lie in the merchant's warehouses.
    """
    found = await Order.get_or_none(id=wanted.order_id)
    if found is None or not await seller.acts_for(found.merchant_id, Duty.ORDERS):
        raise OrderNotFound
    if not await Carrier.exists(code=wanted.carrier_code, retired_at=None):
        raise CarrierNotFound
    order = await lock_order(found.id)
    rules.may_ship(order.status)
    pieces = rules.pieces_of(wanted.pieces, left=order.pieces_here)
    others = await Parcel.filter(order_id=order.id)
    if _carried(wanted.carrier_code, wanted.tracking_number, others):
        raise TrackingNumberUsed
    parcel = Parcel(
        id=new_id(now),
        order_id=order.id,
        number=rules.next_number(len(others)),
        pieces=pieces,
        carrier_code=wanted.carrier_code,
        tracking_number=wanted.tracking_number,
        shipped_by=seller.person_id,
        shipped_at=now,
        ask_at=now + POLICY.parcel_asked_every,
    )
    await _left(order, parcel, now=now)
    return parcel


def _carried(carrier: str, number: str, parcels: Sequence[Parcel]) -> bool:
    return (carrier, number) in {(each.carrier_code, each.tracking_number) for each in parcels}


async def _left(order: Order, parcel: Parcel, *, now: datetime) -> None:
    order.pieces_shipped += parcel.pieces
    order.version += 1
    changed = ["pieces_shipped", "version"]
    if not order.pieces_here:
        order.status, order.shipped_at = OrderStatus.SHIPPED, now
        changed += ["status", "shipped_at"]
    await order.save(update_fields=changed)
    facts = {"parcel_id": str(parcel.id), "pieces": str(parcel.pieces)}
    kind = ViewerEventKind.ORDER_SHIPPED
    told = to_viewer(order.person_id, kind, now=now, order=order, facts=facts)
    await tell(told, beside=[parcel])
    await sell_pieces(order, parcel, now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A parcel's right carrier and number, and why the others were wrong."""

    parcel_id: UUID
    carrier_code: str
    tracking_number: str
    reason: str


@one_transaction
async def correct_parcel(wanted: Correction, *, seller: Seller, now: datetime) -> Parcel:
    """Put a parcel's carrier or number right, for the record; its way is followed anew.

    Raises:
        ParcelNotFound: the seller has no such parcel.
        CarrierNotFound: no carrier answers to the code.
        ParcelNotCorrectable: it has arrived, or was put right too often.
        TrackingNumberUsed: another parcel of the order has this number.
    """
    found = await Parcel.get_or_none(id=wanted.parcel_id)
    order = await Order.get(id=found.order_id) if found else None
    if found is None or order is None or not await seller.acts_for(order.merchant_id, Duty.ORDERS):
        raise ParcelNotFound
    if not await Carrier.exists(code=wanted.carrier_code, retired_at=None):
        raise CarrierNotFound
    await lock_order(order.id)
    parcel = await lock_parcel(found.id)
    if (parcel.carrier_code, parcel.tracking_number) == (
        wanted.carrier_code,
        wanted.tracking_number,
    ):
        return parcel
    if parcel.status in OVER or parcel.corrections >= POLICY.parcel_corrections_most:
        raise ParcelNotCorrectable(status=parcel.status)
    others = await Parcel.filter(order_id=order.id).exclude(id=parcel.id)
    if _carried(wanted.carrier_code, wanted.tracking_number, others):
        raise TrackingNumberUsed
    await _put_right(parcel, wanted, person_id=seller.person_id, now=now)
    subject = f"{order.number} {parcel.number}"
    person, reason = seller.person_id, wanted.reason
    await note(person_id=person, verb="correctParcel", subject=subject, reason=reason, now=now)
    facts = {"parcel_id": str(parcel.id), "status": str(parcel.status)}
    kind = ViewerEventKind.PARCEL_MOVED
    await tell(to_viewer(order.person_id, kind, now=now, order=order, facts=facts))
    return parcel


async def _put_right(parcel: Parcel, wanted: Correction, *, person_id: UUID, now: datetime) -> None:
    await ParcelCorrection.create(
        id=new_id(now),
        parcel_id=parcel.id,
        n=parcel.corrections + 1,
        carrier_was=parcel.carrier_code,
        number_was=parcel.tracking_number,
        carrier_code=wanted.carrier_code,
        tracking_number=wanted.tracking_number,
        person_id=person_id,
        reason=wanted.reason,
        corrected_at=now,
    )
    parcel.corrections += 1
    parcel.carrier_code = wanted.carrier_code
    parcel.tracking_number = wanted.tracking_number
    parcel.status, parcel.ask_at, parcel.asked_in_vain = ParcelStatus.HANDED_OVER, now, 0
    # What a worker is being told of the number before is nobody's any more.
    parcel.lease_no, parcel.lease_until = parcel.lease_no + 1, None
    await parcel.save()


@one_transaction
async def claim_parcel(parcel_id: UUID, *, now: datetime) -> Parcel | None:
    """Return a parcel whose carrier is to be asked, leased; None where somebody else asks."""
    return await models.lease_parcel(parcel_id, now=now, until=now + POLICY.parcel_asked_within)


@one_transaction
async def record_movements(
    movements: Sequence[Movement] | None, *, parcel_id: UUID, lease_no: int, now: datetime
) -> int:
    """Write what a carrier answered about a parcel, and tell its buyer how far it is.

    ``None`` is no answer: it is asked again later each time. Returns how much of
    it was not known before.

    Raises:
        LeaseLost: somebody else was given the errand meanwhile; nothing is written.
    """
    found = await Parcel.get(id=parcel_id)
    order = await lock_order(found.order_id)
    parcel = await lock_parcel(parcel_id)
    leases.fence(lease_no, present=parcel.lease_no)
    fresh = await models.write_movements(parcel, movements or [], now=now)
    was = parcel.status
    if fresh:
        _moved(parcel, await models.movements_of(parcel))
    parcel.asked_in_vain = parcel.asked_in_vain + 1 if movements is None else 0
    parcel.ask_at = None
    if parcel.status not in OVER:
        parcel.ask_at = rules.asked_next(
            asked_in_vain=parcel.asked_in_vain, shipped_at=parcel.shipped_at, now=now
        )
    parcel.lease_until = None
    changed = ["status", "delivered_at", "asked_in_vain", "ask_at", "lease_until"]
    await parcel.save(update_fields=changed)
    if parcel.status is not was:
        await _tell_way(order, parcel, now=now)
    return len(fresh)


def _moved(parcel: Parcel, said: Sequence[Movement]) -> None:
    last = rules.latest(said)
    assert last is not None, "something was said"
    parcel.status = last.status
    parcel.delivered_at = last.happened_at if last.status is ParcelStatus.DELIVERED else None


async def _tell_way(order: Order, parcel: Parcel, *, now: datetime) -> None:
    kind = ViewerEventKind.PARCEL_MOVED
    if parcel.status is ParcelStatus.DELIVERED:
        kind = ViewerEventKind.PARCEL_DELIVERED
    elif parcel.status in ASTRAY:
        kind = ViewerEventKind.PARCEL_ASTRAY
    facts = {"parcel_id": str(parcel.id), "status": str(parcel.status)}
    await tell(to_viewer(order.person_id, kind, now=now, order=order, facts=facts))
