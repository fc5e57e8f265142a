"""What a merchant gives for points comes off the shelf once, and goes back to it."""

import asyncio

import pytest

from actions.catalogue import withdraw_product
from actions.mall import list_mall_item, stock_mall_item, withdraw_mall_item
from actions.redemptions import redeem_points
from models.catalogue import Sku
from models.mall import MallItem
from rules.faults import BadInput
from rules.mall import NewItem
from rules.refusals import (
    MallItemListed,
    MallItemNotFound,
    MallStockTaken,
    SkuNotFound,
    StockTooLow,
)
from tests.actions.world_points import make_mall

pytestmark = pytest.mark.usefixtures("books")


async def taken(mall):
    return (await Sku.get(id=mall.world.sku.id)).taken


async def test_listing_takes_pieces_off_the_shelf_and_withdrawing_gives_spare_ones_back(noon):
    mall = await make_mall(noon, stock=5)
    shelf = await taken(mall)
    person = await mall.rich(300)
    await redeem_points(mall.choice(person, quantity=2), now=noon)

    item = await stock_mall_item(item_id=mall.item.id, stock=9, seller=mall.seller, now=noon)
    assert (item.stock, await taken(mall)) == (9, shelf + 4)
    item = await stock_mall_item(item_id=mall.item.id, stock=2, seller=mall.seller, now=noon)
    assert (item.stock, await taken(mall)) == (2, shelf - 3)
    with pytest.raises(MallStockTaken) as refusal:
        await stock_mall_item(item_id=mall.item.id, stock=1, seller=mall.seller, now=noon)
    assert refusal.value.taken == 2
    await stock_mall_item(item_id=mall.item.id, stock=4, seller=mall.seller, now=noon)
    for _ in range(2):
        item = await withdraw_mall_item(item_id=mall.item.id, seller=mall.seller, now=noon)
    assert (item.stock, item.taken, item.withdrawn_at) == (2, 2, noon)
    assert await taken(mall) == shelf - 3
    with pytest.raises(MallItemNotFound):
        await stock_mall_item(item_id=mall.item.id, stock=9, seller=mall.seller, now=noon)


async def test_a_choice_is_listed_once_at_a_time_by_who_sells_it(noon, refused):
    mall = await make_mall(noon)
    new = NewItem(sku_id=mall.world.sku.id, points=7, price_fen=0, stock=1)

    async with refused(MallItemListed):
        await list_mall_item(new, seller=mall.seller, now=noon)
    async with refused(MallItemNotFound):
        await withdraw_mall_item(item_id=mall.item.id, seller=mall.stranger, now=noon)
    await withdraw_mall_item(item_id=mall.item.id, seller=mall.seller, now=noon)
    async with refused(SkuNotFound):
        await list_mall_item(new, seller=mall.stranger, now=noon)
    answers = await asyncio.gather(
        *(list_mall_item(new, seller=mall.seller, now=noon) for _ in range(4)),
        return_exceptions=True,
    )
    assert sum(isinstance(answer, MallItemListed) for answer in answers) == 3
    assert await MallItem.filter(withdrawn_at=None).count() == 1


async def test_no_more_is_promised_than_lies_on_the_shelf(noon, refused):
    mall = await make_mall(noon)
    free = (await Sku.get(id=mall.world.sku.id)).stock - await taken(mall)

    async with refused(StockTooLow) as refusal:
        await stock_mall_item(
            item_id=mall.item.id, stock=5 + free + 1, seller=mall.seller, now=noon
        )
    assert refusal.value.left == free
    product_id, seller = mall.world.product.id, mall.seller
    await withdraw_product(product_id=product_id, seller=seller, now=noon)
    await withdraw_mall_item(item_id=mall.item.id, seller=seller, now=noon)
    new = NewItem(sku_id=mall.world.sku.id, points=7, price_fen=0, stock=1)
    async with refused(SkuNotFound):
        await list_mall_item(new, seller=seller, now=noon)
    with pytest.raises(BadInput):
        await list_mall_item(
            NewItem(sku_id=new.sku_id, points=0, price_fen=0, stock=1), seller=seller, now=noon
        )
