"""Orders on their way: bought, shipped, received."""

from datetime import datetime
from uuid import UUID, uuid4

from actions.merchants import Seller
from actions.orders import buy_solo
from actions.parcels import Shipment, ship_order
from actions.pickups import create_pickup_point
from actions.receipts import receive_order
from actions.shipping_templates import Carriage, create_shipping_template, set_shipping
from models.ids import new_id
from models.orders import Order, lock_order
from models.parcels import Parcel
from models.people import Person
from models.shipping import PickupPoint, ShippingTemplate
from models.transactions import one_transaction
from rules.people import Role
from rules.pickups import NewPoint
from rules.receipts import ReceivedBy
from rules.shipping import NewTemplate, Rate
from tests.actions.worlds import World, pay


async def operator(now: datetime) -> Seller:
    """Somebody who may ship whatever there is."""
    row_id = new_id(now)
    person = await Person.create(
        id=row_id,
        handle=f"p{row_id.hex[-12:]}",
        display_name="仓库",
        password_hash="-",
        role=Role.OPERATOR,
        created_at=now,
    )
    return Seller(person_id=person.id, is_operator=True)


async def bought(
    world: World, *, quantity: int = 1, now: datetime | None = None, person: Person | None = None
) -> Order:
    """A solo order, paid: to be shipped."""
    person = person or await world.person()
    placed = await buy_solo(world.wish(person, quantity=quantity), now=now or world.now)
    await pay(placed, at=now or world.now)
    return await Order.get(id=placed.order.id)


def shipment(order_id: UUID, number: str | None = None, **changes) -> Shipment:
    """A parcel of all that is left of an order, under a number of its own."""
    facts = {
        "order_id": order_id,
        "carrier_code": "SF",
        "tracking_number": number or f"SF{order_id.hex[-14:].upper()}",
        "pieces": None,
        "key": uuid4().hex,
    }
    return Shipment(**{**facts, **changes})


async def shipped(
    order_id: UUID, *, now: datetime, seller: Seller | None = None, **changes
) -> Parcel:
    """What is left of an order leaves in one parcel."""
    seller = seller or await operator(now)
    return await ship_order(shipment(order_id, **changes), seller=seller, now=now)


@one_transaction
async def _receive(order_id: UUID, now: datetime) -> Order:
    return await receive_order(await lock_order(order_id), ReceivedBy.BUYER, now=now)


async def received(order_id: UUID, *, now: datetime, shipped_at: datetime | None = None) -> Order:
    """A confirmed order, shipped whole and received by its buyer."""
    if (await Order.get(id=order_id)).shipped_at is None:
        await shipped(order_id, now=shipped_at or now)
    return await _receive(order_id, now)


async def pickup_point(world: World, seller: Seller, now: datetime) -> PickupPoint:
    """A place where the world's merchant hands goods out."""
    new = NewPoint(
        name="春城路驿站", region="云南省 昆明市", address="春城路 1 号", hours="9–21 点", phone=""
    )
    return await create_pickup_point(new, merchant_id=world.merchant.id, seller=seller, now=now)


async def fetched(world: World, point: PickupPoint, *, person: Person | None = None) -> Order:
    """A solo order, paid, that is to be fetched there."""
    wish = world.wish(person or await world.person(), pickup_point_id=point.id)
    placed = await buy_solo(wish, now=world.now)
    await pay(placed, at=world.now)
    return await Order.get(id=placed.order.id)


async def template(world: World, seller: Seller, *rates: Rate, **terms) -> ShippingTemplate:
    """The world's product is sent by these rates, at a kilogram a piece."""
    new = NewTemplate(name=uuid4().hex[:8], rates=rates, **{"free_from_fen": None, **terms})
    row = await create_shipping_template(
        new, merchant_id=world.merchant.id, seller=seller, now=world.now
    )
    wanted = Carriage(
        product_id=world.product.id, template_id=row.id, grams_by_sku={world.sku.id: 1_000}
    )
    await set_shipping(wanted, seller=seller)
    return row


def rate(first_fen: int, *provinces: str, further_fen: int = 100) -> Rate:
    """So much for the first kilogram, a yuan for each further one."""
    return Rate(
        provinces=provinces,
        first_grams=1_000,
        first_fen=first_fen,
        further_grams=1_000,
        further_fen=further_fen,
    )
