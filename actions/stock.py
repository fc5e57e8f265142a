"""How pieces move between warehouses and orders: set aside, sold, given up, returned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from actions.idempotency import claim, keep
from actions.merchants import Seller
from models.catalogue import Product, Sku, lock_skus
from models.db import insert_many
from models.ids import new_id
from models.orders import Order
from models.parcels import Parcel
from models.stock import (
    OrderAllocation,
    StockMovement,
    Warehouse,
    allocations_of,
    default_warehouse,
    lock_order_in_passing,
    lock_shelves,
)
from models.transactions import one_transaction
from rules import skus as sku_rules
from rules import stock as rules
from rules.merchants import Duty
from rules.orders import OrderStatus
from rules.refusals import (
    SkuNotFound,
    StockTooLow,
    WarehouseNotFound,
)
from rules.stock import MovementKind, Shelf


@one_transaction
async def allocate_order(order_id: UUID, *, now: datetime) -> Order | None:
    """Set pieces aside for an order that is to be shipped.

    Returns it, or None where they were, where it is not to be shipped any more,
    where somebody else holds it, or too few pieces lie free.
    """
    order = await lock_order_in_passing(order_id)
    if order is None or order.status is not OrderStatus.CONFIRMED or order.allocated_at:
        return None
    return order if await _allocate(order, now=now) else None


async def _allocate(order: Order, *, now: datetime) -> list[OrderAllocation]:
    shares = rules.allocated(order.quantity, await lock_shelves(order.sku_id))
    if shares is None:
        return []
    made = [
        OrderAllocation(
            id=new_id(now),
            order_id=order.id,
            warehouse_id=share.warehouse_id,
            pieces=share.pieces,
            allocated_at=now,
        )
        for share in sorted(shares, key=lambda each: each.warehouse_id)
    ]
    await insert_many(made)
    kind = MovementKind.ALLOCATION
    await _move([_of(order, each, kind, each.pieces, now=now) for each in made])
    order.allocated_at = now
    await order.save(update_fields=["allocated_at"])
    return made


def _of(
    order: Order,
    place: OrderAllocation,
    kind: MovementKind,
    pieces: int,
    *,
    now: datetime,
    parcel_id: UUID | None = None,
) -> StockMovement:
    return StockMovement(
        id=new_id(now),
        warehouse_id=place.warehouse_id,
        sku_id=order.sku_id,
        kind=kind,
        pieces=pieces,
        order_id=order.id,
        parcel_id=parcel_id,
        moved_at=now,
    )


async def _move(movements: Sequence[StockMovement]) -> None:
    # One by one: the database counts each after the one before.
    for movement in movements:
        await movement.save(force_create=True)


async def sell_pieces(order: Order, parcel: Parcel, *, now: datetime) -> None:
    """Take a held order's pieces out of the warehouses they lie in, as a parcel of it leaves.

    Raises:
        StockTooLow: fewer lie in the merchant's warehouses than belong to the order.
    """
    places = await allocations_of(order.id) if order.allocated_at else []
    places = places or await _allocate(order, now=now)
    if not places:
        sku = await Sku.get(id=order.sku_id)
        free = sum(each.free for each in await lock_shelves(sku.id))
        raise StockTooLow(code=sku.code, wanted=order.quantity, left=free)
    await lock_shelves(order.sku_id)
    left = parcel.pieces
    for place in places:
        pieces = min(place.left, left)
        if not pieces:
            continue
        place.shipped += pieces
        await place.save(update_fields=["shipped"])
        sold = _of(order, place, MovementKind.SALE, pieces, now=now, parcel_id=parcel.id)
        await _move([sold])
        left -= pieces
    assert left == 0, "what is left of an order belongs to it"


@one_transaction
async def release_allocation(order_id: UUID, *, now: datetime) -> Order | None:
    """Give up what belonged to an order that was called off before it was shipped.

    Returns it, or None where nothing belongs to it any more or somebody else holds it.
    """
    order = await lock_order_in_passing(order_id)
    if order is None or order.status is not OrderStatus.CLOSED or order.allocated_at is None:
        return None
    await lock_shelves(order.sku_id)
    await _release(order, order.quantity, now=now)
    order.allocated_at = None
    await order.save(update_fields=["allocated_at"])
    return order


async def _release(order: Order, pieces: int, *, now: datetime) -> None:
    for place in await allocations_of(order.id):
        given_up = min(place.left, pieces)
        if given_up:
            place.released += given_up
            await place.save(update_fields=["released"])
            await _move([_of(order, place, MovementKind.RELEASE, given_up, now=now)])
            pieces -= given_up


async def release_rest(order: Order, pieces: int, *, now: datetime) -> None:
    """Give up so many of the pieces that belong to a held order of which others left."""
    await lock_shelves(order.sku_id)
    await _release(order, pieces, now=now)


async def return_to_stock(
    order: Order, pieces: int, now: datetime, *, warehouse_id: UUID | None = None
) -> None:
    """Put pieces that came back of a held order into a warehouse, and on the shelf they sell from.

    Where none is said it is the merchant's own. No more come back than were shipped: the
    database refuses it. The caller holds neither accounts nor choices yet.
    """
    assert pieces >= 1, "something came back"
    await lock_skus([order.sku_id])
    place = warehouse_id or await default_warehouse(order.merchant_id)
    row = StockMovement(
        id=new_id(now),
        warehouse_id=place,
        sku_id=order.sku_id,
        kind=MovementKind.RETURN,
        pieces=pieces,
        order_id=order.id,
        moved_at=now,
    )
    await _move([row])


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Pieces put into a warehouse, or with a negative number taken out, and why."""

    sku_id: UUID
    warehouse_id: UUID
    pieces: int
    reason: str
    key: str


