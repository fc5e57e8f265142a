"""Whose links brought what in a month, and the levels that follow."""

import asyncio
from datetime import date, timedelta

import pytest

from actions.distributors import About, assess_level, give_level, suspend_distributor
from actions.sales import count_sales
from models.distributors import Distributor, hold_distributor, levels_due
from models.ids import new_id
from models.orders import Order
from models.outbox import OutboxEvent
from models.sales import SalesCount, SalesMonth, first_places
from models.uplines import OrderUpline
from rules.distributors import DistributorLevel, month_of
from tests.actions.world_relations import led
from tests.actions.worlds import make_world

TERMS = {"rates": []}
JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)


@pytest.fixture
async def world(db, noon):
    return await make_world(noon)


async def brought(world, seller, fen, *, at=None, **facts):
    """An order of goods that a link of the seller's brought, paid at an instant."""
    at = at or world.now
    buyer = await world.person("买家")
    edge = await led(buyer, seller, now=at - timedelta(hours=1))
    order = await Order.create(
        **{
            "id": new_id(at),
            "number": f"S{new_id(at).hex[-12:]}",
            "kind": "SOLO",
            "person_id": buyer.id,
            "merchant_id": world.merchant.id,
            "sku_id": world.sku.id,
            "quantity": 1,
            "unit_price_fen": fen,
            "total_fen": fen,
            "status": "CONFIRMED",
            "placed_at": at,
            "pay_by_at": at,
            "paid_at": at,
            "confirmed_at": at,
            **facts,
        }
    )
    await OrderUpline.create(
        id=new_id(at),
        order_id=order.id,
        level=1,
        buyer_id=buyer.id,
        person_id=seller.id,
        edge_id=edge.id,
        channel="CHAT",
        may_share=True,
        verdict="ALLOWED",
        copied_at=at,
    )
    return order


async def settled(world, seller, fen, *, at):
    return await brought(
        world,
        seller,
        fen,
        at=at,
        status="COMPLETED",
        shipped_at=at,
        received_at=at,
        received_by="BUYER",
        pieces_shipped=1,
        settles_at=at,
        settled_at=at,
    )


async def test_goods_that_were_kept_are_ranked(world, noon):
    first, second, third = [await world.person(f"分享者{n}") for n in range(3)]
    await brought(world, first, 3_000)
    await brought(world, first, 2_000, refunded_fen=500)
    await brought(world, second, 4_000)
    await brought(world, second, 9_000, refunded_fen=9_000)
    await brought(world, second, 9_000, status="PAID", confirmed_at=None)
    await brought(world, third, 100_000, at=noon - timedelta(days=31))
    assert await count_sales(now=noon) == 3
    places = await first_places(JANUARY, most=100)
    assert [(row.person_id, row.orders, row.sold_fen, row.place) for row in places] == [
        (first.id, 2, 4_500, 1),
        (second.id, 1, 4_000, 2),
    ]
    [december] = await SalesMonth.filter(month=date(2025, 12, 1))
    assert (december.person_id, december.place) == (third.id, 1)


async def test_shipping_is_no_sale(world, noon):
    seller = await world.person()
    await brought(world, seller, 1_000, total_fen=1_300, shipping_fen=300, shipping_terms=TERMS)
    await count_sales(now=noon)
    assert (await SalesMonth.get(person_id=seller.id)).sold_fen == 1_000


async def test_a_month_begins_in_shanghai(world, noon):
    seller = await world.person()
    eve = noon.replace(day=31, month=12, year=2025, hour=15, minute=59)
    await brought(world, seller, 100, at=eve)
    await brought(world, seller, 200, at=eve + timedelta(minutes=2))
    await count_sales(now=noon)
    found = {row.month: row.sold_fen for row in await SalesMonth.all()}
    assert found == {date(2025, 12, 1): 100, JANUARY: 200}


async def test_it_is_counted_anew_every_ten_minutes_by_whoever_comes_first(world, noon):
    seller = await world.person()
    order = await brought(world, seller, 1_000)
    counts = await asyncio.gather(*[count_sales(now=noon) for _ in range(4)])
    assert sorted(counts) == [0, 0, 0, 1]
    await brought(world, seller, 500)
    assert await count_sales(now=noon + timedelta(minutes=9)) == 0
    assert (await SalesMonth.get(person_id=seller.id)).sold_fen == 1_000
    await Order.filter(id=order.id).update(refunded_fen=1_000)
    assert await count_sales(now=noon + timedelta(minutes=10)) == 1
    assert (await SalesMonth.get(person_id=seller.id)).sold_fen == 500


async def test_nothing_is_written_where_nobody_brought_anything(world, noon):
    assert await count_sales(now=noon) == 0
    assert await SalesCount.all() == []


async def test_who_is_suspended_has_no_place(world, noon):
    operator, bad, good = [await world.person() for _ in range(3)]
    await brought(world, bad, 9_000)
    await brought(world, good, 1_000)
    about = About(operator_id=operator.id, handle=bad.handle, reason="刷单")
    await suspend_distributor(about, now=noon)
    await count_sales(now=noon)
    [only] = await first_places(JANUARY, most=100)
    assert (only.person_id, only.place) == (good.id, 1)
    assert (await SalesMonth.get(person_id=bad.id)).place is None


async def assessed(now):
    due = await levels_due(now=now, besides=[], limit=100)
    return [await assess_level(person_id, now=now) for person_id in due]


async def test_settled_sales_of_ninety_days_decide_a_level_once_a_month(world, noon):
    seller = await world.person()
    await settled(world, seller, 4_999_99, at=noon)
    await brought(world, seller, 90_000_00)  # not settled yet
    await count_sales(now=noon)
    assert await assessed(noon) == []
    february = noon + timedelta(days=31)
    [row] = await assessed(february)
    assert (row.level, row.sold_fen) == (DistributorLevel.BRONZE, 4_999_99)
    assert await assessed(february) == []
    await settled(world, seller, 1, at=february)
    [row] = await assessed(noon + timedelta(days=60))
    assert row.level is DistributorLevel.SILVER
    [told] = await OutboxEvent.filter(kind="LEVEL_CHANGED")
    assert str(seller.id) in told.topic
    [row] = await assessed(noon + timedelta(days=180))
    assert (row.level, row.sold_fen) == (DistributorLevel.BRONZE, 0)


async def test_a_level_is_worked_out_once_whoever_comes(world, noon):
    seller = await world.person()
    await hold_distributor(seller.id, row_id=new_id(noon), now=noon)
    await settled(world, seller, 30_000_00, at=noon)
    february = noon + timedelta(days=31)
    done = await asyncio.gather(*[assess_level(seller.id, now=february) for _ in range(5)])
    assert sum(each is not None for each in done) == 1
    assert await OutboxEvent.filter(kind="LEVEL_CHANGED").count() == 1


async def test_a_level_that_was_given_is_kept_until_its_day(world, noon):
    seller, operator = await world.person(), await world.person()
    about = About(operator_id=operator.id, handle=seller.handle, reason="开业")
    until = noon + timedelta(days=45)
    await give_level(about, level=DistributorLevel.GOLD, until=until, now=noon)
    [row] = await assessed(noon + timedelta(days=31))
    assert row.level is DistributorLevel.GOLD
    [row] = await assessed(noon + timedelta(days=60))
    assert (row.level, row.given_until) == (DistributorLevel.BRONZE, None)
    assert (await Distributor.get(person_id=seller.id)).assessed_for == month_of(
        noon + timedelta(days=60)
    )
