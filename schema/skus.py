"""What merchants may do with the choices of a product."""

from typing import Annotated

import strawberry

from resolvers import skus as resolvers
from rules.catalogue import Label, NewSku
from schema.catalogue import Sku
from schema.info import Info
from schema.inputs import key, said
from schema.node import row_id
from schema.refusals import (
    IdempotencyKeyReused,
    ProductNotFound,
    SkuCodeTaken,
    SkuNotFound,
    StockTooLow,
    TooManySkus,
    answered,
)
from schema.scalars import BigInt


@strawberry.input(description="A choice to be offered.")
class NewSkuInput:
    code: str = strawberry.field(description="Its short name within the product, up to 32 signs.")
    name: str = strawberry.field(description="What is chosen, up to 60 signs: 5 斤.")
    name_en: str = strawberry.field(default="", description="The same in English, or empty.")
    solo_price_fen: BigInt = strawberry.field(description="What one piece costs bought alone.")
    stock: int = strawberry.field(description="How many pieces there are.")

    def meant(self) -> NewSku:
        """Return the choice as it is asked for."""
        label = Label(name=self.name, name_en=self.name_en, price_fen=self.solo_price_fen)
        return NewSku(code=self.code, label=label, stock=self.stock)


@strawberry.input(description="One more choice of a product.")
class AddSkuInput:
    product_id: strawberry.ID = strawberry.field(description="Of which product.")
    code: str = strawberry.field(description="Its short name within the product, up to 32 signs.")
    name: str = strawberry.field(description="What is chosen, up to 60 signs: 5 斤.")
    name_en: str = strawberry.field(default="", description="The same in English, or empty.")
    solo_price_fen: BigInt = strawberry.field(description="What one piece costs bought alone.")
    stock: int = strawberry.field(description="How many pieces there are.")


@strawberry.input(description="What of a choice changes; what is not said stays.")
class ChangeSkuInput:
    sku_id: strawberry.ID = strawberry.field(description="Which choice.")
    name: str | None = strawberry.field(default=None, description="What is chosen.")
    name_en: str | None = strawberry.field(default=None, description="The same in English.")
    solo_price_fen: BigInt | None = strawberry.field(
        default=None,
        description="What one piece costs bought alone; placed orders keep their price.",
    )


@strawberry.input(description="Pieces that come or go.")
class RestockSkuInput:
    sku_id: strawberry.ID = strawberry.field(description="Of which choice.")
    pieces: int = strawberry.field(description="How many come; a negative number takes them off.")
    idempotency_key: str = strawberry.field(
        description="Made by the client; the same key changes the shelf once."
    )


@strawberry.type(description="One more choice.")
class SkuAdded:
    sku: Sku = strawberry.field(description="The choice.")


@strawberry.type(description="The choice is called or costs something else now.")
class SkuChanged:
    sku: Sku = strawberry.field(description="The choice.")


@strawberry.type(description="The shelf holds more or fewer pieces now.")
class SkuRestocked:
    sku: Sku = strawberry.field(description="The choice.")


AddSkuResult = Annotated[
    SkuAdded | ProductNotFound | SkuCodeTaken | TooManySkus,
    strawberry.union("AddSkuResult", description="The choice, or why not."),
]
ChangeSkuResult = Annotated[
    SkuChanged | SkuNotFound,
    strawberry.union("ChangeSkuResult", description="The choice, or why not."),
]
RestockSkuResult = Annotated[
    SkuRestocked | IdempotencyKeyReused | SkuNotFound | StockTooLow,
    strawberry.union("RestockSkuResult", description="The choice, or why not."),
]


@strawberry.type
class SkuMutation:
    @strawberry.mutation(description="Offer one more choice of a product.")
    async def add_sku(self, info: Info, input: AddSkuInput) -> AddSkuResult:
        label = Label(name=input.name, name_en=input.name_en, price_fen=input.solo_price_fen)
        doing = resolvers.add_sku(
            info.context,
            NewSku(code=input.code, label=label, stock=input.stock),
            product_id=row_id(input.product_id, "Product", field="input.productId"),
        )
        return await answered(doing, lambda row: SkuAdded(sku=Sku.of(row)))

    @strawberry.mutation(description="Change a choice's names and solo price.")
    async def change_sku(self, info: Info, input: ChangeSkuInput) -> ChangeSkuResult:
        changes = said(name=input.name, name_en=input.name_en, price_fen=input.solo_price_fen)
        sku_id = row_id(input.sku_id, "Sku", field="input.skuId")
        doing = resolvers.change_sku(info.context, sku_id=sku_id, changes=changes)
        return await answered(doing, lambda row: SkuChanged(sku=Sku.of(row)))

    @strawberry.mutation(description="Put pieces on a choice's shelf, or take free ones off it.")
    async def restock_sku(self, info: Info, input: RestockSkuInput) -> RestockSkuResult:
        doing = resolvers.restock_sku(
            info.context,
            sku_id=row_id(input.sku_id, "Sku", field="input.skuId"),
            pieces=input.pieces,
            key=key(input.idempotency_key),
        )
        return await answered(doing, lambda row: SkuRestocked(sku=Sku.of(row)))
