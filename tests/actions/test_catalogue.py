import asyncio

import pytest

from actions.catalogue import (
    NewProduct,
    create_category,
    create_product,
    restore_product,
    set_favourite,
    update_product,
    withdraw_product,
)
from actions.orders import buy_solo
from actions.skus import add_sku, change_sku, restock_sku
from models.catalogue import Category, Favourite, Product, Sku
from models.orders import Order
from rules.catalogue import SKUS_MOST, Display, NewCategory
from rules.faults import BadInput
from rules.people import Role
from rules.refusals import (
    CategoryNotFound,
    IdempotencyKeyReused,
    MerchantNotFound,
    ProductNotFound,
    SkuCodeTaken,
    SkuNotFound,
    SlugTaken,
    StockTooLow,
    TooManySkus,
)
from tests.actions.drafts import DISPLAY, make_stall, new_sku


@pytest.fixture
async def stall(db, books, noon):
    return await make_stall(noon)


def another(stall, **changes):
    facts = {
        "merchant_id": stall.world.merchant.id,
        "category_id": stall.product.category_id,
        "slug": "plum-wine",
        "display": DISPLAY,
        "skus": [new_sku("a", 900), new_sku("b", 700)],
    }
    return NewProduct(**{**facts, **changes})


async def test_a_product_begins_with_its_choices_at_the_lowest_price(stall):
    product = await create_product(another(stall), seller=stall.seller, now=stall.now)
    assert (await Product.get(id=product.id)).price_fen == 700
    skus = await Sku.filter(product_id=product.id).order_by("position")
    assert [(sku.code, sku.price_fen, sku.stock, sku.taken) for sku in skus] == [
        ("a", 900, 50, 0),
        ("b", 700, 50, 0),
    ]


async def test_what_another_sells_looks_unknown(stall, refused):
    stranger, now = stall.stranger, stall.now
    async with refused(MerchantNotFound):
        await create_product(another(stall), seller=stranger, now=now)
    async with refused(ProductNotFound):
        await withdraw_product(product_id=stall.product.id, seller=stranger, now=now)
    async with refused(ProductNotFound):
        await update_product(
            product_id=stall.product.id, category_id=None, changes={"title": "x"}, seller=stranger
        )
    async with refused(ProductNotFound):
        await add_sku(new_sku("c"), product_id=stall.product.id, seller=stranger, now=now)
    async with refused(SkuNotFound):
        await change_sku(sku_id=stall.skus[0].id, changes={"price_fen": 1}, seller=stranger)
    async with refused(SkuNotFound):
        await restock_sku(sku_id=stall.skus[0].id, pieces=1, key="k", seller=stranger, now=now)


async def test_a_product_needs_a_shelf_and_a_slug_of_its_own(stall, refused):
    async with refused(CategoryNotFound):
        nowhere = another(stall, category_id=stall.product.id)
        await create_product(nowhere, seller=stall.seller, now=stall.now)
    async with refused(SlugTaken):
        again = another(stall, slug=stall.product.slug)
        await create_product(again, seller=stall.seller, now=stall.now)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"slug": "Plum"}, "input.slug"),
        ({"slug": "-plum"}, "input.slug"),
        ({"skus": []}, "input.skus"),
        ({"skus": [new_sku("a"), new_sku("a")]}, "input.skus"),
        ({"skus": [new_sku("a", 0)]}, "input.skus.0.soloPriceFen"),
        ({"skus": [new_sku("a", 1, -1)]}, "input.skus.0.stock"),
        ({"skus": [new_sku("a\x00")]}, "input.skus.0.code"),
    ],
)
async def test_what_cannot_be_meant_is_named(stall, changes, field):
    with pytest.raises(BadInput) as fault:
        await create_product(another(stall, **changes), seller=stall.seller, now=stall.now)
    assert fault.value.field == field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "input.title"),
        ({"about": "x" * 4001}, "input.about"),
        ({"pictures": ["https://elsewhere.example/a.png"]}, "input.pictures.0"),
        ({"pictures": ["/pictures/a.svg", "//elsewhere.example/a"]}, "input.pictures.1"),
    ],
)
async def test_a_product_says_nothing_that_cannot_be_meant(stall, changes, field):
    with pytest.raises(BadInput) as fault:
        await update_product(
            product_id=stall.product.id, category_id=None, changes=changes, seller=stall.seller
        )
    assert fault.value.field == field


async def test_what_is_not_said_stays(stall):
    shelf = await create_category(
        NewCategory(slug="wine", name="酒", name_en="", position=3),
        operator_id=(await stall.world.person(role=Role.OPERATOR)).id,
        now=stall.now,
    )
    changes = {"about": "一行\n\n又一行", "pictures": ["/pictures/plum.svg"]}
    await update_product(
        product_id=stall.product.id, category_id=shelf.id, changes=changes, seller=stall.seller
    )
    row = await Product.get(id=stall.product.id)
    assert row.category_id == shelf.id
    assert Display(
        title=row.title,
        title_en=row.title_en,
        about=row.about,
        about_en=row.about_en,
        origin=row.origin,
        pictures=row.pictures,
    ) == Display(
        title="青梅酒",
        title_en="Plum wine",
        about="一行\n\n又一行",
        about_en="",
        origin="苏州",
        pictures=["/pictures/plum.svg"],
    )


