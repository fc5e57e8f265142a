"""Everything that changes a redemption: goods for points, given up, called off, given back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.expressions import F

from actions.audit import note
from actions.events import to_viewer
from actions.idempotency import claim, keep
from actions.mall import put_back
from actions.order_refunds import give_part_back
from actions.orders import close_order, confirm_solo
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
)
from actions.points import (
    give_back,
    hold_accounts,
    hold_lots,
    hold_points,
    lots_for,
    redeem,
    spend_points,
)
from actions.refunds import promise_rest
from actions.tenders import return_rest, spend
from models.catalogue import return_sku
from models.ids import new_id
from models.mall import MallItem, take_item
from models.merchants import sells
from models.orders import Order, lock_order
from models.outbox import tell
from models.payments import lock_payments_of
from models.people import lock_present
from models.points import Redemption
from models.shipping import terms_and_weight
from models.transactions import one_transaction
from rules import mall as rules
from rules import points as point_rules
from rules.events import ViewerEventKind
from rules.orders import OrderKind
from rules.policy import POLICY
from rules.refusals import MallItemNotFound, OrderNotFound, OtherPersonDecides, SoldOut
from rules.teams import EndReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a customer wants for points; what of the money beside them accounts pay, in fen."""

    person_id: UUID
    item_id: UUID
    quantity: int
    address_id: UUID | None
    key: str
    credit_fen: int = 0
    cash_fen: int = 0
    pickup_point_id: UUID | None = None


@one_transaction
async def redeem_points(choice: Choice, *, now: datetime) -> Placed:
    """Place an order that points pay for; money beside them is to be paid within half an hour.

    Its points are taken at once, those first that expire first, and come back if the
    money does not. An order without money is confirmed in the same moment.

    Raises:
        NotSignedIn: the person closed their account meanwhile.
        MallItemNotFound: the mall gives nothing by this id.
        IdempotencyKeyReused: the key came before with other arguments.
        QuantityTooLarge: one order may hold fewer pieces.
        AddressNotFound: the address is not this person's.
        ShippingAddressMissing: the fee depends on where it goes, and nobody said where.
        RegionNotServed: the merchant does not send there.
        PickupPointNotFound: the merchant hands nothing out there.
        TendersTooLarge: more is offered from the buyer's accounts than the order costs.
        PointsTooLow: the person has fewer points.
        TooManyLots: they lie in more lots than one order may have.
        SoldOut: fewer pieces are left.
        CreditTooLow: less credit than that is left.
        CashTooLow: less cash than that is left.
    """
    item = await MallItem.get_or_none(id=choice.item_id)
    if item is None:
        raise MallItemNotFound
    wish, order_id = _wish(choice, item), new_id(now)
    mutation = "redeemPoints"
    if before := await placed_before(wish, mutation, order_id=order_id, now=now, item=item.id):
        return before
    if item.withdrawn_at is not None or not await sells(item.merchant_id):
        raise MallItemNotFound
    rules.quantity_allowed(wish.quantity)
    placed = await _drawn_up(order_id, wish, item, now=now)
    await _take(placed, item, now=now)
    await spend(placed, now=now)
    if placed.payment is None:
        await paid_in_full(placed.order, now=now)
    return placed if placed.payment else await recall(order_id)


def _wish(choice: Choice, item: MallItem) -> Wish:
    return Wish(
        person_id=choice.person_id,
        sku_id=item.sku_id,
        quantity=choice.quantity,
        address_id=choice.address_id,
        key=choice.key,
        credit_fen=choice.credit_fen,
        cash_fen=choice.cash_fen,
        pickup_point_id=choice.pickup_point_id,
    )


async def _drawn_up(order_id: UUID, wish: Wish, item: MallItem, *, now: datetime) -> Placed:
    await fetched_at(wish, item.merchant_id)
    label, (terms, grams) = await ship_to(wish), await terms_and_weight(item.sku_id)
    price = Price(unit_price_fen=item.price_fen)
    placed = draw_up(
        order_id,
        wish,
        way_of(wish, price, terms, grams=grams, label=label),
        merchant_id=item.merchant_id,
        pay_by_at=now + POLICY.solo_pay_by,
        label=label,
        team=None,
        now=now,
    )
    placed.order.kind = OrderKind.POINTS
    return placed


async def _take(placed: Placed, item: MallItem, *, now: datetime) -> None:
    # The person's row first: nobody else spends of their points until this is over.
    order = placed.order
    await lock_present(order.person_id)
    points = item.points * order.quantity
    parts = await lots_for(order.person_id, points, now=now)
    redemption = Redemption(order_id=order.id, item_id=item.id, points=points)
    told = to_viewer(order.person_id, ViewerEventKind.ORDER_PLACED, now=now, order=order)
    await tell(told, beside=(*placed.rows(), redemption))
    if not await take_item(item.id, order.quantity):
        left = await MallItem.get(id=item.id)
        raise SoldOut(left=left.stock - left.taken)
    await hold_accounts(order, [UUID(part.lot.id) for part in parts])
    await redeem(order, parts, now=now)


