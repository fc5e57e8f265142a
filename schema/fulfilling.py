"""What merchants may do with warehouses, rates and pick-up points, and what is asked of them."""

from typing import Annotated

import strawberry

from rules.regions import Province
from rules.shipping import NewTemplate, Rate
from schema.catalogue import Product
from schema.fulfilment import (
    PickupPoint,
    ShippingTemplate,
    StockMovement,
    Warehouse,
)
from schema.refusals import (
    IdempotencyKeyReused,
    MerchantNotFound,
    OrderNotFound,
    OrderNotReceivable,
    PickupCodeWrong,
    PickupNotReady,
    PickupPointNotFound,
    ProductNotFound,
    ShippingTemplateNameTaken,
    ShippingTemplateNotFound,
    SkuNotFound,
    StockTooLow,
    TooManyParcels,
    TooManyWrongCodes,
    WarehouseNameTaken,
    WarehouseNotFound,
)
from schema.scalars import BigInt


@strawberry.input(description="Whose way is to be priced.")
class ShippingQuoteInput:
    sku_id: strawberry.ID = strawberry.field(description="What is bought.")
    quantity: int = strawberry.field(default=1, description="How many pieces.")
    campaign_id: strawberry.ID | None = strawberry.field(
        default=None, description="In a team of this campaign; alone if unsaid."
    )
    mall_item_id: strawberry.ID | None = strawberry.field(
        default=None, description="For points, as this item of the mall."
    )
    address_id: strawberry.ID | None = strawberry.field(
        default=None, description="To which address of the viewer's; the default one if unsaid."
    )
    region: str | None = strawberry.field(
        default=None, description="To which region instead: province, city."
    )


@strawberry.input(description="A place where goods are to lie.")
class CreateWarehouseInput:
    merchant_id: strawberry.ID = strawberry.field(description="Whose.")
    name: str = strawberry.field(description="What it is called; up to 40 signs.")
    region: str = strawberry.field(default="", description="Where it is.")


@strawberry.input(description="Pieces that come into a warehouse or go out of it.")
class MoveStockInput:
    sku_id: strawberry.ID = strawberry.field(description="Of which choice.")
    warehouse_id: strawberry.ID = strawberry.field(description="In which warehouse.")
    pieces: int = strawberry.field(description="How many come; a negative number takes them out.")
    reason: str = strawberry.field(default="", description="Why; up to 200 signs, kept.")
    idempotency_key: str = strawberry.field(
        description="Made by the client; the same key moves them once."
    )


@strawberry.input(description="What some grams to some provinces cost.")
class ShippingRateInput:
    provinces: list[Province] = strawberry.field(
        default_factory=list[Province], description="Where to; none for all others."
    )
    first_grams: int = strawberry.field(description="So many grams...")
    first_fen: BigInt = strawberry.field(description="...cost so much, in fen.")
    further_grams: int = strawberry.field(description="Every further so many grams begun...")
    further_fen: BigInt = strawberry.field(description="...cost so much more, in fen.")


@strawberry.input(description="A list of rates.")
class RatesInput:
    name: str = strawberry.field(description="What it is called; up to 40 signs.")
    rates: list[ShippingRateInput] = strawberry.field(description="Its rates: 1 to 40.")
    free_from_fen: BigInt | None = strawberry.field(
        default=None, description="From which sum of goods on it costs nothing, in fen."
    )


@strawberry.input(description="A list of rates to be written.")
class CreateShippingTemplateInput(RatesInput):
    merchant_id: strawberry.ID = strawberry.field(description="Whose.")


@strawberry.input(description="A list of rates to be written anew, whole.")
class ChangeShippingTemplateInput(RatesInput):
    template_id: strawberry.ID = strawberry.field(description="Which list.")


@strawberry.input(description="How heavy a piece is.")
class SkuWeightInput:
    sku_id: strawberry.ID = strawberry.field(description="Of which choice.")
    grams: int = strawberry.field(description="So many grams; up to a million.")


@strawberry.input(description="How a product is sent.")
class SetShippingInput:
    product_id: strawberry.ID = strawberry.field(description="Which product.")
    template_id: strawberry.ID | None = strawberry.field(
        default=None, description="By which rates; free of charge if unsaid."
    )
    weights: list[SkuWeightInput] = strawberry.field(
        default_factory=list[SkuWeightInput], description="How heavy its choices are."
    )


@strawberry.input(description="A place where goods are to be handed out.")
class CreatePickupPointInput:
    merchant_id: strawberry.ID = strawberry.field(description="Whose.")
    name: str = strawberry.field(description="What it is called; up to 40 signs.")
    region: str = strawberry.field(description="Province, city, district.")
    address: str = strawberry.field(description="Street and number.")
    hours: str = strawberry.field(description="When it is open.")
    phone: str = strawberry.field(default="", description="How it is reached.")


