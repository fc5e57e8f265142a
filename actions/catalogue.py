"""Everything that changes a shelf, a product or who likes it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.exceptions import IntegrityError

from actions.audit import note
from actions.merchants import Seller
from models.catalogue import Category, Favourite, Product, Sku, keep_favourite, lock_product
from models.ids import new_id
from models.inspections import last_inspection
from models.merchants import Merchant
from models.people import lock_present
from models.transactions import one_transaction
from rules import catalogue as rules
from rules import texts
from rules.catalogue import Display, NewCategory, NewSku
from rules.merchants import Duty
from rules.refusals import (
    CategoryNotFound,
    MerchantNotFound,
    ProductFailedInspection,
    ProductNotFound,
    SlugTaken,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProduct:
    """A product to be sold, with the choices it begins with."""

    merchant_id: UUID
    category_id: UUID
    slug: str
    display: Display
    skus: Sequence[NewSku]


@one_transaction
async def set_favourite(
    *, person_id: UUID, product_id: UUID, favourite: bool, now: datetime
) -> Product:
    """Have a person like a product, or no longer; saying it twice changes nothing.

    Raises:
        ProductNotFound: there is no such product, or it is liked only after it was withdrawn.
        NotSignedIn: they closed their account meanwhile.
    """
    await lock_present(person_id)
    product = await Product.get_or_none(id=product_id)
    if product is None or (favourite and product.withdrawn_at is not None):
        raise ProductNotFound
    if favourite:
        await keep_favourite(person_id=person_id, product_id=product.id, now=now)
    else:
        await Favourite.filter(person_id=person_id, product_id=product.id).delete()
    return product


@one_transaction
async def create_category(new: NewCategory, *, operator_id: UUID, now: datetime) -> Category:
    """Put up a shelf, noted in the record.

    Raises:
        SlugTaken: another shelf has this slug.
    """
    kept = rules.category(new)
    if await Category.exists(slug=kept.slug):
        raise SlugTaken
    try:
        row = await Category.create(id=new_id(now), **asdict(kept))
    except IntegrityError:  # two came at once, and the database let one in
        raise SlugTaken from None
    await note(person_id=operator_id, verb="createCategory", subject=row.slug, now=now)
    return row


@one_transaction
async def create_product(new: NewProduct, *, seller: Seller, now: datetime) -> Product:
    """Write a product with its choices; it is on sale at once.

    Raises:
        MerchantNotFound: the seller acts for no such merchant.
        CategoryNotFound: there is no such shelf.
        SlugTaken: another product has this slug.
    """
    slug = texts.slug(new.slug, field="input.slug")
    display, skus = rules.display(new.display), rules.skus(new.skus)
    theirs = await seller.acts_for(new.merchant_id, Duty.CATALOGUE)
    if not theirs or not await Merchant.exists(id=new.merchant_id):
        raise MerchantNotFound
    await _shelf(new.category_id)
    if await Product.exists(slug=slug):
        raise SlugTaken
    try:
        product = await Product.create(
            id=new_id(now),
            slug=slug,
            merchant_id=new.merchant_id,
            category_id=new.category_id,
            price_fen=min(sku.label.price_fen for sku in skus),
            created_at=now,
            **asdict(display),
        )
    except IntegrityError:  # two came at once, and the database let one in
        raise SlugTaken from None
    for position, sku in enumerate(skus):
        await write_sku(product, sku, position=position, now=now)
    return product


async def write_sku(product: Product, new: NewSku, *, position: int, now: datetime) -> Sku:
    """Return a new choice of a product, written in the caller's transaction."""
    return await Sku.create(
        id=new_id(now),
        product_id=product.id,
        code=new.code,
        stock=new.stock,
        position=position,
        **asdict(new.label),
    )


async def _shelf(category_id: UUID) -> None:
    if not await Category.exists(id=category_id):
        raise CategoryNotFound


@one_transaction
async def update_product(
    *,
    product_id: UUID,
    category_id: UUID | None,
    changes: Mapping[str, Any],
    seller: Seller,
) -> Product:
    """Change what a product says of itself, and where it stands.

    ``changes`` are fields of ``Display``; what is not named stays.

    Raises:
        ProductNotFound: the seller has no such product.
        CategoryNotFound: there is no such shelf.
    """
    product = await own_product(product_id, seller)
    display = asdict(rules.display(replace(_display(product), **changes)))
    if category_id is not None:
        await _shelf(category_id)
        product.category_id = category_id
    for name, value in display.items():
        setattr(product, name, value)
    await product.save(update_fields=["category_id", *display])
    return product


async def own_product(product_id: UUID, seller: Seller) -> Product:
    """Return a product of the seller's with its row locked.

    Raises:
        ProductNotFound: there is none, or it is another's.
    """
    product = await lock_product(product_id)
    if product is None or not await seller.acts_for(product.merchant_id, Duty.CATALOGUE):
        raise ProductNotFound
    return product


def _display(product: Product) -> Display:
    return Display(
        title=product.title,
        title_en=product.title_en,
        about=product.about,
        about_en=product.about_en,
        origin=product.origin,
        pictures=product.pictures,
    )


@one_transaction
async def withdraw_product(*, product_id: UUID, seller: Seller, now: datetime) -> Product:
    """Take a product off sale; campaigns on it go on until they are ended.

    Raises:
        ProductNotFound: the seller has no such product.
    """
    product = await own_product(product_id, seller)
    if product.withdrawn_at is None:
        product.withdrawn_at = now
        await product.save(update_fields=["withdrawn_at"])
    return product


@one_transaction
async def restore_product(*, product_id: UUID, seller: Seller) -> Product:
    """Put a withdrawn product on sale again.

    Raises:
        ProductNotFound: the seller has no such product.
        ProductFailedInspection: it failed its last one.
    """
    product = await own_product(product_id, seller)
    last = await last_inspection(product.id)
    if last is not None and not last.passed:
        raise ProductFailedInspection(inspected_at=last.recorded_at)
    if product.withdrawn_at is not None:
        product.withdrawn_at = None
        await product.save(update_fields=["withdrawn_at"])
    return product
