"""Products, their SKUs and shelves as clients see them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry

from models import catalogue as rows
from resolvers import catalogue as resolvers
from resolvers import reports
from resolvers.catalogue import Filter, ProductSort
from resolvers.pages import Window
from schema.cost import Cost
from schema.enums import described
from schema.info import Info
from schema.merchants import Merchant
from schema.money import Money
from schema.node import Node, global_id
from schema.pages import Connection, connection
from schema.scalars import BigInt
from schema.windows import After, Before, First, Last

if TYPE_CHECKING:
    from schema.campaigns import Campaign
    from schema.reports import Review

described(
    ProductSort,
    "In which order products are listed.",
    NEWEST="The latest offered first.",
    CHEAPEST="The lowest solo price first.",
    DEAREST="The highest solo price first.",
)


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
    is_on_sale: bool = strawberry.field(description="Whether it can be bought alone now.")

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
            is_on_sale=row.withdrawn_at is None,
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

    @strawberry.field(description="Whether the viewer likes it; false for nobody.")
    async def is_favourite(self, info: Info) -> bool:
        return await resolvers.is_favourite(info.context, self.row_id)

    @strawberry.field(
        description="Campaigns on it that open teams now, the cheapest first; at most ten.",
        directives=[Cost(bound=2)],
    )
    async def campaigns(
        self, info: Info
    ) -> list[Annotated["Campaign", strawberry.lazy("schema.campaigns")]]:
        from schema.campaigns import Campaign  # noqa: PLC0415 - the two know each other

        found = await resolvers.campaigns_on(info.context, self.row_id)
        return [Campaign.of(row) for row in found]

    @strawberry.field(description="What people say of it who won it in a trial, the latest first.")
    async def reviews(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[Annotated["Review", strawberry.lazy("schema.reports")]]:
        from schema.reports import Review  # noqa: PLC0415 - the two know each other

        window = Window(first=first, after=after)
        page = await reports.reviews_of(info.context, self.row_id, window)
        return connection(page, Review.of)


@strawberry.input(description="Which products are listed; everything given must hold.")
class ProductFilter:
    category_slug: str | None = strawberry.field(default=None, description="Of this category.")
    merchant_slug: str | None = strawberry.field(default=None, description="By this merchant.")
    search: str | None = strawberry.field(
        default=None, description="With these words in its title or origin; at most 60 signs."
    )
    price_from_fen: BigInt | None = strawberry.field(
        default=None, description="Whose lowest solo price is at least so much."
    )
    price_to_fen: BigInt | None = strawberry.field(
        default=None, description="Whose lowest solo price is at most so much."
    )
    in_stock: bool | None = strawberry.field(
        default=None, description="With a piece left of some choice, or with none of any."
    )
    favourites: bool = strawberry.field(
        default=False, description="Only what the viewer likes; somebody must be signed in."
    )

    def wanted(self) -> Filter:
        """Return the filter as it is answered."""
        return Filter(
            category_slug=self.category_slug,
            merchant_slug=self.merchant_slug,
            search=self.search,
            price_from_fen=self.price_from_fen,
            price_to_fen=self.price_to_fen,
            in_stock=self.in_stock,
            favourites=self.favourites,
        )


@strawberry.type
class CatalogueQuery:
    @strawberry.field(description="Products on sale.")
    async def products(
        self,
        info: Info,
        filter: Annotated[ProductFilter | None, strawberry.argument(description="Which.")] = None,
        sort: Annotated[
            ProductSort, strawberry.argument(description="In which order.")
        ] = ProductSort.NEWEST,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Product]:
        window = Window(first=first, after=after, last=last, before=before)
        wanted = filter.wanted() if filter else Filter()
        page = await resolvers.products(info.context, window, wanted, sort)
        return connection(page, Product.of)

    @strawberry.field(description="One product by its slug, withdrawn ones too, or null.")
    async def product(
        self,
        info: Info,
        slug: Annotated[str, strawberry.argument(description="Its short name.")],
    ) -> Product | None:
        row = await resolvers.product(info.context, slug)
        return Product.of(row) if row else None

    @strawberry.field(
        description="The shelves in their order; at most a hundred.",
        directives=[Cost(bound=20)],
    )
    async def categories(self, info: Info) -> list[Category]:
        return [Category.of(row) for row in await resolvers.categories(info.context)]