async def test_two_shelves_share_no_slug(stall):
    new = NewCategory(slug="wine", name="酒", name_en="", position=0)
    operator = await stall.world.person(role=Role.OPERATOR)
    answers = await asyncio.gather(
        *(create_category(new, operator_id=operator.id, now=stall.now) for _ in range(4)),
        return_exceptions=True,
    )
    assert sum(isinstance(answer, Category) for answer in answers) == 1
    assert sum(isinstance(answer, SlugTaken) for answer in answers) == 3


async def test_a_withdrawn_product_is_not_sold_until_it_is_restored(stall, refused):
    buyer = await stall.world.person()
    wish = stall.world.wish(buyer, sku_id=stall.skus[0].id)
    for _ in range(2):
        await withdraw_product(product_id=stall.product.id, seller=stall.seller, now=stall.now)
    async with refused(SkuNotFound):
        await buy_solo(wish, now=stall.now)
    async with refused(ProductNotFound):
        await set_favourite(
            person_id=buyer.id, product_id=stall.product.id, favourite=True, now=stall.now
        )
    await restore_product(product_id=stall.product.id, seller=stall.seller)
    assert (await buy_solo(wish, now=stall.now)).order.total_fen == 4800


async def test_a_new_price_changes_no_placed_order(stall):
    sku = stall.skus[0]
    buyer = await stall.world.person()
    placed = await buy_solo(stall.world.wish(buyer, sku_id=sku.id), now=stall.now)

    await change_sku(sku_id=sku.id, changes={"price_fen": 9900}, seller=stall.seller)

    order = await Order.get(id=placed.order.id)
    assert (order.unit_price_fen, order.total_fen) == (4800, 4800)
    assert (await Sku.get(id=sku.id)).price_fen == 9900
    assert (await Product.get(id=stall.product.id)).price_fen == 6800


async def test_a_choice_more_has_its_own_code_and_there_are_not_too_many(stall, refused):
    async with refused(SkuCodeTaken):
        await add_sku(
            new_sku("500"), product_id=stall.product.id, seller=stall.seller, now=stall.now
        )
    for number in range(SKUS_MOST - 2):
        await add_sku(
            new_sku(f"n{number}", 100 + number),
            product_id=stall.product.id,
            seller=stall.seller,
            now=stall.now,
        )
    assert (await Product.get(id=stall.product.id)).price_fen == 100
    async with refused(TooManySkus):
        await add_sku(
            new_sku("last"), product_id=stall.product.id, seller=stall.seller, now=stall.now
        )


async def test_a_shelf_never_holds_less_than_was_taken_from_it(stall, refused):
    sku = stall.skus[0]
    wish = stall.world.wish(await stall.world.person(), sku_id=sku.id, quantity=3)
    await buy_solo(wish, now=stall.now)

    async with refused(StockTooLow) as refusal:
        await restock_sku(sku_id=sku.id, pieces=-48, key="a", seller=stall.seller, now=stall.now)
    assert (refusal.value.code, refusal.value.wanted, refusal.value.left) == ("500", 48, 47)

    await restock_sku(sku_id=sku.id, pieces=-47, key="b", seller=stall.seller, now=stall.now)
    assert (await stall.shelf())[0] == (3, 3)


async def test_pieces_sent_twice_come_once(stall, refused):
    sku, seller, now = stall.skus[0], stall.seller, stall.now
    answers = await asyncio.gather(
        *(restock_sku(sku_id=sku.id, pieces=7, key="k", seller=seller, now=now) for _ in range(5))
    )
    assert {answer.stock for answer in answers} == {57}
    assert (await Sku.get(id=sku.id)).stock == 57
    async with refused(IdempotencyKeyReused):
        await restock_sku(sku_id=sku.id, pieces=8, key="k", seller=seller, now=now)


async def test_restocks_at_once_are_all_counted(stall):
    sku = stall.skus[0]
    await asyncio.gather(
        *(
            restock_sku(sku_id=sku.id, pieces=1, key=f"k{n}", seller=stall.seller, now=stall.now)
            for n in range(12)
        )
    )
    assert (await Sku.get(id=sku.id)).stock == 62


@pytest.mark.parametrize("pieces", [0, 10**9, 10_000_000])
async def test_a_shelf_has_an_end(stall, pieces):
    with pytest.raises(BadInput) as fault:
        await restock_sku(
            sku_id=stall.skus[0].id, pieces=pieces, key="k", seller=stall.seller, now=stall.now
        )
    assert fault.value.field == "input.pieces"


async def test_liking_twice_is_liking_once(stall):
    person = await stall.world.person()

    async def like(*, favourite):
        await set_favourite(
            person_id=person.id, product_id=stall.product.id, favourite=favourite, now=stall.now
        )

    await asyncio.gather(*(like(favourite=True) for _ in range(5)))
    assert await Favourite.filter(person_id=person.id).count() == 1
    await like(favourite=False)
    await like(favourite=False)
    assert await Favourite.all().count() == 0
