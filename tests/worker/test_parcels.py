"""Parcels are followed, and what nobody speaks of is received in the end, by any worker."""

import asyncio
from datetime import timedelta

from app.errands.carrier import CarrierUnavailable, NoCarriers, follow
from app.errands.payments import Errands
from app.errands.simulated_carrier import SimulatedCarrier
from app.worker import Worker
from models.orders import Order
from models.parcels import Parcel, ParcelEvent
from rules.orders import OrderStatus
from rules.parcels import ParcelStatus
from rules.receipts import ReceivedBy
from tests.actions.world_shipping import bought, shipped
from tests.actions.worlds import make_world
from tests.worker.providers import Moment, Provider

DAY = timedelta(days=1)


def worker_at(moment, carriers):
    errands = Errands(provider=Provider(), public_url="", now=moment, carriers=carriers)
    return Worker(errands)


async def test_a_parcel_is_followed_to_its_door_and_its_order_received(db, noon):
    order = await bought(await make_world(noon))
    parcel = await shipped(order.id, now=noon, number="SF7777777777")
    seen = []
    for days in range(15):
        moment = Moment(noon + days * DAY)
        await asyncio.gather(*(worker_at(moment, SimulatedCarrier()).sweep(moment()) for _ in "12"))
        seen.append((await Parcel.get(id=parcel.id)).status)
    assert (seen[0], seen[-1]) == (ParcelStatus.HANDED_OVER, ParcelStatus.DELIVERED)
    assert len(set(seen)) >= 3
    said = await ParcelEvent.filter(parcel_id=parcel.id).order_by("happened_at")
    assert [each.status for each in said][-1] is ParcelStatus.DELIVERED
    row = await Order.get(id=order.id)
    assert (row.status, row.received_by) == (OrderStatus.COMPLETED, ReceivedBy.TIME)


async def test_what_is_lost_is_received_by_nobodys_silence(db, noon):
    order = await bought(await make_world(noon))
    parcel = await shipped(order.id, now=noon, number="SF00000LOST")
    for days in (10, 20, 70):
        moment = Moment(noon + days * DAY)
        await worker_at(moment, SimulatedCarrier()).sweep(moment())
    assert (await Parcel.get(id=parcel.id)).status is ParcelStatus.LOST
    assert (await Order.get(id=order.id)).status is OrderStatus.SHIPPED


class Moody(SimulatedCarrier):
    """Silent until told to speak."""

    silent = True

    async def track(self, question, /):
        if self.silent:
            raise CarrierUnavailable
        return await super().track(question)


async def test_a_silent_carrier_is_asked_less_and_less_and_then_heard(db, noon):
    parcel = await shipped((await bought(await make_world(noon))).id, now=noon)
    carrier, rests, at = Moody(), [], noon
    for _ in range(6):
        at = (await Parcel.get(id=parcel.id)).ask_at
        assert await follow(carrier, parcel.id, clock=Moment(at)) is None
        rests.append((await Parcel.get(id=parcel.id)).ask_at - at)
    assert rests == sorted(rests)
    assert rests[0] < rests[-1] <= timedelta(hours=6)
    carrier.silent = False
    assert await follow(carrier, parcel.id, clock=Moment(at + 5 * DAY))
    assert (await Parcel.get(id=parcel.id)).asked_in_vain == 0


async def test_without_a_carrier_to_ask_parcels_stay_handed_over(db, noon):
    parcel = await shipped((await bought(await make_world(noon))).id, now=noon)
    moment = Moment(noon + 3 * DAY)
    done = await worker_at(moment, NoCarriers()).sweep(moment())
    assert "parcels followed" not in done
    assert (await Parcel.get(id=parcel.id)).status is ParcelStatus.HANDED_OVER
