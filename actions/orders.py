"""Everything that changes an order as such: placing, buying alone, calling off."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tortoise.expressions import F

from actions.commissions import promise_commissions, withdraw_commissions
from actions.events import to_viewer
from actions.placing import (
    Placed,
    Price,
    Wish,
    draw_up,
    fetched_at,
    placed_before,
    recall,
    ship_to,
    way_of,
    write,
)
from actions.referrals import copy_upline
from actions.tenders import spend
from models.catalogue import Product, Sku, take_sku
from models.ids import new_id
from models.merchants import sells
from models.orders import Order, lock_order
from models.outbox import tell
from models.payments import Payment, lock_payment, shut
from models.people import Address
from models.shipping import terms_of
from models.transactions import one_transaction
from rules import orders as rules
from rules.events import ViewerEventKind
from rules.orders import OrderStatus
from rules.policy import POLICY
from rules.refusals import (
    AddressNotFound,
    OrderNotFound,
    QuantityTooLarge,
    SkuNotFound,
    SoldOut,
)
from rules.shipping import may_move
from rules.teams import EndReason


@one_transaction
async def buy_solo(wish: Wish, *, now: datetime) -> Placed:
    """Place an order at the solo price; its stock is held for half an hour.

    Raises:
        NotSignedIn: the buyer closed their account meanwhile.
        IdempotencyKeyReused: the key came before with other arguments.
        SkuNotFound: no such choice is sold.
        QuantityTooLarge: one order may hold fewer pieces.
        AddressNotFound: the address is not this person's.
        ShippingAddressMissing: the fee depends on where it goes, and nobody said where.
        RegionNotServed: the merchant does not send there.
        PickupPointNotFound: the merchant hands nothing out there.
        TendersTooLarge: more is offered from the buyer's accounts than the order costs.
        SoldOut: fewer pieces are left.
        CreditTooLow: less credit than that is left.
        CashTooLow: less cash than that is left.
    """
    order_id = new_id(now)
    if before := await placed_before(wish, "buySolo", order_id=order_id, now=now):
        return before
    sku, product = await _on_sale(wish.sku_id)
    if wish.quantity > POLICY.max_quantity_default:
        raise QuantityTooLarge(most=POLICY.max_quantity_default)
    placed = await _drawn_up(order_id, wish, sku, product, now=now)
    told = to_viewer(wish.person_id, ViewerEventKind.ORDER_PLACED, now=now, order=placed.order)
    await write(placed, told)
    if placed.payment is None:
        await confirm_solo(placed.order, now=now)
    if not await take_sku(sku.id, wish.quantity):
        raise SoldOut(left=sku.stock - sku.taken)
    await spend(placed, now=now)
    return placed if placed.payment else await recall(order_id)


async def _drawn_up(
    order_id: UUID, wish: Wish, sku: Sku, product: Product, *, now: datetime
) -> Placed:
    await fetched_at(wish, product.merchant_id)
    label, terms = await ship_to(wish), await terms_of(product)
    price = Price(unit_price_fen=sku.price_fen)
    return draw_up(
        order_id,
        wish,
        way_of(wish, price, terms, grams=sku.weight_grams, label=label),
        merchant_id=product.merchant_id,
        pay_by_at=now + POLICY.solo_pay_by,
        label=label,
        team=None,
        now=now,
    )


async def confirm_solo(order: Order, *, now: datetime) -> None:
    """Confirm a solo order that nothing is left to be paid of, and tell its buyer."""
    await Order.filter(id=order.id).update(
        status=OrderStatus.CONFIRMED, paid_at=now, confirmed_at=now, version=order.version + 1
    )
    await copy_upline(order, paid_at=now)
    await promise_commissions(order, now)
    await tell(to_viewer(order.person_id, ViewerEventKind.ORDER_CONFIRMED, now=now, order=order))


async def _on_sale(sku_id: UUID) -> tuple[Sku, Product]:
    sku = await Sku.get_or_none(id=sku_id)
    product = await Product.get_or_none(id=sku.product_id, withdrawn_at=None) if sku else None
    if sku is None or product is None or not await sells(product.merchant_id):
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
    # What has no payment was never unpaid: this refuses it before one is looked for.
    rules.may_cancel(order.status, order.kind)
    payment = await lock_payment((await Payment.get(order_id=order.id)).id)
    order = await lock_order(order.id)
    rules.may_cancel(order.status, order.kind)
    await shut(payment, reason=EndReason.BUYER_CANCELLED, now=now)
    return payment


async def close_order(order: Order, reason: EndReason, *, now: datetime) -> None:
    """Close a locked order in the caller's transaction, and tell its buyer."""
    await close_orders([order], reason, now=now)


async def close_orders(orders: Sequence[Order], reason: EndReason, *, now: datetime) -> None:
    """Close locked orders in as many statements as one, and tell their buyers."""
    changes = {"status": OrderStatus.CLOSED, "close_reason": reason, "closed_at": now}
    rows = Order.filter(id__in=[order.id for order in orders])
    await rows.update(**changes, version=F("version") + 1)
    for order in orders:
        order.status, order.close_reason, order.closed_at = OrderStatus.CLOSED, reason, now
        order.version += 1
    paid = [order.id for order in orders if order.paid_at is not None]
    if paid:
        await withdraw_commissions(paid, now=now)
    kind, facts = ViewerEventKind.ORDER_CLOSED, {"reason": reason}
    await tell(*(to_viewer(o.person_id, kind, now=now, order=o, facts=facts) for o in orders))


@one_transaction
async def set_order_address(
    *, person_id: UUID, order_id: UUID, address_id: UUID, now: datetime
) -> Order:
    """Say where an order goes that has not been shipped.

    Raises:
        OrderNotFound: no order of this person answers to the id.
        OrderNotAddressable: it was shipped or closed.
        AddressNotFound: the address is not this person's.
        ShippingAddressMissing: rates know no such region.
        RegionNotServed: the merchant does not send there.
        RegionDearer: the way there costs more than was paid for.
    """
    found = await Order.get_or_none(id=order_id, person_id=person_id)
    if found is None:
        raise OrderNotFound
    order = await lock_order(found.id)
    rules.may_address(order.status, is_fetched=order.pickup_point_id is not None)
    address = await Address.get_or_none(id=address_id, person_id=person_id, removed_at=None)
    if address is None:
        raise AddressNotFound
    if order.ship_to is None:
        order.addressed_at = now  # the time to ship it in begins
    may_move(order.shipping_terms, paid_fen=order.shipping_fen, region=address.region)
    order.ship_to = address.as_label()
    order.version += 1
    await order.save(update_fields=["ship_to", "addressed_at", "version"])
    await tell(to_viewer(person_id, ViewerEventKind.ORDER_ADDRESSED, now=now, order=order))
    return order
