"""Everything that changes what the points mall gives."""

from datetime import datetime
from uuid import UUID

from tortoise.exceptions import IntegrityError

from actions.audit import note
from actions.catalogue import own_product
from actions.merchants import Seller
from models.catalogue import Sku, lock_skus, return_sku, take_sku
from models.ids import new_id
from models.mall import MallItem, lock_item, return_item
from models.transactions import one_transaction
from rules import mall as rules
from rules.mall import NewItem
from rules.merchants import Duty
from rules.refusals import (
    MallItemListed,
    MallItemNotFound,
    ProductNotFound,
    SkuNotFound,
    StockTooLow,
)


@one_transaction
async def list_mall_item(new: NewItem, *, seller: Seller, now: datetime) -> MallItem:
    """Give a choice for points from now on, its pieces taken off the shelf; noted in the record.

    Raises:
        SkuNotFound: the seller sells no such choice.
        MallItemListed: it is in the mall already.
        StockTooLow: the shelf has fewer pieces free.
    """
    kept = rules.item(new)
    sku = await _own_sku(kept.sku_id, seller)
    if await MallItem.exists(sku_id=sku.id, withdrawn_at=None):
        raise MallItemListed
    product = await own_product(sku.product_id, seller)
    try:
        item = await MallItem.create(
            id=new_id(now),
            sku_id=sku.id,
            merchant_id=product.merchant_id,
            points=kept.points,
            price_fen=kept.price_fen,
            stock=kept.stock,
            listed_at=now,
        )
    except IntegrityError:  # two came at once, and the database let one in
        raise MallItemListed from None
    await _set_aside(sku, kept.stock)
    await _noted(seller, "listMallItem", item, now)
    return item


async def _own_sku(sku_id: UUID, seller: Seller) -> Sku:
    sku = await Sku.get_or_none(id=sku_id)
    if sku is None:
        raise SkuNotFound
    try:
        product = await own_product(sku.product_id, seller)
    except ProductNotFound:
        raise SkuNotFound from None
    if product.withdrawn_at is not None:
        raise SkuNotFound
    return sku


async def _set_aside(sku: Sku, pieces: int) -> None:
    if not await take_sku(sku.id, pieces):
        [here] = await lock_skus([sku.id])
        raise StockTooLow(code=here.code, wanted=pieces, left=here.stock - here.taken)


async def _noted(seller: Seller, verb: str, item: MallItem, now: datetime) -> None:
    subject = f"{item.id} {item.points} points {item.price_fen} fen stock {item.stock}"
    await note(person_id=seller.person_id, verb=verb, subject=subject, now=now)


@one_transaction
async def stock_mall_item(*, item_id: UUID, stock: int, seller: Seller, now: datetime) -> MallItem:
    """Have an item set so many pieces aside in all; more come off the shelf, spare ones go back.

    Raises:
        MallItemNotFound: the seller has no such item in the mall.
        MallStockTaken: more pieces were redeemed.
        StockTooLow: the shelf has fewer pieces free.
    """
    item = await _own_item(item_id, seller)
    if item.withdrawn_at is not None:
        raise MallItemNotFound
    wanted = rules.stocked(stock, taken=item.taken)
    more, item.stock = wanted - item.stock, wanted
    await item.save(update_fields=["stock"])
    if more > 0:
        await _set_aside(await Sku.get(id=item.sku_id), more)
    elif more < 0:
        await return_sku(item.sku_id, -more)
    await _noted(seller, "stockMallItem", item, now)
    return item


@one_transaction
async def withdraw_mall_item(*, item_id: UUID, seller: Seller, now: datetime) -> MallItem:
    """Give an item no longer, its spare pieces back on the shelf; saying it twice is fine.

    Raises:
        MallItemNotFound: the seller has no such item.
    """
    item = await _own_item(item_id, seller)
    if item.withdrawn_at is not None:
        return item
    spare, item.stock, item.withdrawn_at = item.stock - item.taken, item.taken, now
    await item.save(update_fields=["stock", "withdrawn_at"])
    if spare:
        await return_sku(item.sku_id, spare)
    await _noted(seller, "withdrawMallItem", item, now)
    return item


async def _own_item(item_id: UUID, seller: Seller) -> MallItem:
    item = await lock_item(item_id)
    if item is None or not await seller.acts_for(item.merchant_id, Duty.CATALOGUE):
        raise MallItemNotFound
    return item


async def put_back(item_id: UUID, pieces: int) -> None:
    """Put pieces of an order that is over back into the mall, or on the shelf if it is gone."""
    if await return_item(item_id, pieces):
        await return_sku((await MallItem.get(id=item_id)).sku_id, pieces)