@strawberry.input(description="A pick-up point.")
class ClosePickupPointInput:
    point_id: strawberry.ID = strawberry.field(description="Which one.")


@strawberry.input(description="An order that is fetched.")
class ReadyPickupInput:
    order_id: strawberry.ID = strawberry.field(description="Which order.")


@strawberry.input(description="A code that somebody shows.")
class CollectPickupInput:
    point_id: strawberry.ID = strawberry.field(description="At which point.")
    code: str = strawberry.field(description="Eight digits.")


@strawberry.type(description="One more warehouse.")
class WarehouseCreated:
    warehouse: Warehouse = strawberry.field(description="The warehouse.")


@strawberry.type(description="More or fewer pieces lie there, and on the shelf.")
class StockMoved:
    movement: StockMovement = strawberry.field(description="The movement.")


@strawberry.type(description="One more list of rates.")
class ShippingTemplateCreated:
    template: ShippingTemplate = strawberry.field(description="The list.")


@strawberry.type(description="Other rates hold; what was placed keeps those it was placed on.")
class ShippingTemplateChanged:
    template: ShippingTemplate = strawberry.field(description="The list.")


@strawberry.type(description="The product is sent by these rates from now on.")
class ShippingSet:
    product: Product = strawberry.field(description="The product.")


@strawberry.type(description="One more pick-up point.")
class PickupPointCreated:
    point: PickupPoint = strawberry.field(description="The point.")


@strawberry.type(description="The point is offered no more; what waits there is handed out still.")
class PickupPointClosed:
    point: PickupPoint = strawberry.field(description="The point.")


@strawberry.type(description="The goods wait, and their buyer was told.")
class PickupMadeReady:
    order_number: str = strawberry.field(description="The number of the order.")


@strawberry.type(description="The goods are to be handed out, and the order is received.")
class PickupCollected:
    order_number: str = strawberry.field(description="The number of the order.")
    pieces: int = strawberry.field(description="How many pieces are handed out.")


CreateWarehouseResult = Annotated[
    WarehouseCreated | MerchantNotFound | WarehouseNameTaken,
    strawberry.union("CreateWarehouseResult", description="The warehouse, or why not."),
]
MoveStockResult = Annotated[
    StockMoved | IdempotencyKeyReused | SkuNotFound | WarehouseNotFound | StockTooLow,
    strawberry.union("MoveStockResult", description="The movement, or why not."),
]
CreateShippingTemplateResult = Annotated[
    ShippingTemplateCreated | MerchantNotFound | ShippingTemplateNameTaken,
    strawberry.union("CreateShippingTemplateResult", description="The list, or why not."),
]
ChangeShippingTemplateResult = Annotated[
    ShippingTemplateChanged | ShippingTemplateNotFound | ShippingTemplateNameTaken,
    strawberry.union("ChangeShippingTemplateResult", description="The list, or why not."),
]
SetShippingResult = Annotated[
    ShippingSet | ProductNotFound | ShippingTemplateNotFound | SkuNotFound,
    strawberry.union("SetShippingResult", description="The product, or why not."),
]
CreatePickupPointResult = Annotated[
    PickupPointCreated | MerchantNotFound,
    strawberry.union("CreatePickupPointResult", description="The point, or why not."),
]
ClosePickupPointResult = Annotated[
    PickupPointClosed | PickupPointNotFound,
    strawberry.union("ClosePickupPointResult", description="The point, or why not."),
]
ReadyPickupResult = Annotated[
    PickupMadeReady | OrderNotFound | PickupNotReady | StockTooLow | TooManyParcels,
    strawberry.union("ReadyPickupResult", description="What waits, or why not."),
]
CollectPickupResult = Annotated[
    PickupCollected
    | PickupPointNotFound
    | TooManyWrongCodes
    | PickupCodeWrong
    | OrderNotReceivable,
    strawberry.union("CollectPickupResult", description="What is handed out, or why not."),
]


def template_of(input: RatesInput) -> NewTemplate:
    """Return a list of rates as it is meant."""
    rates = [
        Rate(
            provinces=tuple(str(each) for each in rate.provinces),
            first_grams=rate.first_grams,
            first_fen=rate.first_fen,
            further_grams=rate.further_grams,
            further_fen=rate.further_fen,
        )
        for rate in input.rates
    ]
    return NewTemplate(name=input.name, rates=rates, free_from_fen=input.free_from_fen)
