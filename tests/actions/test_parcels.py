"""Handing over: pieces leave once, in parcels whose numbers are right in the end."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from actions.merchants import Seller
from actions.parcels import (
    Correction,
    claim_parcel,
    correct_parcel,
    record_movements,
    ship_order,
)
from actions.redemptions import GivingBack, cancel_redemption, redeem_points
from models.audit import AuditEntry
from models.ids import new_id
from models.merchants import MerchantStaff
from models.orders import Order
from models.outbox import OutboxEvent
from models.parcels import Parcel, ParcelCorrection, ParcelEvent, parcels_to_ask
from rules.leases import LeaseLost
from rules.merchants import Duty
from rules.orders import OrderStatus
from rules.parcels import Movement, ParcelStatus
from rules.refusals import (
    CarrierNotFound,
    IdempotencyKeyReused,
    OrderNotFound,
    OrderNotRedeemed,
    OrderNotShippable,
    ParcelNotCorrectable,
    ParcelNotFound,
    PiecesTooMany,
    Refusal,
    TrackingNumberUsed,
)
from tests.actions.world_points import make_mall
from tests.actions.world_shipping import bought, operator, shipment, shipped
from tests.actions.worlds import make_world

HOUR = timedelta(hours=1)
ONE_MORE = """
    INSERT INTO parcel
      (id, order_id, number, pieces, carrier_code, tracking_number, shipped_by, shipped_at)
    SELECT gen_random_uuid(), order_id, 2, 1, 'SF', 'SF00000000', shipped_by, shipped_at
      FROM parcel"""


def moved(n, status, at):
    return Movement(event_id=str(n), status=status, place="昆明", happened_at=at)


async def said(parcel, movements, *, now):
    held = await claim_parcel(parcel.id, now=now)
    return await record_movements(movements, parcel_id=parcel.id, lease_no=held.lease_no, now=now)


async def told(order):
    events = await OutboxEvent.filter(topic=f"viewer:{order.person_id}").order_by("id")
    return [event.kind for event in events if event.kind.startswith("PARCEL")]


async def test_pieces_leave_in_parcels_and_with_the_last_the_order_is_shipped(books, refused, noon):
    order = await bought(await make_world(noon), quantity=5)
    seller = await operator(noon)

    async def left(pieces, number, at=noon):
        return await ship_order(shipment(order.id, number, pieces=pieces), seller=seller, now=at)

    first = await left(2, "SF00000001")
    row = await Order.get(id=order.id)
    assert (row.status, row.pieces_shipped, row.shipped_at) == (OrderStatus.CONFIRMED, 2, None)
    async with refused(PiecesTooMany) as refusal:
        await left(4, "SF00000002")
    assert refusal.value.left == 3
    async with refused(TrackingNumberUsed):
        await left(1, "SF00000001")
    second = await left(None, "SF00000002", noon + HOUR)
    row = await Order.get(id=order.id)
    assert (first.number, second.number, second.pieces) == (1, 2, 3)
    assert (row.status, row.pieces_shipped, row.shipped_at) == (
        OrderStatus.SHIPPED,
        5,
        noon + HOUR,
    )
    async with refused(OrderNotShippable):
        await left(1, "SF00000003")


async def test_who_may_ship_what(books, refused, noon):
    world = await make_world(noon)
    order, unpaid = await bought(world), (await world.opened(await world.person())).order
    seller = await operator(noon)
    clerk = await world.person()
    place = {"id": new_id(noon), "merchant_id": world.merchant.id, "added_at": noon}
    staff = await MerchantStaff.create(**place, person_id=clerk.id, duties=[Duty.FINANCE])
    theirs = Seller(person_id=clerk.id, is_operator=False)
    for wrong, refusal in (
        ((shipment(order.id), theirs), OrderNotFound),
        ((shipment(world.merchant.id), seller), OrderNotFound),
        ((shipment(order.id, carrier_code="OWL"), seller), CarrierNotFound),
        ((shipment(unpaid.id), seller), OrderNotShippable),
    ):
        async with refused(refusal):
            await ship_order(wrong[0], seller=wrong[1], now=noon)
    await MerchantStaff.filter(id=staff.id).update(duties=[Duty.ORDERS])
    assert (await ship_order(shipment(order.id), seller=theirs, now=noon)).shipped_by == clerk.id


async def test_shipped_twice_at_once_it_leaves_once(books, noon):
    world, seller = await make_world(noon), await operator(noon)
    for _ in range(4):
        order = await bought(world, quantity=3)
        orders = [shipment(order.id, f"SF0000000{n}") for n in range(6)]
        done = await asyncio.gather(
            *(ship_order(each, seller=seller, now=noon) for each in orders),
            return_exceptions=True,
        )
        assert sum(isinstance(each, Parcel) for each in done) == 1
        assert sum(isinstance(each, OrderNotShippable) for each in done) == 5
        again = shipment(order.id, "SF99999999", key=orders[0].key)
        if isinstance(done[0], Parcel):
            with pytest.raises(IdempotencyKeyReused):
                await ship_order(again, seller=seller, now=noon)
        assert await Parcel.filter(order_id=order.id).count() == 1


async def test_the_same_key_ships_once(books, noon):
    order, seller = await bought(await make_world(noon)), await operator(noon)
    wanted = shipment(order.id)
    done = await asyncio.gather(*(ship_order(wanted, seller=seller, now=noon) for _ in range(8)))
    assert len({each.id for each in done}) == 1


async def test_of_what_is_called_off_nothing_leaves_and_the_other_way_round(books, noon):
    seller, mall = await operator(noon), await make_mall(noon, stock=20)
    for turn in range(4):
        wanted = mall.choice(await mall.rich(1_000), quantity=2)
        order = (await redeem_points(wanted, now=noon)).order
        back = GivingBack(
            operator_id=seller.person_id, order_id=order.id, reason="缺货", key=str(turn)
        )
        done = await asyncio.gather(
            cancel_redemption(back, now=noon),
            ship_order(shipment(order.id, pieces=1), seller=seller, now=noon),
            return_exceptions=True,
        )
        assert sum(isinstance(each, Refusal) for each in done) == 1
        row = await Order.get(id=order.id)
        parcels = await Parcel.filter(order_id=order.id).count()
        assert (row.status is OrderStatus.CLOSED) == (parcels == 0)
        if parcels:
            with pytest.raises(OrderNotRedeemed):
                await cancel_redemption(back, now=noon)


async def test_a_wrong_number_is_put_right_for_the_record(books, refused, noon):
    order = await bought(await make_world(noon))
    parcel, seller = await shipped(order.id, now=noon), await operator(noon)
    await said(parcel, [moved(1, ParcelStatus.IN_TRANSIT, noon + HOUR)], now=noon + HOUR)
    held = await claim_parcel(parcel.id, now=noon + 2 * HOUR)
    right = Correction(
        parcel_id=parcel.id, carrier_code="ZTO", tracking_number="75123456789", reason="抄错"
    )
    row = await correct_parcel(right, seller=seller, now=noon + 2 * HOUR)
    assert (row.carrier_code, row.tracking_number) == ("ZTO", "75123456789")
    assert (row.status, row.ask_at) == (ParcelStatus.HANDED_OVER, noon + 2 * HOUR)
    [kept] = await ParcelCorrection.all()
    assert (kept.carrier_was, kept.number_was) == ("SF", parcel.tracking_number)
    assert (await AuditEntry.get(verb="correctParcel")).reason == "抄错"
    # What the worker was being told of the other number is not written.
    with pytest.raises(LeaseLost):
        await record_movements([], parcel_id=parcel.id, lease_no=held.lease_no, now=noon)
    await correct_parcel(right, seller=seller, now=noon + 3 * HOUR)
    assert await ParcelCorrection.all().count() == 1
    stranger = Seller(person_id=order.person_id, is_operator=False)
    async with refused(ParcelNotFound):
        await correct_parcel(right, seller=stranger, now=noon)
    here = [moved(1, ParcelStatus.DELIVERED, noon + 4 * HOUR)]
    await said(parcel, here, now=noon + 4 * HOUR)
    other = Correction(
        parcel_id=parcel.id, carrier_code="SF", tracking_number="SF12345678", reason="再改"
    )
    async with refused(ParcelNotCorrectable):
        await correct_parcel(other, seller=seller, now=noon)


async def test_what_a_carrier_says_is_written_once_in_whatever_order(books, noon):
    order = await bought(await make_world(noon))
    parcel = await shipped(order.id, now=noon)
    out, here = (
        moved(2, ParcelStatus.OUT_FOR_DELIVERY, noon + 2 * HOUR),
        moved(1, ParcelStatus.IN_TRANSIT, noon + HOUR),
    )
    assert await said(parcel, [out], now=noon + 3 * HOUR) == 1
    assert await said(parcel, [here, out, here], now=noon + 6 * HOUR) == 1
    assert (await Parcel.get(id=parcel.id)).status is ParcelStatus.OUT_FOR_DELIVERY
    assert await said(parcel, None, now=noon + 9 * HOUR) == 0
    row = await Parcel.get(id=parcel.id)
    assert (row.asked_in_vain, row.ask_at > noon + 9 * HOUR) == (1, True)
    done = moved(3, ParcelStatus.DELIVERED, noon + 10 * HOUR)
    await said(parcel, [here, out, done], now=noon + 12 * HOUR)
    row = await Parcel.get(id=parcel.id)
    assert (row.delivered_at, row.ask_at) == (noon + 10 * HOUR, None)
    assert await ParcelEvent.all().count() == 3
    assert await told(order) == ["PARCEL_MOVED", "PARCEL_DELIVERED"]
    assert await parcels_to_ask(now=noon + 99 * HOUR, besides=[], limit=9) == []


async def test_one_worker_asks_at_a_time(books, noon):
    parcel = await shipped((await bought(await make_world(noon))).id, now=noon)
    at = noon + HOUR
    held = await asyncio.gather(*(claim_parcel(parcel.id, now=at) for _ in range(8)))
    assert sum(each is not None for each in held) == 1
    again = await claim_parcel(parcel.id, now=at + timedelta(minutes=2))
    assert again.lease_no == 2
    with pytest.raises(LeaseLost):
        await record_movements([], parcel_id=parcel.id, lease_no=1, now=at)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE parcel SET pieces = pieces + 1",
        "UPDATE parcel SET tracking_number = 'SF00000000'",
        "DELETE FROM parcel",
        "UPDATE parcel_event SET place = ''",
        "UPDATE orders SET pieces_shipped = 0, shipped_at = NULL, status = 'CONFIRMED'",
        ONE_MORE,
    ],
)
async def test_the_database_refuses_what_never_left(database, db, noon, change):
    parcel = await shipped((await bought(await make_world(noon), quantity=2)).id, now=noon)
    await said(parcel, [moved(1, ParcelStatus.COLLECTED, noon)], now=noon + HOUR)
    owner = await asyncpg.connect(database)
    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        await owner.execute(change)
    await owner.close()
