"""How it is noted, once, that a parcel was not sent in time."""

from datetime import datetime
from uuid import UUID

from actions.events import to_viewer
from models.lateness import lock_late_order
from models.merchants import people_with
from models.orders import Order
from models.outbox import tell
from models.transactions import one_transaction
from rules.events import ViewerEventKind
from rules.merchants import Duty


@one_transaction
async def note_late_shipment(order_id: UUID, *, now: datetime) -> Order | None:
    """Note that an order waits for its parcel past its time, and tell those who ship.

    Returns the order, or None where it was shipped, noted, or is in other hands.
    """
    order = await lock_late_order(order_id, now=now)
    if order is None:
        return None
    order.late_at = now
    await order.save(update_fields=["late_at"])
    # By its number alone: the order itself is its buyer's.
    facts = {"number": order.number, "merchant_id": str(order.merchant_id)}
    people = await people_with(order.merchant_id, Duty.ORDERS)
    kind = ViewerEventKind.SHIPMENT_LATE
    await tell(*(to_viewer(person, kind, now=now, facts=facts) for person in people))
    return order
