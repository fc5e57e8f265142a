"""Products, their SKUs and shelves as clients see them."""

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from models import catalogue as rows
from schema.cost import Cost
from schema.info import Info
from schema.merchants import Merchant
from schema.money import Money
from schema.node import Node, global_id


@strawberry.type(description="A shelf.")
class Category(Node):
    slug: str = strawberry.field(description="Its short name in addresses.")
    name: str = strawberry.field(description="Its name.")
    name_en: str = strawberry.field(description="Its name in English, or empty.")

    @classmethod
    def of(cls, row: rows.Category) -> Self:
        """Show a category."""
        return cls(
            id=global_id("Category", row.id), slug=row.slug, name=row.name, name_en=row.name_en
        )


@strawberry.type(description="One choice of a product, with its own price and stock.")
class Sku(Node):
    code: str = strawberry.field(description="Its short name within the product.")
    name: str = strawberry.field(description="What is chosen: 5 斤.")
    name_en: str = strawberry.field(description="The same in English, or empty.")
    solo_price: Money = strawberry.field(description="What one piece costs bought alone.")
    stock_left: int = strawberry.field(description="Pieces neither sold nor held.")

    @classmethod
    def of(cls, row: rows.Sku) -> Self:
        """Show a SKU."""
        return cls(
            id=global_id("Sku", row.id),
            code=row.code,
            name=row.name,
            name_en=row.name_en,
            solo_price=Money.of(row.price_fen),
            stock_left=row.stock - row.taken,
        )


@strawberry.type(description="What is sold.")
class Product(Node):
    row_id: strawberry.Private[UUID]
    merchant_id: strawberry.Private[UUID]
    category_id: strawberry.Private[UUID]
    slug: str = strawberry.field(description="Its short name in addresses.")
    title: str = strawberry.field(description="Its name.")
    title_en: str = strawberry.field(description="Its name in English, or empty.")
    about: str = strawberry.field(description="What it is.")
    about_en: str = strawberry.field(description="The same in English, or empty.")
    origin: str = strawberry.field(description="Where it comes from, or empty.")
    pictures: list[str] = strawberry.field(description="Addresses of its pictures, best first.")
    solo_price: Money = strawberry.field(description="The lowest solo price among its SKUs.")
    created_at: datetime = strawberry.field(description="When it was first offered.")

    @classmethod
    def of(cls, row: rows.Product) -> Self:
        """Show a product."""
        return cls(
            id=global_id("Product", row.id),
            row_id=row.id,
            merchant_id=row.merchant_id,
            category_id=row.category_id,
            slug=row.slug,
            title=row.title,
            title_en=row.title_en,
            about=row.about,
            about_en=row.about_en,
            origin=row.origin,
            pictures=row.pictures,
            solo_price=Money.of(row.price_fen),
            created_at=row.created_at,
        )

    @strawberry.field(description="Who sells it.")
    async def merchant(self, info: Info) -> Merchant:
        row = await info.context.loaders.merchant.load(self.merchant_id)
        assert row is not None
        return Merchant.of(row)

    @strawberry.field(description="Which shelf it stands on.")
    async def category(self, info: Info) -> Category:
        row = await info.context.loaders.category.load(self.category_id)
        assert row is not None
        return Category.of(row)

    @strawberry.field(
        description="Its choices, in the merchant's order; few by nature.",
        directives=[Cost(bound=4)],
    )
    async def skus(self, info: Info) -> list[Sku]:
        return [Sku.of(row) for row in await info.context.loaders.skus.load(self.row_id)]
