"""How an order is drawn up: what is wished for, what it costs, and who pays which part."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from tortoise.exceptions import IntegrityError
from tortoise.models import Model

from actions.idempotency import claim
from models.fresh import fresh
from models.ids import new_id, new_number
from models.orders import Order
from models.outbox import OutboxEvent, tell
from models.payments import Payment
from models.people import Address
from models.shipping import point_for
from models.teams import Seat, Team
from models.tenders import OrderTender
from rules import orders as rules
from rules import tenders as tender_rules
from rules.faults import NotSignedIn
from rules.orders import OrderKind, OrderStatus
from rules.payments import PaymentPurpose, PaymentStatus
from rules.refusals import AddressNotFound, PickupPointNotFound
from rules.shipping import FREE, Load, Terms, Way, way


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a customer asks for, under which key, and what of it their own accounts pay, in fen."""

    person_id: UUID
    sku_id: UUID
    quantity: int
    address_id: UUID | None
    key: str
    credit_fen: int = 0
    cash_fen: int = 0
    pickup_point_id: UUID | None = None

    def arguments(self, **more: object) -> dict[str, object]:
        """Return everything that must be the same when the key comes again."""
        return {
            "sku": self.sku_id,
            "quantity": self.quantity,
            "address": self.address_id,
            # Unsaid where it is nothing, so that keys of before there were accounts are the same.
            **({"credit": self.credit_fen} if self.credit_fen else {}),
            **({"cash": self.cash_fen} if self.cash_fen else {}),
            **({"pickup": self.pickup_point_id} if self.pickup_point_id else {}),
            **more,
        }

    def parts(self) -> tender_rules.Parts:
        """Return what is to be paid out of which of the customer's accounts."""
        return tender_rules.parts(credit_fen=self.credit_fen, cash_fen=self.cash_fen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What one piece costs, what is taken off the whole, in fen, and what its way costs."""

    unit_price_fen: int
    discount_fen: int = 0
    way: Way = FREE

    def goods_fen(self, quantity: int) -> int:
        """Return what so many pieces cost, without their way."""
        return rules.total(
            unit_price_fen=self.unit_price_fen, quantity=quantity, discount_fen=self.discount_fen
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What placing an order made; ``team`` and ``seat`` are None for a solo purchase.

    ``payment`` is None where nothing is left for the cashier: the order costs
    nothing, or the buyer's accounts pay all of it. It is paid for at once then.
    """

    order: Order
    payment: Payment | None
    tenders: tuple[OrderTender, ...] = ()
    team: Team | None = None
    seat: Seat | None = None

    def rows(self) -> tuple[Model, ...]:
        """Return what is new of it, to be written together."""
        payment = [self.payment] if self.payment else []
        return (self.order, *payment, *self.tenders, *([self.seat] if self.seat else []))

    def ids(self) -> dict[str, UUID | None]:
        """Return the ids it can be found by again."""
        return {
            "order": self.order.id,
            "payment": self.payment.id if self.payment else None,
            "team": self.team.id if self.team else None,
            "seat": self.seat.id if self.seat else None,
        }


async def recall(order_id: UUID | str) -> Placed:
    """Return what an earlier request with the same key made, as it is now."""
    order = await Order.get(id=order_id)
    return Placed(
        order=order,
        payment=await Payment.get_or_none(order_id=order.id, purpose=PaymentPurpose.FULL),
        tenders=tuple(await OrderTender.filter(order_id=order.id).order_by("-source")),
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


async def write(placed: Placed, *events: OutboxEvent, besides: Sequence[Model] = ()) -> None:
    """Write a new order, rows that come with it, and what is told of it.

    Raises:
        NotSignedIn: the buyer closed their account since they were known.
    """
    try:
        await tell(*events, beside=(*besides, *placed.rows()))
    except IntegrityError as error:
        [cause] = error.args
        if getattr(cause, "constraint_name", None) == "order_of_somebody":
            raise NotSignedIn from None
        raise


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
    if wish.pickup_point_id is not None:
        return None
    if address is None and wish.address_id is not None:
        raise AddressNotFound
    return address.as_label() if address else None


def way_of(
    wish: Wish, price: Price, terms: Terms | None, *, grams: int, label: dict[str, str] | None
) -> Price:
    """Return a price with what its way costs; what is fetched goes no way.

    Raises:
        ShippingAddressMissing: it depends on the region, and none is said.
        RegionNotServed: the merchant does not send there.
    """
    if wish.pickup_point_id is not None:
        return price
    load = Load(grams=grams * wish.quantity, goods_fen=price.goods_fen(wish.quantity))
    return replace(price, way=way(terms, load, region=label["region"] if label else None))


async def fetched_at(wish: Wish, merchant_id: UUID) -> None:
    """Return if the merchant hands goods out where they are to be fetched, if anywhere.

    Raises:
        PickupPointNotFound: it does not.
    """
    point_id = wish.pickup_point_id
    if point_id is not None and await point_for(merchant_id, point_id) is None:
        raise PickupPointNotFound


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
) -> Placed:
    """Return a new order with who pays which part of it, for the caller to write.

    Whoever writes it has accounts pay at the end; with no payment left it is paid then.

    Raises:
        TendersTooLarge: more is offered from the buyer's accounts than the order costs.
    """
    order = fresh(
        Order,
        id=order_id,
        number=new_number("D", now),
        kind=OrderKind.TEAM if team else OrderKind.SOLO,
        person_id=wish.person_id,
        merchant_id=merchant_id,
        **_place_of(team),
        sku_id=wish.sku_id,
        quantity=wish.quantity,
        unit_price_fen=price.unit_price_fen,
        discount_fen=price.discount_fen,
        shipping_fen=price.way.fee_fen,
        shipping_terms=price.way.terms,
        total_fen=price.goods_fen(wish.quantity) + price.way.fee_fen,
        status=OrderStatus.AWAITING_PAYMENT,
        ship_to=label,
        pickup_point_id=wish.pickup_point_id,
        placed_at=now,
        pay_by_at=pay_by_at,
    )
    return shared_out(order, wish, team=team, now=now)


def _place_of(team: Team | None) -> dict[str, UUID | None]:
    return {
        "campaign_id": team.campaign_id if team else None,
        "team_id": team.id if team else None,
    }


def shared_out(order: Order, wish: Wish, *, team: Team | None, now: datetime) -> Placed:
    """Return a new order with what its buyer's accounts pay, and a payment of the rest, if any.

    Raises:
        TendersTooLarge: more is offered from the buyer's accounts than the order costs.
    """
    tendered = wish.parts()
    left_fen = tender_rules.left_to_pay(order.total_fen, tendered)
    tenders = tuple(
        fresh(OrderTender, id=new_id(now), order_id=order.id, source=source, amount_fen=amount_fen)
        for source, amount_fen in tendered.items()
    )
    payment = _payment_of(order, left_fen, now=now) if left_fen else None
    return Placed(order=order, payment=payment, tenders=tenders, team=team)


def _payment_of(order: Order, amount_fen: int, *, now: datetime) -> Payment:
    return fresh(
        Payment,
        id=new_id(now),
        number=new_number("P", now),
        order_id=order.id,
        purpose=PaymentPurpose.FULL,
        amount_fen=amount_fen,
        status=PaymentStatus.PENDING,
        expires_at=order.pay_by_at,
        created_at=now,
    )