async def paid_in_full(order: Order, *, now: datetime) -> None:
    """Confirm an order without a team, and make the money behind its points the merchant's."""
    await confirm_solo(order, now=now)
    if order.kind is OrderKind.POINTS:
        await spend_points(order, now=now)


async def put_down(order: Order, *, now: datetime) -> None:
    """Give back what an order without a team held that was never paid: pieces, then points."""
    if order.kind is not OrderKind.POINTS:
        await return_sku(order.sku_id, order.quantity)
        return
    redemption = await _shelved(order)
    await give_back(order, redemption.points - redemption.returned, now=now)


async def _shelved(order: Order) -> Redemption:
    """Put an order's pieces back, holding its lots before and the accounts it moves after."""
    redemption = await Redemption.get(order_id=order.id)
    await hold_lots(order)
    await put_back(redemption.item_id, order.quantity)
    await hold_points(order)
    return redemption


@dataclass(frozen=True, slots=True, kw_only=True)
class GivingBack:
    """What an operator does about a redemption, why, and under which key."""

    operator_id: UUID
    order_id: UUID
    reason: str
    key: str


@one_transaction
async def refund_redemption(wanted: GivingBack, *, points: int, now: datetime) -> Order:
    """Give points of a redemption back, and of the money beside them as large a part.

    The order stays as it is; whoever gets all of its points back has all of its money back.

    Raises:
        IdempotencyKeyReused: the key came before with other arguments.
        OrderNotFound: no order answers to the id.
        OtherPersonDecides: it is the operator's own.
        OrderNotRedeemed: it was not redeemed, or is not paid, or is over.
        PointsRefundTooLarge: fewer of its points are left.
        TooManyRefunds: a payment can have no more, but for all that is left of it.
    """
    wanted_points, mutation = rules.returnable(points), "refundRedemption"
    order = await _begun(wanted, mutation, points=wanted_points, now=now)
    if order is None:
        return await Order.get(id=wanted.order_id)
    rules.may_give_back(order.kind, order.status)
    await hold_points(order)
    redemption = await Redemption.get(order_id=order.id)
    left = redemption.points - redemption.returned
    point_rules.may_return(wanted_points, left=left)
    returned = redemption.returned + wanted_points
    due_fen = point_rules.fen_beside(
        returned, of_points=redemption.points, total_fen=order.total_fen
    )
    if due_fen > order.refunded_fen:
        amount_fen = due_fen - order.refunded_fen
        await give_part_back(order, amount_fen=amount_fen, reason=wanted.reason, now=now)
    await give_back(order, wanted_points, now=now)
    await Order.filter(id=order.id).update(version=F("version") + 1)
    return await _ended(wanted, mutation, order, f"{order.number} {points} points", now=now)


@one_transaction
async def cancel_redemption(wanted: GivingBack, *, now: datetime) -> Order:
    """Call a paid redemption off that was not shipped: points, money and pieces go back whole.

    Raises:
        IdempotencyKeyReused: the key came before with other arguments.
        OrderNotFound: no order answers to the id.
        OtherPersonDecides: it is the operator's own.
        OrderNotRedeemed: it was not redeemed, is not paid, or was shipped.
    """
    mutation = "cancelRedemption"
    order = await _begun(wanted, mutation, now=now)
    if order is None:
        return await Order.get(id=wanted.order_id)
    rules.may_call_off(order.kind, order.status, pieces_shipped=order.pieces_shipped)
    await call_off(order, EndReason.OPERATOR_CANCELLED, reason=wanted.reason, now=now)
    return await _ended(wanted, mutation, order, order.number, now=now)


async def call_off(order: Order, ended: EndReason, *, reason: str, now: datetime) -> int:
    """Close a held redemption that was not shipped, all of it back; returns how many points."""
    await close_order(order, ended, now=now)
    await promise_rest([order], reason=reason, now=now)
    redemption = await _shelved(order)
    await return_rest([order], reason=reason, now=now)
    points = redemption.points - redemption.returned
    if points:
        await give_back(order, points, now=now)
    return points


async def _begun(
    wanted: GivingBack, mutation: str, *, now: datetime, **more: object
) -> Order | None:
    """Return the order, held; None if the same key did it before."""
    arguments = {"order": wanted.order_id, "reason": wanted.reason, **more}
    before = await claim(
        person_id=wanted.operator_id,
        mutation=mutation,
        key=wanted.key,
        arguments=arguments,
        now=now,
    )
    if before is not None:
        return None
    found = await Order.get_or_none(id=wanted.order_id)
    if found is None:
        raise OrderNotFound
    if found.person_id == wanted.operator_id:
        raise OtherPersonDecides
    await lock_payments_of(found.id)
    return await lock_order(found.id)


async def _ended(
    wanted: GivingBack, mutation: str, order: Order, subject: str, *, now: datetime
) -> Order:
    operator = wanted.operator_id
    await note(person_id=operator, verb=mutation, subject=subject, reason=wanted.reason, now=now)
    await keep(person_id=operator, mutation=mutation, key=wanted.key, answer={"order": order.id})
    return await Order.get(id=order.id)
