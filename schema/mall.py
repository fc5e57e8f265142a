"""The points mall as clients see it: what can be had for points."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from models import mall as rows
from models import points as point_rows
from resolvers import mall as resolvers
from resolvers.mall import MallSort
from resolvers.pages import Window
from schema.catalogue import Product, Sku
from schema.enums import described
from schema.info import Info
from schema.merchants import Merchant
from schema.money import Money
from schema.node import Node, global_id, row_id
from schema.pages import Connection, connection
from schema.sameness import SAME_FOR_ALL
from schema.scalars import BigInt
from schema.windows import After, Before, First, Last

described(
    MallSort,
    "In which order the points mall is shown.",
    NEWEST="The latest listed first.",
    CHEAPEST="The fewest points first.",
)


@strawberry.type(
    description="A choice of a product for points, or for points and money. Its price never "
    "changes: another price is another item."
)
class MallItem(Node):
    row: strawberry.Private[rows.MallItem]
    points: BigInt = strawberry.field(description="How many points one piece costs.")
    price: Money = strawberry.field(description="The money one piece costs beside them; or zero.")
    left: int = strawberry.field(description="How many pieces can be had.")
    listed_at: datetime = strawberry.field(description="Since when it is given.")
    withdrawn_at: datetime | None = strawberry.field(
        description="Since when it is given no more; null while it is."
    )

    @classmethod
    def of(cls, row: rows.MallItem) -> Self:
        """Show an item."""
        return cls(
            id=global_id("MallItem", row.id),
            row=row,
            points=BigInt(row.points),
            price=Money.of(row.price_fen),
            left=row.stock - row.taken,
            listed_at=row.listed_at,
            withdrawn_at=row.withdrawn_at,
        )

    @strawberry.field(description="The choice that is given.", metadata=SAME_FOR_ALL)
    async def sku(self, info: Info) -> Sku:
        row = await info.context.loaders.sku.load(self.row.sku_id)
        assert row is not None
        return Sku.of(row)

    @strawberry.field(description="The product it is a choice of.", metadata=SAME_FOR_ALL)
    async def product(self, info: Info) -> Product:
        sku = await info.context.loaders.sku.load(self.row.sku_id)
        row = await info.context.loaders.product.load(sku.product_id) if sku else None
        assert row is not None
        return Product.of(row)

    @strawberry.field(description="Who gives and ships it.", metadata=SAME_FOR_ALL)
    async def merchant(self, info: Info) -> Merchant:
        row = await info.context.loaders.merchant.load(self.row.merchant_id)
        assert row is not None
        return Merchant.of(row)

    @strawberry.field(
        description="How many pieces were redeemed and not given back; null for others than "
        "those who sell it."
    )
    async def redeemed(self, info: Info) -> int | None:
        return await resolvers.redeemed_of(info.context, self.row)


@strawberry.type(description="The points an order was paid with, beside its money if any.")
class Redemption:
    row: strawberry.Private[point_rows.Redemption]
    points: BigInt = strawberry.field(description="How many.")
    returned: BigInt = strawberry.field(description="How many of them came back.")

    @classmethod
    def of(cls, row: point_rows.Redemption) -> Self:
        """Show a redemption to whose order it is of."""
        return cls(row=row, points=BigInt(row.points), returned=BigInt(row.returned))

    @strawberry.field(description="What was redeemed.", metadata=SAME_FOR_ALL)
    async def item(self, info: Info) -> MallItem:
        row = await info.context.loaders.mall_item.load(self.row.item_id)
        assert row is not None
        return MallItem.of(row)


@strawberry.type
class MallQuery:
    @strawberry.field(description="What can be had for points.", metadata=SAME_FOR_ALL)
    async def mall_items(
        self,
        info: Info,
        sort: Annotated[
            MallSort, strawberry.argument(description="In which order.")
        ] = MallSort.NEWEST,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[MallItem]:
        window = Window(first=first, after=after, last=last, before=before)
        page = await resolvers.mall_items(info.context, window, sort=sort)
        return connection(page, MallItem.of)

    @strawberry.field(
        description="An item of the points mall by its id, or null; withdrawn ones too.",
        metadata=SAME_FOR_ALL,
    )
    async def mall_item(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")]
    ) -> MallItem | None:
        row = await resolvers.mall_item(info.context, row_id(id, "MallItem", field="id"))
        return MallItem.of(row) if row else None
