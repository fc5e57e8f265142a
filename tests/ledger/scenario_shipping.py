"""Orders set aside, sent in part, followed, received, fetched and returned."""

from datetime import timedelta

from actions.parcels import claim_parcel, record_movements
from actions.pickups import collect_pickup, ready_pickup
from actions.stock import allocate_order, return_to_stock
from models.orders import Order, lock_order
from models.shipping import Pickup
from models.transactions import one_transaction
from rules.parcels import Movement, ParcelStatus
from tests.actions.world_shipping import bought, fetched, operator, pickup_point, received, shipped
from tests.actions.worlds import make_world


async def play_shipping(now):
    world = await make_world(now)
    seller = await operator(now)
    waits, part, whole, done = [await bought(world, quantity=3) for _ in range(4)]
    assert await allocate_order(waits.id, now=now)
    await shipped(part.id, now=now, seller=seller, pieces=1)
    parcel = await shipped(whole.id, now=now, seller=seller)
    await received(done.id, now=now)
    await _back(done, now)
    held = await claim_parcel(parcel.id, now=now + timedelta(hours=1))
    said = Movement(event_id="1", status=ParcelStatus.IN_TRANSIT, place="昆明", happened_at=now)
    at = {"parcel_id": parcel.id, "lease_no": held.lease_no, "now": now}
    await record_movements([said], **at)
    point = await pickup_point(world, seller, now)
    order = await fetched(world, point)
    await ready_pickup(order_id=order.id, seller=seller, now=now)
    code = (await Pickup.get(order_id=order.id)).code
    await collect_pickup(point_id=point.id, code=code, seller=seller, now=now)


@one_transaction
async def _back(order: Order, now):
    await return_to_stock(await lock_order(order.id), 1, now)
