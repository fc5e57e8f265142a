"""Why goods cannot be shipped, followed or received."""

from dataclasses import dataclass
from typing import ClassVar

from rules.refusals.refusal import Refusal


@dataclass(eq=False)
class OrderNotShippable(Refusal):
    """Only what is confirmed and still here can be shipped."""

    status: str
    message: ClassVar = "这个订单现在不能发货。/ This order cannot be shipped now."


@dataclass(eq=False)
class OrderNotReceivable(Refusal):
    """Only what was shipped whole and not received before."""

    status: str
    message: ClassVar = "这个订单现在不能确认收货。/ This order cannot be received now."


@dataclass(eq=False)
class CarrierNotFound(Refusal):
    """No carrier of ours answers to this code."""

    message: ClassVar = "没有这家快递公司。/ There is no such carrier."


@dataclass(eq=False)
class PiecesTooMany(Refusal):
    """Fewer pieces of the order are still here."""

    left: int
    message: ClassVar = "没有这么多件可发。/ Fewer pieces are left to ship."


@dataclass(eq=False)
class TooManyParcels(Refusal):
    """An order goes in no more parcels."""

    most: int
    message: ClassVar = "包裹太多了，请合并发货。/ Too many parcels; put more into one."


@dataclass(eq=False)
class ParcelNotFound(Refusal):
    """No parcel that you may handle answers to this id."""

    message: ClassVar = "没有这个包裹。/ There is no such parcel."


@dataclass(eq=False)
class ParcelNotCorrectable(Refusal):
    """It has arrived, or its number was put right too often."""

    status: str
    message: ClassVar = "这个包裹的单号不能再改。/ This parcel's number can no longer change."


@dataclass(eq=False)
class TrackingNumberUsed(Refusal):
    """Another parcel of the same order has this number."""

    message: ClassVar = "这个订单已有同单号的包裹。/ A parcel of this order has that number."


@dataclass(eq=False)
class WarehouseNotFound(Refusal):
    """The merchant has no such warehouse."""

    message: ClassVar = "没有这个仓库。/ There is no such warehouse."


@dataclass(eq=False)
class WarehouseNameTaken(Refusal):
    """Another warehouse of the merchant is called so."""

    message: ClassVar = "已有同名仓库。/ A warehouse of that name exists."


@dataclass(eq=False)
class ShippingTemplateNotFound(Refusal):
    """The merchant has no such list of rates."""

    message: ClassVar = "没有这个运费模板。/ There is no such shipping template."


@dataclass(eq=False)
class ShippingTemplateNameTaken(Refusal):
    """Another list of rates of the merchant is called so."""

    message: ClassVar = "已有同名运费模板。/ A shipping template of that name exists."


@dataclass(eq=False)
class ShippingAddressMissing(Refusal):
    """What the way costs depends on where it leads, and nobody said where."""

    message: ClassVar = (
        "运费按地区计算，请先填收货地址。/ Say where it goes: the fee depends on it."
    )


@dataclass(eq=False)
class RegionNotServed(Refusal):
    """The merchant does not send there."""

    region: str
    message: ClassVar = "商家不发往这个地区。/ The shop does not ship to this region."


@dataclass(eq=False)
class RegionDearer(Refusal):
    """The way there costs more than was paid for."""

    paid_fen: int
    fee_fen: int
    message: ClassVar = "这个地址的运费更高，不能改。/ Shipping there costs more than you paid."


@dataclass(eq=False)
class PickupPointNotFound(Refusal):
    """The merchant hands nothing out at such a place."""

    message: ClassVar = "没有这个自提点。/ There is no such pick-up point."


@dataclass(eq=False)
class PickupNotReady(Refusal):
    """It is not to be picked up, is called off, or was handed out."""

    status: str
    message: ClassVar = "这个订单不能在自提点备货。/ This order cannot be made ready for pick-up."


@dataclass(eq=False)
class PickupCodeWrong(Refusal):
    """Nothing waits at this point under this code."""

    message: ClassVar = "取货码不对，请核对。/ Nothing waits here under this code."


@dataclass(eq=False)
class TooManyWrongCodes(Refusal):
    """Too many wrong codes were typed here lately."""

    retry_after_seconds: int
    message: ClassVar = "输错次数过多，请稍后再试。/ Too many wrong codes; try again later."
