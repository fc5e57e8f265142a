"""Refusals about parcels, receipt and pick-up as clients see them."""

import strawberry

from schema.refusals.refusal import Refusal
from schema.scalars import BigInt


@strawberry.type(description="Only what is confirmed and still here can be shipped.")
class OrderNotShippable(Refusal):
    status: str = strawberry.field(description="Where it stands.")


@strawberry.type(
    description="Only what was shipped whole, and not received before, can be received."
)
class OrderNotReceivable(Refusal):
    status: str = strawberry.field(description="Where it stands.")


@strawberry.type(description="No carrier of ours answers to this code.")
class CarrierNotFound(Refusal):
    pass


@strawberry.type(description="Fewer pieces of the order are still here.")
class PiecesTooMany(Refusal):
    left: int = strawberry.field(description="How many are.")


@strawberry.type(description="An order goes in no more parcels.")
class TooManyParcels(Refusal):
    most: int = strawberry.field(description="How many there may be.")


@strawberry.type(description="No parcel that you may handle answers to this id.")
class ParcelNotFound(Refusal):
    pass


@strawberry.type(description="It has arrived, or its number was put right too often.")
class ParcelNotCorrectable(Refusal):
    status: str = strawberry.field(description="Where it stands.")


@strawberry.type(description="Another parcel of the same order has this number.")
class TrackingNumberUsed(Refusal):
    pass


@strawberry.type(description="The merchant has no such warehouse.")
class WarehouseNotFound(Refusal):
    pass


@strawberry.type(description="Another warehouse of the merchant is called so.")
class WarehouseNameTaken(Refusal):
    pass


@strawberry.type(description="The merchant has no such list of rates.")
class ShippingTemplateNotFound(Refusal):
    pass


@strawberry.type(description="Another list of rates of the merchant is called so.")
class ShippingTemplateNameTaken(Refusal):
    pass


@strawberry.type(description="What the way costs depends on where it leads, and nobody said where.")
class ShippingAddressMissing(Refusal):
    pass


@strawberry.type(description="The merchant does not send there.")
class RegionNotServed(Refusal):
    region: str = strawberry.field(description="Where.")


@strawberry.type(description="The way there costs more than was paid for.")
class RegionDearer(Refusal):
    paid_fen: BigInt = strawberry.field(description="What was paid for its way, in fen.")
    fee_fen: BigInt = strawberry.field(description="What the way there costs, in fen.")


@strawberry.type(description="The merchant hands nothing out at such a place.")
class PickupPointNotFound(Refusal):
    pass


@strawberry.type(
    description="It is not to be handed out: not picked up anywhere, or not there, or handed out."
)
class PickupNotReady(Refusal):
    status: str = strawberry.field(description="Where it stands.")


@strawberry.type(description="Nothing waits at this point under this code.")
class PickupCodeWrong(Refusal):
    pass


@strawberry.type(description="Too many wrong codes were typed here lately.")
class TooManyWrongCodes(Refusal):
    retry_after_seconds: int = strawberry.field(description="When to try again.")
