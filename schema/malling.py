"""What merchants may do with what they give for points."""

from typing import Annotated

import strawberry

from resolvers import mall as resolvers
from rules.mall import NewItem
from schema.info import Info
from schema.mall import MallItem
from schema.node import row_id
from schema.refusals import (
    MallItemListed,
    MallItemNotFound,
    MallStockTaken,
    SkuNotFound,
    StockTooLow,
    answered,
)
from schema.scalars import BigInt


@strawberry.input(description="A choice to be given for points.")
class ListMallItemInput:
    sku_id: strawberry.ID = strawberry.field(description="Which choice.")
    points: BigInt = strawberry.field(description="How many points one piece costs, at least one.")
    price_fen: BigInt = strawberry.field(
        default=BigInt(0), description="The money one piece costs beside them, in fen."
    )
    stock: int = strawberry.field(
        description="How many pieces are set aside for it; they come off the shelf."
    )


@strawberry.input(description="How many pieces are given for points in all.")
class StockMallItemInput:
    item_id: strawberry.ID = strawberry.field(description="Which item.")
    stock: int = strawberry.field(
        description="How many pieces in all, those redeemed among them; saying it twice is fine."
    )


@strawberry.input(description="An item of a merchant of the viewer's.")
class MallItemInput:
    item_id: strawberry.ID = strawberry.field(description="Which item.")


@strawberry.type(description="The choice can be had for points.")
class MallItemAdded:
    item: MallItem = strawberry.field(description="The item.")


@strawberry.type(description="So many pieces are set aside for it now.")
class MallItemStocked:
    item: MallItem = strawberry.field(description="The item.")


@strawberry.type(description="It is given no more; what was redeemed goes on.")
class MallItemWithdrawn:
    item: MallItem = strawberry.field(description="The item.")


ListMallItemResult = Annotated[
    MallItemAdded | SkuNotFound | MallItemListed | StockTooLow,
    strawberry.union("ListMallItemResult", description="The item, or why not."),
]
StockMallItemResult = Annotated[
    MallItemStocked | MallItemNotFound | MallStockTaken | StockTooLow,
    strawberry.union("StockMallItemResult", description="The item, or why not."),
]
WithdrawMallItemResult = Annotated[
    MallItemWithdrawn | MallItemNotFound,
    strawberry.union("WithdrawMallItemResult", description="The item, or why not."),
]


@strawberry.type
class MallMutation:
    @strawberry.mutation(
        description="Give a choice for points, or for points and money; its price then stays."
    )
    async def list_mall_item(self, info: Info, input: ListMallItemInput) -> ListMallItemResult:
        new = NewItem(
            sku_id=row_id(input.sku_id, "Sku", field="input.skuId"),
            points=input.points,
            price_fen=input.price_fen,
            stock=input.stock,
        )
        doing = resolvers.list_mall_item(info.context, new)
        return await answered(doing, lambda row: MallItemAdded(item=MallItem.of(row)))

    @strawberry.mutation(description="Set more or fewer pieces aside for points.")
    async def stock_mall_item(self, info: Info, input: StockMallItemInput) -> StockMallItemResult:
        item_id = row_id(input.item_id, "MallItem", field="input.itemId")
        doing = resolvers.stock_mall_item(info.context, item_id=item_id, stock=input.stock)
        return await answered(doing, lambda row: MallItemStocked(item=MallItem.of(row)))

    @strawberry.mutation(description="Give something for points no more.")
    async def withdraw_mall_item(self, info: Info, input: MallItemInput) -> WithdrawMallItemResult:
        item_id = row_id(input.item_id, "MallItem", field="input.itemId")
        doing = resolvers.withdraw_mall_item(info.context, item_id=item_id)
        return await answered(doing, lambda row: MallItemWithdrawn(item=MallItem.of(row)))
