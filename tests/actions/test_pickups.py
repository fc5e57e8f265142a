"""Goods that are fetched: ready, shown a code for, handed out once."""

import asyncio
from datetime import timedelta

import pytest

from actions.merchants import Seller
from actions.pickups import close_pickup_point, collect_pickup, note_wrong_code, ready_pickup
from actions.receipts import receive_due_order
from models.orders import Order
from models.outbox import OutboxEvent
from models.parcels import Parcel
from models.shipping import Pickup
from rules.after_sale_offers import AfterSaleReason
from rules.orders import OrderStatus
from rules.parcels import ParcelStatus
from rules.policy import POLICY
from rules.receipts import ReceivedBy
from rules.refusals import (
    OrderNotFound,
    OrderNotReceivable,
    PickupCodeWrong,
    PickupNotReady,
    PickupPointNotFound,
    Refusal,
    TooManyWrongCodes,
)
from tests.actions.world_after_sales import desk_of
from tests.actions.world_shipping import bought, fetched, operator, pickup_point, shipped
from tests.actions.worlds import make_world

pytestmark = pytest.mark.usefixtures("books")


async def set_up(noon):
    world, seller = await make_world(noon), await operator(noon)
    point = await pickup_point(world, seller, noon)
    return world, seller, point


async def waiting(noon):
    world, seller, point = await set_up(noon)
    order = await fetched(world, point)
    row = await ready_pickup(order_id=order.id, seller=seller, now=noon)
    return order, row, {"point_id": point.id, "seller": seller, "now": noon}


async def test_ready_said_twice_is_ready_once_and_its_buyer_told(noon):
    order, row, at = await waiting(noon)
    again = await ready_pickup(order_id=order.id, seller=at["seller"], now=noon)
    assert again.code == row.code
    seen = await Order.get(id=order.id)
    assert (seen.status, seen.shipped_at) == (OrderStatus.SHIPPED, noon)
    assert (await Parcel.get(order_id=order.id)).status is ParcelStatus.DELIVERED
    assert await OutboxEvent.filter(kind="PICKUP_READY").count() == 1


async def test_the_code_hands_out_and_receives_and_two_who_type_it_hand_out_once(noon):
    order, row, at = await waiting(noon)
    done = await asyncio.gather(
        *(collect_pickup(**at, code=row.code) for _ in range(5)), return_exceptions=True
    )
    assert sum(isinstance(each, Order) for each in done) == 1
    assert sum(isinstance(each, PickupCodeWrong) for each in done) == 4
    seen = await Order.get(id=order.id)
    assert (seen.status, seen.received_by) == (OrderStatus.COMPLETED, ReceivedBy.CODE)
    assert await OutboxEvent.filter(kind="ORDER_RECEIVED").count() == 1
    assert (await Pickup.get()).collected_by == at["seller"].person_id


async def test_what_counts_as_received_by_time_is_handed_out_still_and_once(noon, refused):
    order, row, at = await waiting(noon)
    late = noon + POLICY.auto_receipt
    assert await receive_due_order(order.id, now=late)
    at["now"] = late
    assert (await collect_pickup(**at, code=row.code)).received_by is ReceivedBy.TIME
    assert (await Pickup.get()).collected_at == late
    async with refused(PickupCodeWrong):
        await collect_pickup(**at, code=row.code)


async def test_what_was_paid_back_is_not_handed_out(noon, refused):
    world, seller, point = await set_up(noon)
    order = await fetched(world, point)
    row = await ready_pickup(order_id=order.id, seller=seller, now=noon)
    desk = await desk_of(world, order, noon)
    await desk.agree(await desk.ask(reason=AfterSaleReason.NOT_RECEIVED))
    async with refused(OrderNotReceivable):
        await collect_pickup(point_id=point.id, seller=seller, now=noon, code=row.code)


async def test_who_guesses_is_stopped_for_a_while(noon, refused):
    _, row, at = await waiting(noon)
    who = {"point_id": at["point_id"], "person_id": at["seller"].person_id}
    for _ in range(POLICY.pickup_wrong_most):
        async with refused(PickupCodeWrong):
            await collect_pickup(**at, code="00000000")
        await note_wrong_code(**who, now=noon)
    async with refused(TooManyWrongCodes) as refusal:
        await collect_pickup(**at, code=row.code)
    assert refusal.value.retry_after_seconds == POLICY.pickup_wrong_within.total_seconds()
    later = noon + POLICY.pickup_wrong_within + timedelta(seconds=1)
    assert await collect_pickup(**{**at, "now": later}, code=row.code)


async def test_what_came_by_a_carrier_waits_too(noon):
    world, seller, point = await set_up(noon)
    order = await fetched(world, point)
    await shipped(order.id, now=noon)
    assert await ready_pickup(order_id=order.id, seller=seller, now=noon)
    assert await Parcel.all().count() == 1


async def test_who_may_not(noon, refused):
    world, seller, point = await set_up(noon)
    sent, order = await bought(world), await fetched(world, point)
    stranger = Seller(person_id=order.person_id, is_operator=False)
    async with refused(PickupNotReady):
        await ready_pickup(order_id=sent.id, seller=seller, now=noon)
    async with refused(OrderNotFound):
        await ready_pickup(order_id=order.id, seller=stranger, now=noon)
    at = {"point_id": point.id, "now": noon}
    async with refused(PickupPointNotFound):
        await collect_pickup(**at, code="00000000", seller=stranger)
    assert (await close_pickup_point(**at, seller=seller)).closed_at == noon
    row = await ready_pickup(order_id=order.id, seller=seller, now=noon)
    with pytest.raises(Refusal):
        await fetched(world, point)
    assert await collect_pickup(**at, code=row.code, seller=seller)
