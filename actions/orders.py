"""Everything that changes an order as such: placing, buying alone, calling off."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.models import Model

from actions.events import to_viewer
from actions.idempotency import claim
from models.catalogue import Product, Sku, take_sku
from models.ids import new_id, new_number
from models.orders import Order, lock_order
from models.outbox import tell
from models.payments import Payment, lock_payment, shut
from models.people import Address
from models.teams import Seat, Team
from models.transactions import one_transaction
from rules import orders as rules
from rules.events import ViewerEventKind
from rules.orders import OrderKind, OrderStatus
from rules.payments import PaymentPurpose, PaymentStatus
from rules.policy import POLICY
from rules.refusals import (
    AddressNotFound,
    OrderNotFound,
    QuantityTooLarge,
    SkuNotFound,
    SoldOut,
)
from rules.teams import EndReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a customer asks for, and under which key."""

    person_id: UUID
    sku_id: UUID
    quantity: int
    address_id: UUID | None
    key: str

    def arguments(self, **more: object) -> dict[str, object]:
        """Return everything that must be the same when the key comes again."""
        return {
            "sku": self.sku_id,
            "quantity": self.quantity,
            "address": self.address_id,
            **more,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What one piece costs and what is taken off the whole, in fen."""

    unit_price_fen: int
    discount_fen: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What placing an order made; ``team`` and ``seat`` are None for a solo purchase."""

    order: Order
    payment: Payment
    team: Team | None = None
    seat: Seat | None = None

    def rows(self) -> tuple[Model, ...]:
        """Return what is new of it, to be written together."""
        return (self.order, self.payment, *([self.seat] if self.seat else []))

    def ids(self) -> dict[str, UUID | None]:
        """Return the ids it can be found by again."""
        return {
            "order": self.order.id,
            "payment": self.payment.id,
            "team": self.team.id if self.team else None,
            "seat": self.seat.id if self.seat else None,
        }


async def recall(order_id: str) -> Placed:
    """Return what an earlier request with the same key made, as it is now."""
    order = await Order.get(id=order_id)
    return Placed(
        order=order,
        payment=await Payment.get(order_id=order.id, purpose=PaymentPurpose.FULL),
        team=await Team.get(id=order.team_id) if order.team_id else None,
        seat=await Seat.get(order_id=order.id) if order.team_id else None,
    )


async def placed_before(
    wish: Wish, mutation: str, *, order_id: UUID, now: datetime, **more: object
) -> Placed | None:
    """Return what the same key placed before, or None if the order is to be made now.

    Raises:
        IdempotencyKeyReused: the key came before with other arguments.
    """
    stored = await claim(
        person_id=wish.person_id,
        mutation=mutation,
        key=wish.key,
        arguments=wish.arguments(**more),
        answer={"order": order_id},
        now=now,
    )
    return None if stored is None else await recall(stored["order"])


async def ship_to(wish: Wish) -> dict[str, str] | None:
    """Return the chosen or else the default address as a label; None waits for one.

    Raises:
        AddressNotFound: the chosen address is not this person's.
    """
    book = Address.filter(person_id=wish.person_id, removed_at=None)
    chosen = {"is_default": True} if wish.address_id is None else {"id": wish.address_id}
    return goes_to(wish, await book.filter(**chosen).first())


def goes_to(wish: Wish, address: Address | None) -> dict[str, str] | None:
    """Return what is written on an order that goes to the address found for a wish.

    Raises:
        AddressNotFound: one was chosen, and it is not this person's.
    """
    if address is None and wish.address_id is not None:
        raise AddressNotFound
    return address.as_label() if address else None


def draw_up(
    order_id: UUID,
    wish: Wish,
    price: Price,
    *,
    merchant_id: UUID,
    pay_by_at: datetime,
    label: dict[str, str] | None,
    team: Team | None,
    now: datetime,
) -> tuple[Order, Payment]:
    """Return a new order and its one payment, both for the caller to write."""
    total_fen = rules.total(
        unit_price_fen=price.unit_price_fen,
        quantity=wish.quantity,
        discount_fen=price.discount_fen,
    )
    order = Order(
        id=order_id,
        number=new_number("D", now),
        kind=OrderKind.TEAM if team else OrderKind.SOLO,
        person_id=wish.person_id,
        merchant_id=merchant_id,
        campaign_id=team.campaign_id if team else None,
        team_id=team.id if team else None,
        sku_id=wish.sku_id,
        quantity=wish.quantity,
        unit_price_fen=price.unit_price_fen,
        discount_fen=price.discount_fen,
        total_fen=total_fen,
        status=OrderStatus.AWAITING_PAYMENT,
        ship_to=label,
        placed_at=now,
        pay_by_at=pay_by_at,
    )
    return order, _payment_of(order, now=now)


def _payment_of(order: Order, *, now: datetime) -> Payment:
    return Payment(
        id=new_id(now),
        number=new_number("P", now),
        order_id=order.id,
        purpose=PaymentPurpose.FULL,
        amount_fen=order.total_fen,
        status=PaymentStatus.PENDING,
        expires_at=order.pay_by_at,
        created_at=now,
    )


@one_transaction
async def buy_solo(wish: Wish, *, now: datetime) -> Placed:
    """Place an order at the solo price; its stock is held for half an hour.

    Raises:
        IdempotencyKeyReused: the key came before with other arguments.
        SkuNotFound: no such choice is sold.
        QuantityTooLarge: one order may hold fewer pieces.
        AddressNotFound: the address is not this person's.
        SoldOut: fewer pieces are left.
    """
    order_id = new_id(now)
    if before := await placed_before(wish, "buySolo", order_id=order_id, now=now):
        return before
    sku, product = await _on_sale(wish.sku_id)
    if wish.quantity > POLICY.max_quantity_default:
        raise QuantityTooLarge(most=POLICY.max_quantity_default)
    label = await ship_to(wish)
    order, payment = draw_up(
        order_id,
        wish,
        Price(unit_price_fen=sku.price_fen),
        merchant_id=product.merchant_id,
        pay_by_at=now + POLICY.solo_pay_by,
        label=label,
        team=None,
        now=now,
    )
    told = to_viewer(wish.person_id, ViewerEventKind.ORDER_PLACED, now=now, order=order)
    await tell(told, beside=(order, payment))
    if not await take_sku(sku.id, wish.quantity):
        raise SoldOut(left=sku.stock - sku.taken)
    return Placed(order=order, payment=payment)


async def _on_sale(sku_id: UUID) -> tuple[Sku, Product]:
    sku = await Sku.get_or_none(id=sku_id)
    product = await Product.get_or_none(id=sku.product_id, withdrawn_at=None) if sku else None
    if sku is None or product is None:
        raise SkuNotFound
    return sku, product


@one_transaction
async def cancel_order(*, person_id: UUID, order_id: UUID, now: datetime) -> Payment:
    """Shut the cashier of an unpaid solo order and return the payment to be given up.

    The provider is asked next; only its answer closes the order.

    Raises:
        OrderNotFound: no order of this person answers to the id.
        OrderNotCancellable: it is paid, over, or belongs to a seat.
    """
    order = await Order.get_or_none(id=order_id, person_id=person_id)
    if order is None:
        raise OrderNotFound
    payment = await lock_payment((await Payment.get(order_id=order.id)).id)
    order = await lock_order(order.id)
    rules.may_cancel(order.status, order.kind)
    await shut(payment, reason=EndReason.BUYER_CANCELLED, now=now)
    return payment


async def close_order(order: Order, reason: EndReason, *, now: datetime) -> None:
    """Close a locked order in the caller's transaction, and tell its buyer."""
    order.status, order.close_reason, order.closed_at = OrderStatus.CLOSED, reason, now
    order.version += 1
    await order.save(update_fields=["status", "close_reason", "closed_at", "version"])
    await tell(
        to_viewer(
            order.person_id,
            ViewerEventKind.ORDER_CLOSED,
            now=now,
            order=order,
            facts={"reason": reason},
        )
    )


@one_transaction
async def set_order_address(
    *, person_id: UUID, order_id: UUID, address_id: UUID, now: datetime
) -> Order:
    """Say where an order goes that has not been shipped.

    Raises:
        OrderNotFound: no order of this person answers to the id.
        OrderNotAddressable: it was shipped or closed.
        AddressNotFound: the address is not this person's.
    """
    found = await Order.get_or_none(id=order_id, person_id=person_id)
    if found is None:
        raise OrderNotFound
    order = await lock_order(found.id)
    rules.may_address(order.status)
    address = await Address.get_or_none(id=address_id, person_id=person_id, removed_at=None)
    if address is None:
        raise AddressNotFound
    order.ship_to = address.as_label()
    order.version += 1
    await order.save(update_fields=["ship_to", "version"])
    await tell(to_viewer(person_id, ViewerEventKind.ORDER_ADDRESSED, now=now, order=order))
    return order
