"""Products, their SKUs and shelves as clients see them."""

from collections.abc import Sequence
from datetime import datetime
from operator import sub
from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from models import catalogue as rows
from resolvers import catalogue as resolvers
from resolvers import quality, questions, reports, share_rights
from resolvers.catalogue import Filter, ProductSort
from resolvers.pages import Window
from schema.cost import Cost
from schema.enums import described
from schema.info import Info
from schema.merchants import Merchant
from schema.money import Money
from schema.node import Node, global_id, ids
from schema.pages import Connection, connection
from schema.sameness import SAME_FOR_ALL
from schema.scalars import BigInt
from schema.share_cards import ShareCard
from schema.showing import at, shows
from schema.together import followed
from schema.windows import After, Before, First, Last

if TYPE_CHECKING:
    from schema.campaigns import Campaign
    from schema.inspections import Inspection
    from schema.questions import Question
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


@shows(
    {"row": rows.Sku},
    id=at("row.id", says=ids("Sku")),
    solo_price=at("row.price_fen", says=Money.of),
    stock_left=at("row.stock", "row.taken", says=sub),
)
@strawberry.type(description="One choice of a product, with its own price and stock.")
class Sku(Node):
    row: strawberry.Private[rows.Sku]
    code: str = strawberry.field(description="Its short name within the product.")
    name: str = strawberry.field(description="What is chosen: 5 斤.")
    name_en: str = strawberry.field(description="The same in English, or empty.")
    solo_price: Money = strawberry.field(description="What one piece costs bought alone.")
    stock_left: int = strawberry.field(description="Pieces neither sold nor held.")

    @classmethod
    def of(cls, row: rows.Sku) -> Self:
        """Show a SKU."""
        shown = object.__new__(cls)
        shown.row = row
        return shown


def _is_nothing(when: datetime | None) -> bool:
    return when is None


def _choices(found: Sequence[rows.Sku]) -> list[Sku]:
    return [Sku.of(row) for row in found]


@shows(
    {"row": rows.Product},
    id=at("row.id", says=ids("Product")),
    solo_price=at("row.price_fen", says=Money.of),
    is_on_sale=at("row.withdrawn_at", says=_is_nothing),
)
@strawberry.type(description="What is sold.")
class Product(Node):
    row: strawberry.Private[rows.Product]
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
        shown = object.__new__(cls)
        shown.row = row
        return shown

    @strawberry.field(
        description="Who sells it.",
        metadata=SAME_FOR_ALL | followed("merchant", "row.merchant_id", Merchant.of, finds=()),
    )
    async def merchant(self, info: Info) -> Merchant:
        row = await info.context.loaders.merchant.load(self.row.merchant_id)
        assert row is not None
        return Merchant.of(row)

    @strawberry.field(
        description="Which shelf it stands on.",
        metadata=SAME_FOR_ALL | followed("category", "row.category_id", Category.of, finds=()),
    )
    async def category(self, info: Info) -> Category:
        row = await info.context.loaders.category.load(self.row.category_id)
        assert row is not None
        return Category.of(row)

    @strawberry.field(
        description="Its choices, in the merchant's order; few by nature.",
        directives=[Cost(bound=4)],
        metadata=SAME_FOR_ALL | followed("skus", "row.id", _choices, finds=()),
    )
    async def skus(self, info: Info) -> list[Sku]:
        return _choices(await info.context.loaders.skus.load(self.row.id))

    @strawberry.field(
        description="What its merchant has a shared page of it say.", metadata=SAME_FOR_ALL
    )
    async def share_card(self, info: Info) -> ShareCard:
        card = await share_rights.card_of(info.context, product_id=self.row.id, campaign_id=None)
        return ShareCard.of(card)

    @strawberry.field(description="Whether the viewer likes it; false for nobody.")
    async def is_favourite(self, info: Info) -> bool:
        return await resolvers.is_favourite(info.context, self.row.id)

    @strawberry.field(
        description="Campaigns on it that open teams now, the cheapest first; at most ten.",
        directives=[Cost(bound=2)],
        metadata=SAME_FOR_ALL,
    )
    async def campaigns(
        self, info: Info
    ) -> list[Annotated["Campaign", strawberry.lazy("schema.campaigns")]]:
        from schema.campaigns import Campaign  # noqa: PLC0415 - the two know each other

        found = await resolvers.campaigns_on(info.context, self.row.id)
        return [Campaign.of(row) for row in found]

    @strawberry.field(
        description="The latest sample of it that was looked at, if one was.", metadata=SAME_FOR_ALL
    )
    async def last_inspection(
        self, info: Info
    ) -> Annotated["Inspection", strawberry.lazy("schema.inspections")] | None:
        from schema.inspections import Inspection  # noqa: PLC0415 - the two know each other

        row = await quality.last_inspection(info.context, self.row.id)
        return Inspection.of(row) if row else None

    @strawberry.field(
        description="Samples of it that were looked at, the latest first.", metadata=SAME_FOR_ALL
    )
    async def inspections(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[Annotated["Inspection", strawberry.lazy("schema.inspections")]]:
        from schema.inspections import Inspection  # noqa: PLC0415 - the two know each other

        window = Window(first=first, after=after)
        page = await quality.inspections_of(info.context, self.row.id, window)
        return connection(page, Inspection.of)

    @strawberry.field(
        description="What people say of it who won it in a trial, the latest first.",
        metadata=SAME_FOR_ALL,
    )
    async def reviews(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[Annotated["Review", strawberry.lazy("schema.reports")]]:
        from schema.reports import Review  # noqa: PLC0415 - the two know each other

        window = Window(first=first, after=after)
        page = await reports.reviews_of(info.context, self.row.id, window)
        return connection(page, Review.of)

    @strawberry.field(
        description="What was asked of it and answered by its merchant, the latest answer first.",
        metadata=SAME_FOR_ALL,
    )
    async def questions(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[Annotated["Question", strawberry.lazy("schema.questions")]]:
        from schema.questions import Question  # noqa: PLC0415 - the two know each other

        window = Window(first=first, after=after)
        page = await questions.questions_on(info.context, self.row.id, window)
        return connection(page, Question.of)


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

    @strawberry.field(
        description="One product by its slug, withdrawn ones too, or null.", metadata=SAME_FOR_ALL
    )
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
        metadata=SAME_FOR_ALL,
    )
    async def categories(self, info: Info) -> list[Category]:
        return [Category.of(row) for row in await resolvers.categories(info.context)]
