"""Answers about parcels and receipt: to who bought, to who sells, and to operators."""

from uuid import UUID

from actions import parcels as actions
from actions import receipts
from actions.parcels import Correction, Shipment
from models.orders import Order
from models.parcels import Carrier, Parcel, ParcelEvent
from resolvers.context import Context
from resolvers.merchants import seller, sells_for
from rules import parcels as rules
from rules.merchants import Duty
from rules.people import line

REASON_MOST = 200


async def carriers(_: Context) -> list[Carrier]:
    """Return who carries parcels; few by nature."""
    return await Carrier.filter(retired_at=None).order_by("position", "code")


async def parcel(ctx: Context, parcel_id: UUID) -> Parcel | None:
    """Find a parcel of the viewer's, or of a merchant they act for; an operator finds any."""
    viewer = ctx.signed_in()
    row = await ctx.loaders.parcel.load(parcel_id)
    order = await ctx.loaders.order.load(row.order_id) if row else None
    if order is None:
        return None
    mine = order.person_id == viewer.id
    return (
        row if mine or await sells_for(ctx, order.merchant_id, Duty.ORDERS, Duty.SERVICE) else None
    )


async def way_of(ctx: Context, parcel: Parcel) -> list[ParcelEvent]:
    """Return what was said of a parcel under the number it has now, the latest first."""
    said = await ctx.loaders.parcel_events.load(parcel.id)
    number = (parcel.carrier_code, parcel.tracking_number)
    return [event for event in said if (event.carrier_code, event.tracking_number) == number]


async def ship_order(
    ctx: Context,
    *,
    order_id: UUID,
    carrier_code: str,
    tracking_number: str,
    pieces: int | None,
    key: str,
) -> Parcel:
    """Hand over pieces of an order of a merchant of the viewer's."""
    wanted = Shipment(
        order_id=order_id,
        carrier_code=carrier_code,
        tracking_number=rules.tracking_number(tracking_number),
        pieces=pieces,
        key=key,
    )
    row = await actions.ship_order(wanted, seller=seller(ctx), now=ctx.now())
    ctx.fresh()
    return row


async def correct_parcel(
    ctx: Context, *, parcel_id: UUID, carrier_code: str, tracking_number: str, reason: str
) -> Parcel:
    """Put the number of a parcel right, with a reason for the record."""
    wanted = Correction(
        parcel_id=parcel_id,
        carrier_code=carrier_code,
        tracking_number=rules.tracking_number(tracking_number),
        reason=line(reason, field="input.reason", most=REASON_MOST),
    )
    row = await actions.correct_parcel(wanted, seller=seller(ctx), now=ctx.now())
    ctx.fresh()
    return row


async def confirm_receipt(ctx: Context, *, order_id: UUID) -> Order:
    """Say that all of an order is with the viewer, who bought it."""
    person_id = ctx.signed_in().id
    row = await receipts.confirm_receipt(person_id=person_id, order_id=order_id, now=ctx.now())
    ctx.fresh()
    return row
