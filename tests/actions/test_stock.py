"""Pieces: set aside where an order is confirmed, sold with its parcel, given up, returned."""

import asyncio
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from actions.orders import close_order
from actions.refunds import promise_rest
from actions.skus import restock_sku
from actions.stock import (
    Change,
    allocate_order,
    move_stock,
    release_allocation,
    return_to_stock,
)
from actions.warehouses import NewWarehouse, create_warehouse
from models.catalogue import Sku, return_sku
from models.orders import Order, lock_order
from models.payments import lock_payments_of
from models.stock import (
    StockMovement,
    Warehouse,
    WarehouseStock,
    orders_to_allocate,
    orders_to_release,
)
from models.transactions import one_transaction
from rules.refusals import StockTooLow, WarehouseNameTaken, WarehouseNotFound
from rules.stock import MovementKind, Share, Shelf, allocated
from rules.teams import EndReason
from tests.actions.world_shipping import bought, operator, shipped
from tests.actions.worlds import make_world

HOUR = timedelta(hours=1)


async def kinds(order):
    found = await StockMovement.filter(order_id=order.id).order_by("moved_at", "n")
    return [(row.kind, row.pieces) for row in found]


async def lying(world):
    return {
        (await Warehouse.get(id=row.warehouse_id)).name: (row.on_hand, row.allocated)
        for row in await WarehouseStock.filter(sku_id=world.sku.id)
    }


async def change(world, warehouse_id, pieces, seller, key="k"):
    wanted = Change(
        sku_id=world.sku.id, warehouse_id=warehouse_id, pieces=pieces, reason="盘点", key=key
    )
    return await move_stock(wanted, seller=seller, now=world.now)


async def far(world, seller):
    new = NewWarehouse(merchant_id=world.merchant.id, name="昆明仓", region="云南")
    return await create_warehouse(new, seller=seller, now=world.now)


async def test_a_shelf_that_is_made_lies_in_its_merchants_own_warehouse(books, noon):
    world = await make_world(noon)
    assert await lying(world) == {"默认仓": (1100, 0)}
    [first] = await StockMovement.all()
    assert (first.kind, first.pieces, first.n) == (MovementKind.RECEIPT, 1100, 1)


async def test_pieces_are_set_aside_sold_and_returned(books, noon):
    world = await make_world(noon)
    order = await bought(world, quantity=3)
    assert await orders_to_allocate(now=noon, besides=[], limit=9) == [order.id]
    assert await allocate_order(order.id, now=noon)
    assert await allocate_order(order.id, now=noon) is None
    assert await lying(world) == {"默认仓": (1100, 3)}
    await shipped(order.id, now=noon, pieces=2)
    assert await lying(world) == {"默认仓": (1098, 1)}
    await shipped(order.id, now=noon, number="SF00000002")
    assert await lying(world) == {"默认仓": (1097, 0)}

    @one_transaction
    async def back(pieces):
        await return_to_stock(await lock_order(order.id), pieces, noon + HOUR)

    before = (await Sku.get(id=world.sku.id)).stock
    await back(2)
    assert await lying(world) == {"默认仓": (1099, 0)}
    assert (await Sku.get(id=world.sku.id)).stock == before + 2
    with pytest.raises(Exception, match="returns more than it was sent"):
        await back(2)
    assert await kinds(order) == [
        (MovementKind.ALLOCATION, 3),
        (MovementKind.SALE, 2),
        (MovementKind.SALE, 1),
        (MovementKind.RETURN, 2),
    ]


async def test_what_is_called_off_gives_its_pieces_up(books, noon):
    world = await make_world(noon)
    order = await bought(world, quantity=3)
    await allocate_order(order.id, now=noon)
    await closed(order, world)
    assert await orders_to_release(now=noon, besides=[], limit=9) == [order.id]
    await asyncio.gather(*(release_allocation(order.id, now=noon) for _ in range(4)))
    assert await lying(world) == {"默认仓": (1100, 0)}
    assert await orders_to_release(now=noon, besides=[], limit=9) == []
    assert await kinds(order) == [(MovementKind.ALLOCATION, 3), (MovementKind.RELEASE, 3)]


async def closed(order, world):
    """Called off whole, as an operator does: pieces back on the shelf, money on its way."""

    @one_transaction
    async def off():
        await lock_payments_of(order.id)
        row = await lock_order(order.id)
        await close_order(row, EndReason.OPERATOR_CANCELLED, now=world.now)
        await promise_rest([row], reason="-", now=world.now)
        await return_sku(world.sku.id, order.quantity)

    await off()


def test_one_warehouse_before_many_the_own_before_others():
    a, b, c = (UUID(int=n) for n in (1, 2, 3))
    shelves = [
        Shelf(warehouse_id=a, free=4),
        Shelf(warehouse_id=b, free=4, is_default=True),
        Shelf(warehouse_id=c, free=9),
    ]
    assert allocated(4, shelves) == [Share(warehouse_id=b, pieces=4)]
    assert allocated(5, shelves) == [Share(warehouse_id=c, pieces=5)]
    assert allocated(12, shelves) == [
        Share(warehouse_id=c, pieces=9),
        Share(warehouse_id=a, pieces=3),
    ]
    assert allocated(18, shelves) is None


async def test_nothing_is_taken_out_that_belongs_to_somebody(books, refused, noon):
    world, seller = await make_world(noon), await operator(noon)
    other = await far(world, seller)
    own = await Warehouse.get(is_default=True, merchant_id=world.merchant.id)
    async with refused(StockTooLow) as refusal:
        await change(world, other.id, -1, seller)
    assert refusal.value.left == 0
    async with refused(StockTooLow):
        await change(world, own.id, -1001, seller)
    async with refused(WarehouseNotFound):
        await change(world, world.merchant.id, 1, seller)
    async with refused(WarehouseNameTaken):
        await far(world, seller)
    first = await change(world, other.id, 5, seller)
    assert (await change(world, other.id, 5, seller)).id == first.id
    assert (await Sku.get(id=world.sku.id)).stock == 1105


async def test_restocking_says_so_in_the_merchants_own_warehouse(books, refused, noon):
    world, seller = await make_world(noon), await operator(noon)
    other = await far(world, seller)
    await change(world, other.id, 500, seller)
    ask = {"sku_id": world.sku.id, "seller": seller, "now": noon}
    row = await restock_sku(**ask, pieces=7, key="a")
    assert row.stock == 1607
    assert await lying(world) == {"默认仓": (1107, 0), "昆明仓": (500, 0)}
    async with refused(StockTooLow) as refusal:
        await restock_sku(**ask, pieces=-1200, key="b")
    assert refusal.value.left == 1107


async def test_at_once_all_orders_get_theirs(books, noon):
    world = await make_world(noon)
    orders = [await bought(world, quantity=2) for _ in range(6)]
    await asyncio.gather(
        *(allocate_order(order.id, now=noon) for order in orders for _ in range(2))
    )
    assert await lying(world) == {"默认仓": (1100, 12)}
    assert await Order.filter(allocated_at=None).count() == 0


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE warehouse_stock SET on_hand = 5",
        "DELETE FROM stock_movement",
        "UPDATE stock_movement SET pieces = 5",
        "UPDATE order_allocation SET shipped = 9",
    ],
)
async def test_the_database_refuses_pieces_that_never_moved(database, db, noon, sql):
    order = await bought(await make_world(noon))
    await allocate_order(order.id, now=noon)
    owner = await asyncpg.connect(database)
    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        await owner.execute(sql)
    await owner.close()
