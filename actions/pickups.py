"""Everything about goods that are fetched: where, when they wait there, for which code."""

import secrets
from datetime import datetime
from uuid import UUID

from actions.events import to_viewer
from actions.merchants import Seller
from actions.parcels import Shipment, hand_over
from actions.receipts import receive_order
from models.after_sales import bought
from models.ids import new_id
from models.orders import Order, lock_order
from models.outbox import tell
from models.parcels import Parcel
from models.pickups import count_wrong, forget_wrong, lock_waiting, wrong_of
from models.shipping import Pickup, PickupPoint
from models.transactions import one_transaction
from rules import pickups as rules
from rules.events import ViewerEventKind
from rules.merchants import Duty
from rules.orders import OrderStatus
from rules.parcels import ParcelStatus
from rules.pickups import NewPoint
from rules.receipts import ReceivedBy
from rules.refusals import (
    MerchantNotFound,
    OrderNotFound,
    OrderNotReceivable,
    PickupCodeWrong,
    PickupPointNotFound,
)

TRIES = 20


@one_transaction
async def create_pickup_point(
    new: NewPoint, *, merchant_id: UUID, seller: Seller, now: datetime
) -> PickupPoint:
    """Open a place where a merchant hands goods out.

    Raises:
        MerchantNotFound: the seller does not ship for this merchant.
    """
    kept = rules.point(new)
    if not await seller.acts_for(merchant_id, Duty.ORDERS):
        raise MerchantNotFound
    return await PickupPoint.create(
        id=new_id(now),
        merchant_id=merchant_id,
        name=kept.name,
        region=kept.region,
        address=kept.address,
        hours=kept.hours,
        phone=kept.phone,
        created_at=now,
    )


@one_transaction
async def close_pickup_point(*, point_id: UUID, seller: Seller, now: datetime) -> PickupPoint:
    """Offer a place no more; what waits there is handed out still.

    Raises:
        PickupPointNotFound: the seller has no such place.
    """
    point = await _own_point(point_id, seller)
    if point.closed_at is None:
        point.closed_at = now
        await point.save(update_fields=["closed_at"])
    return point


async def _own_point(point_id: UUID, seller: Seller) -> PickupPoint:
    point = await PickupPoint.get_or_none(id=point_id)
    if point is None or point.merchant_id is None:
        raise PickupPointNotFound
    if not await seller.acts_for(point.merchant_id, Duty.ORDERS):
        raise PickupPointNotFound
    return point


@one_transaction
async def ready_pickup(*, order_id: UUID, seller: Seller, now: datetime) -> Pickup:
    """Have an order wait at its point, under a code that its buyer is shown; said twice, once.

    What no carrier was given counts as brought there by the merchant.

    Raises:
        OrderNotFound: the seller has no such order.
        PickupNotReady: it is not fetched anywhere, not to be shipped, or received.
        StockTooLow: fewer pieces lie in the merchant's warehouses.
        TooManyParcels: an order goes in no more.
    """
    found = await Order.get_or_none(id=order_id)
    if found is None or not await seller.acts_for(found.merchant_id, Duty.ORDERS):
        raise OrderNotFound
    order = await lock_order(order_id)
    waiting = await Pickup.get_or_none(order_id=order_id)
    if waiting is not None:
        return waiting
    rules.may_be_ready(order.status, is_fetched=order.pickup_point_id is not None)
    assert order.pickup_point_id is not None, "it is fetched somewhere"
    if order.status is OrderStatus.CONFIRMED:
        await _brought(order, seller, now=now)
    row = Pickup(
        id=new_id(now),
        order_id=order.id,
        point_id=order.pickup_point_id,
        code=await _unused_code(order.pickup_point_id),
        ready_at=now,
        ready_by=seller.person_id,
    )
    kind = ViewerEventKind.PICKUP_READY
    await tell(to_viewer(order.person_id, kind, now=now, order=order), beside=[row])
    return row


async def _brought(order: Order, seller: Seller, *, now: datetime) -> None:
    rest = Shipment(
        order_id=order.id,
        carrier_code="SELF",
        tracking_number=f"P{order.id.hex[-16:].upper()}",
        pieces=None,
        key="",
    )
    parcel = await hand_over(rest, seller=seller, now=now)
    # Nobody else knows where it is: it is there.
    await Parcel.filter(id=parcel.id).update(
        status=ParcelStatus.DELIVERED, delivered_at=now, ask_at=None
    )


async def _unused_code(point_id: UUID) -> str:
    """Return a code that nothing waits under; a chance that decides nothing, so no seed."""
    for _ in range(TRIES):
        code = f"{secrets.randbelow(10**rules.DIGITS):0{rules.DIGITS}}"
        if not await Pickup.exists(point_id=point_id, code=code, collected_at=None):
            return code
    raise TimeoutError  # so many wait at one place that codes run out


@one_transaction
async def note_wrong_code(*, point_id: UUID, person_id: UUID, now: datetime) -> None:
    """Count a wrong code that somebody typed at a point, apart from what it was refused for."""
    await count_wrong(point_id, person_id, now=now)


@one_transaction
async def collect_pickup(*, point_id: UUID, code: str, seller: Seller, now: datetime) -> Order:
    """Hand goods out for their buyer's code: the order is received with it, if it was not by time.

    The caller counts wrong codes, which a refusal leaves no trace of.

    Raises:
        PickupPointNotFound: the seller has no such place.
        TooManyWrongCodes: they typed too many here lately.
        PickupCodeWrong: nothing waits there under this code.
        OrderNotReceivable: all that was paid for it went back.
    """
    await _own_point(point_id, seller)
    wrong, since = await wrong_of(point_id, seller.person_id)
    rules.may_try(wrong=wrong, since=since, now=now)
    found = await Pickup.get_or_none(point_id=point_id, code=code, collected_at=None)
    if found is None:
        raise PickupCodeWrong
    order = await lock_order(found.order_id)
    pickup = await lock_waiting(found.id)
    if pickup is None:  # somebody else typed it, too
        raise PickupCodeWrong
    if (await bought(order)).all_back:
        raise OrderNotReceivable(status=order.status)
    if order.status is not OrderStatus.COMPLETED:
        order = await receive_order(order, ReceivedBy.CODE, now=now)
    pickup.collected_at, pickup.collected_by = now, seller.person_id
    await pickup.save(update_fields=["collected_at", "collected_by"])
    await forget_wrong(point_id, seller.person_id)
    return order
