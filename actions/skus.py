"""Everything that changes a choice of a product: its names, its price, its shelf."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.exceptions import IntegrityError

from actions.catalogue import own_product, write_sku
from actions.idempotency import claim, keep
from actions.merchants import Seller
from actions.stock import shelve
from models.catalogue import Product, Sku, lock_skus
from models.transactions import one_transaction
from rules import catalogue as catalogue_rules
from rules import skus as rules
from rules.catalogue import SKUS_MOST, Label, NewSku
from rules.refusals import ProductNotFound, SkuCodeTaken, SkuNotFound, TooManySkus


@one_transaction
async def add_sku(new: NewSku, *, product_id: UUID, seller: Seller, now: datetime) -> Sku:
    """Write one more choice of a product, after the others.

    Raises:
        ProductNotFound: the seller has no such product.
        SkuCodeTaken: the product has a choice of this code.
        TooManySkus: the product has as many choices as it may.
    """
    kept = catalogue_rules.sku(new)
    product = await own_product(product_id, seller)
    others = await Sku.filter(product_id=product.id).order_by("-position")
    if kept.code in {other.code for other in others}:
        raise SkuCodeTaken
    if len(others) >= SKUS_MOST:
        raise TooManySkus(most=SKUS_MOST)
    position = others[0].position + 1 if others else 0
    try:
        sku = await write_sku(product, kept, position=position, now=now)
    except IntegrityError:  # written beside us by somebody without the product's lock
        raise SkuCodeTaken from None
    await _price_again(product)
    return sku


@one_transaction
async def change_sku(*, sku_id: UUID, changes: Mapping[str, Any], seller: Seller) -> Sku:
    """Change a choice's names and solo price; orders keep the price they were placed at.

    ``changes`` are fields of ``Label``; what is not named stays.

    Raises:
        SkuNotFound: the seller has no such choice.
    """
    product, sku = await _own_sku(sku_id, seller)
    was = Label(name=sku.name, name_en=sku.name_en, price_fen=sku.price_fen)
    label = asdict(catalogue_rules.label(replace(was, **changes)))
    for name, value in label.items():
        setattr(sku, name, value)
    await sku.save(update_fields=list(label))
    await _price_again(product)
    return sku


@one_transaction
async def restock_sku(*, sku_id: UUID, pieces: int, key: str, seller: Seller, now: datetime) -> Sku:
    """Put pieces on a choice's shelf, or with a negative number take free ones off it.

    Raises:
        IdempotencyKeyReused: the key came before with other arguments.
        SkuNotFound: the seller has no such choice.
        StockTooLow: fewer pieces lie free than are to be taken off.
    """
    change = rules.pieces(pieces)
    mutation, person_id = "restockSku", seller.person_id
    stored = await claim(
        person_id=person_id,
        mutation=mutation,
        key=key,
        arguments={"sku": sku_id, "pieces": change},
        now=now,
    )
    if stored is not None:
        return await Sku.get(id=stored["sku"])
    product, sku = await _own_sku(sku_id, seller)
    sku = await shelve(sku, change, merchant_id=product.merchant_id, person_id=person_id, now=now)
    await keep(person_id=person_id, mutation=mutation, key=key, answer={"sku": sku.id})
    return sku


async def _own_sku(sku_id: UUID, seller: Seller) -> tuple[Product, Sku]:
    found = await Sku.get_or_none(id=sku_id)
    if found is None:
        raise SkuNotFound
    try:
        product = await own_product(found.product_id, seller)
    except ProductNotFound:
        raise SkuNotFound from None
    [sku] = await lock_skus([sku_id])
    return product, sku


async def _price_again(product: Product) -> None:
    # The lowest price stands on the product, so that a page sorted by price is one index.
    skus = await Sku.filter(product_id=product.id)
    product.price_fen = min(sku.price_fen for sku in skus)
    await product.save(update_fields=["price_fen"])
