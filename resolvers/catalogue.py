"""Answers about what is sold, in rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise.expressions import F, Q, Subquery
from tortoise.queryset import QuerySet

from actions import catalogue as actions
from actions.catalogue import NewProduct
from models.campaigns import Campaign
from models.catalogue import Category, Favourite, Product, Sku
from models.merchants import Merchant
from resolvers.campaigns import words
from resolvers.context import Context
from resolvers.merchants import NEWEST, seller
from resolvers.pages import Order, Page, Window, paged
from resolvers.touched import touch
from rules.catalogue import NewCategory
from rules.people import Role
from rules.texts import SLUG

CATEGORIES_MOST = 100


class ProductSort(StrEnum):
    """In which order products are listed."""

    NEWEST = "NEWEST"
    CHEAPEST = "CHEAPEST"
    DEAREST = "DEAREST"


SORTS = {
    ProductSort.NEWEST: NEWEST,
    ProductSort.CHEAPEST: Order(column="price_fen"),
    ProductSort.DEAREST: Order(column="price_fen", descending=True),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which products are wanted; everything given must hold."""

    category_slug: str | None = None
    merchant_slug: str | None = None
    search: str | None = None
    price_from_fen: int | None = None
    price_to_fen: int | None = None
    in_stock: bool | None = None
    favourites: bool = False


async def products(
    ctx: Context, window: Window, wanted: Filter, sort: ProductSort
) -> Page[Product]:
    """Return a page of the products on sale."""
    query = Product.filter(withdrawn_at=None)
    if wanted.category_slug is not None:
        shelf = Category.filter(slug=wanted.category_slug).values("id")
        query = query.filter(category_id__in=Subquery(shelf))
    if wanted.merchant_slug is not None:
        sellers = Merchant.filter(slug=wanted.merchant_slug).values("id")
        query = query.filter(merchant_id__in=Subquery(sellers))
    if wanted.favourites:
        liked = Favourite.filter(person_id=ctx.signed_in().id).values("product_id")
        query = query.filter(id__in=Subquery(liked))
    for word in words(wanted.search):
        query = query.filter(
            Q(title__icontains=word) | Q(title_en__icontains=word) | Q(origin__icontains=word)
        )
    return await paged(_priced(query, wanted), window, SORTS[sort])


def _priced(query: QuerySet[Product], wanted: Filter) -> QuerySet[Product]:
    if wanted.price_from_fen is not None:
        query = query.filter(price_fen__gte=wanted.price_from_fen)
    if wanted.price_to_fen is not None:
        query = query.filter(price_fen__lte=wanted.price_to_fen)
    if wanted.in_stock is not None:
        stocked = Q(id__in=Subquery(Sku.filter(stock__gt=F("taken")).values("product_id")))
        query = query.filter(stocked if wanted.in_stock else ~stocked)
    return query


async def product(ctx: Context, slug: str) -> Product | None:
    """Find a product by its slug; a withdrawn one too, so that old links say so."""
    return await ctx.loaders.product_by_slug.load(slug) if SLUG.fullmatch(slug) else None


async def categories(_: Context) -> list[Category]:
    """Return the shelves in their order, at most a hundred."""
    return await Category.all().order_by("position", "slug").limit(CATEGORIES_MOST)


async def is_favourite(ctx: Context, product_id: UUID) -> bool:
    """Tell whether the viewer likes a product; nobody likes none."""
    viewer = ctx.viewer
    return viewer is not None and await ctx.loaders.favourite.load((viewer.id, product_id))


async def favourites(ctx: Context, person_id: UUID, window: Window) -> Page[Product]:
    """Return a page of what a person likes, the latest first, withdrawn products too."""
    page = await paged(Favourite.filter(person_id=person_id), window, NEWEST)
    found = await ctx.loaders.product.load_many([row.product_id for row in page.rows])
    return Page(
        rows=[row for row in found if row is not None],
        cursors=page.cursors,
        has_next=page.has_next,
        has_previous=page.has_previous,
    )


async def campaigns_on(ctx: Context, product_id: UUID) -> list[Campaign]:
    """Return the campaigns on a product that open teams now, the cheapest first; at most ten."""
    touch("campaign")
    return await ctx.loaders.running.load((product_id, ctx.now()))


async def set_favourite(ctx: Context, *, product_id: UUID, favourite: bool) -> Product:
    """Have the viewer like a product, or no longer."""
    person_id = ctx.signed_in().id
    row = await actions.set_favourite(
        person_id=person_id, product_id=product_id, favourite=favourite, now=ctx.now()
    )
    ctx.loaders.favourite.prime((person_id, product_id), value=favourite)
    return row


async def create_category(ctx: Context, new: NewCategory) -> Category:
    """Put up a shelf, as an operator."""
    viewer = ctx.acting_as(Role.OPERATOR)
    return await actions.create_category(new, operator_id=viewer.id, now=ctx.now())


async def create_product(ctx: Context, new: NewProduct) -> Product:
    """Write a product for a merchant of the viewer's."""
    return await actions.create_product(new, seller=seller(ctx), now=ctx.now())


async def update_product(
    ctx: Context, *, product_id: UUID, category_id: UUID | None, changes: Mapping[str, Any]
) -> Product:
    """Change a product of a merchant of the viewer's."""
    return await actions.update_product(
        product_id=product_id, category_id=category_id, changes=changes, seller=seller(ctx)
    )


async def withdraw_product(ctx: Context, *, product_id: UUID) -> Product:
    """Take a product of a merchant of the viewer's off sale."""
    return await actions.withdraw_product(product_id=product_id, seller=seller(ctx), now=ctx.now())


async def restore_product(ctx: Context, *, product_id: UUID) -> Product:
    """Put a product of a merchant of the viewer's on sale again."""
    return await actions.restore_product(product_id=product_id, seller=seller(ctx))
