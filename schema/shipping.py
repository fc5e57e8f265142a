"""What may be done so that goods reach their buyer: shipped, followed, received."""

from typing import Annotated

import strawberry

from models import parcels as rows
from resolvers import parcels as resolvers
from schema.cost import Cost
from schema.info import Info
from schema.inputs import key
from schema.node import row_id
from schema.orders import Order
from schema.parcels import Carrier, Parcel
from schema.refusals import (
    CarrierNotFound,
    IdempotencyKeyReused,
    OrderNotFound,
    OrderNotReceivable,
    OrderNotShippable,
    ParcelNotCorrectable,
    ParcelNotFound,
    PiecesTooMany,
    StockTooLow,
    TooManyParcels,
    TrackingNumberUsed,
    answered,
)
from schema.sameness import SAME_FOR_ALL


@strawberry.input(description="Pieces of an order that leave in one parcel.")
class ShipOrderInput:
    order_id: strawberry.ID = strawberry.field(description="Which order.")
    carrier_code: str = strawberry.field(description="Who carries it: a code of `carriers`.")
    tracking_number: str = strawberry.field(
        description="The carrier's number: 8 to 24 letters and digits."
    )
    pieces: int | None = strawberry.field(
        default=None, description="How many pieces are in it; all that are left where none is said."
    )
    idempotency_key: str = strawberry.field(
        description="Made by the client; the same key ships once."
    )


@strawberry.input(description="A parcel's right carrier and number.")
class CorrectParcelInput:
    parcel_id: strawberry.ID = strawberry.field(description="Which parcel.")
    carrier_code: str = strawberry.field(description="Who carries it.")
    tracking_number: str = strawberry.field(description="The carrier's number.")
    reason: str = strawberry.field(description="Why it was wrong; up to 200 signs, kept.")


@strawberry.input(description="An order whose goods are with the viewer.")
class ConfirmReceiptInput:
    order_id: strawberry.ID = strawberry.field(description="Which order.")


@strawberry.type(description="The parcel is its carrier's; the order is shipped with its last one.")
class OrderShipped:
    parcel: Parcel = strawberry.field(description="The parcel.")


@strawberry.type(description="The parcel has its right number; its way is followed anew.")
class ParcelCorrected:
    parcel: Parcel = strawberry.field(description="The parcel.")


@strawberry.type(description="The goods are with their buyer, and the order is complete.")
class OrderReceived:
    order: Order = strawberry.field(description="The order.")


ShipOrderResult = Annotated[
    OrderShipped
    | IdempotencyKeyReused
    | OrderNotFound
    | CarrierNotFound
    | OrderNotShippable
    | PiecesTooMany
    | TooManyParcels
    | TrackingNumberUsed
    | StockTooLow,
    strawberry.union("ShipOrderResult", description="The parcel, or why not."),
]
CorrectParcelResult = Annotated[
    ParcelCorrected | ParcelNotFound | CarrierNotFound | ParcelNotCorrectable | TrackingNumberUsed,
    strawberry.union("CorrectParcelResult", description="The parcel, or why not."),
]
ConfirmReceiptResult = Annotated[
    OrderReceived | OrderNotFound | OrderNotReceivable,
    strawberry.union("ConfirmReceiptResult", description="The order, or why not."),
]


@strawberry.type
class ShippingQuery:
    @strawberry.field(
        description="Who carries parcels here, all of them.",
        directives=[Cost(bound=20)],
        metadata=SAME_FOR_ALL,
    )
    async def carriers(self, info: Info) -> list[Carrier]:
        return [Carrier.of(row) for row in await resolvers.carriers(info.context)]


@strawberry.type
class ShippingMutation:
    @strawberry.mutation(
        description="Hand over pieces of an order to a carrier, for who sells it; with the last "
        "piece the order is shipped."
    )
    async def ship_order(self, info: Info, input: ShipOrderInput) -> ShipOrderResult:
        doing = resolvers.ship_order(
            info.context,
            order_id=row_id(input.order_id, "Order", field="input.orderId"),
            carrier_code=input.carrier_code,
            tracking_number=input.tracking_number,
            pieces=input.pieces,
            key=key(input.idempotency_key),
        )

        def show(row: rows.Parcel) -> OrderShipped:
            return OrderShipped(parcel=Parcel.of(row))

        return await answered(doing, show)

    @strawberry.mutation(
        description="Put a parcel's carrier or number right, for who sells it; both are kept."
    )
    async def correct_parcel(self, info: Info, input: CorrectParcelInput) -> CorrectParcelResult:
        doing = resolvers.correct_parcel(
            info.context,
            parcel_id=row_id(input.parcel_id, "Parcel", field="input.parcelId"),
            carrier_code=input.carrier_code,
            tracking_number=input.tracking_number,
            reason=input.reason,
        )

        def show(row: rows.Parcel) -> ParcelCorrected:
            return ParcelCorrected(parcel=Parcel.of(row))

        return await answered(doing, show)

    @strawberry.mutation(description="Say that all of an order of the viewer's is with them.")
    async def confirm_receipt(self, info: Info, input: ConfirmReceiptInput) -> ConfirmReceiptResult:
        order_id = row_id(input.order_id, "Order", field="input.orderId")
        doing = resolvers.confirm_receipt(info.context, order_id=order_id)
        return await answered(doing, lambda row: OrderReceived(order=Order.of(row)))