@one_transaction
async def move_stock(wanted: Change, *, seller: Seller, now: datetime) -> StockMovement:
    """Put pieces of a choice into a warehouse, or take free ones out; the shelf follows.

    Raises:
        IdempotencyKeyReused: the key came before with other arguments.
        SkuNotFound: the seller has no such choice.
        WarehouseNotFound: the merchant of the choice has no such warehouse.
        StockTooLow: fewer pieces lie free there, or on the shelf, than are to be taken out.
    """
    pieces = sku_rules.pieces(wanted.pieces)
    mutation, person_id, key = "moveStock", seller.person_id, wanted.key
    arguments = {
        "sku": wanted.sku_id,
        "warehouse": wanted.warehouse_id,
        "pieces": pieces,
        "reason": wanted.reason,
    }
    before = await claim(
        person_id=person_id, mutation=mutation, key=key, arguments=arguments, now=now
    )
    if before is not None:
        return await StockMovement.get(id=before["movement"])
    sku = await _own_sku(wanted, seller)
    shelves = await lock_shelves(sku.id)
    if pieces < 0:
        sku_rules.restocked(code=sku.code, stock=sku.stock, taken=sku.taken, change=pieces)
        rules.taken_out(code=sku.code, free=_free(shelves, wanted.warehouse_id), pieces=-pieces)
    row = StockMovement(
        id=new_id(now),
        warehouse_id=wanted.warehouse_id,
        sku_id=sku.id,
        kind=MovementKind.RECEIPT if pieces > 0 else MovementKind.ADJUSTMENT,
        pieces=pieces,
        person_id=person_id,
        reason=wanted.reason,
        moved_at=now,
    )
    await _move([row])
    await keep(person_id=person_id, mutation=mutation, key=key, answer={"movement": row.id})
    return await StockMovement.get(id=row.id)


async def shelve(
    sku: Sku, pieces: int, *, merchant_id: UUID, person_id: UUID, now: datetime
) -> Sku:
    """Put pieces of a locked choice into its merchant's own warehouse, or take free ones out.

    Raises:
        StockTooLow: fewer pieces lie free there, or on the shelf, than are to be taken out.
    """
    sku_rules.restocked(code=sku.code, stock=sku.stock, taken=sku.taken, change=pieces)
    place, shelves = await default_warehouse(merchant_id), await lock_shelves(sku.id)
    if pieces < 0:
        rules.taken_out(code=sku.code, free=_free(shelves, place), pieces=-pieces)
    row = StockMovement(
        id=new_id(now),
        warehouse_id=place,
        sku_id=sku.id,
        kind=MovementKind.RECEIPT if pieces > 0 else MovementKind.ADJUSTMENT,
        pieces=pieces,
        person_id=person_id,
        moved_at=now,
    )
    await _move([row])
    return await Sku.get(id=sku.id)


async def _own_sku(wanted: Change, seller: Seller) -> Sku:
    found = await Sku.get_or_none(id=wanted.sku_id)
    product = await Product.get(id=found.product_id) if found else None
    if found is None or product is None:
        raise SkuNotFound
    if not await seller.acts_for(product.merchant_id, Duty.CATALOGUE, Duty.ORDERS):
        raise SkuNotFound
    own = Warehouse.filter(id=wanted.warehouse_id, merchant_id=product.merchant_id)
    if not await own.exists():
        raise WarehouseNotFound
    [sku] = await lock_skus([found.id])
    return sku


def _free(shelves: Sequence[Shelf], warehouse_id: UUID) -> int:
    return sum(each.free for each in shelves if each.warehouse_id == warehouse_id)
