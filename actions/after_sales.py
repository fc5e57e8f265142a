"""What a buyer does about an after-sale: ask, ask otherwise, send goods back, let it be."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from actions.after_sale_answers import grant
from actions.after_sale_moves import (
    Done,
    begin,
    by_clock,
    has_room,
    hold_order,
    move,
    own_sale,
    take_pictures,
)
from actions.idempotency import claim, keep
from models.after_sales import AfterSale, bought, open_of, where
from models.ids import new_id
from models.orders import Order
from models.transactions import one_transaction
from rules import after_sale_offers as offers
from rules import after_sales as rules
from rules.after_sale_offers import Asked, Wanted
from rules.after_sales import AfterSaleDeed, AfterSaleOutcome, AfterSaleSide, AfterSaleStatus
from rules.refusals import AfterSaleOpen, OrderNotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a buyer asks for of which order, under which key."""

    person_id: UUID
    order_id: UUID
    wanted: Wanted
    key: str

    def arguments(self) -> dict[str, object]:
        """Return everything that must be the same when the key comes again."""
        told = {each.name: getattr(self.wanted, each.name) for each in fields(self.wanted)}
        return {"order": self.order_id, **told}


@one_transaction
async def request_after_sale(request: Request, *, now: datetime) -> AfterSale:
    """Return what a buyer asked for; goods that should have left by now are let go at once.

    Raises:
        IdempotencyKeyReused: the key came before with other arguments.
        OrderNotFound: no order of this person answers to the id.
        AfterSaleOpen: another of its order is open.
        AfterSaleNotOffered: not of this order, not now, or not for this reason.
        AfterSaleTooLarge: less than that may go back.
        PictureNotFound: a picture is not theirs, was used, or waited too long.
        BadInput: there are not so many pieces, or the amount is none.
    """
    mutation = "requestAfterSale"
    stored = await claim(
        person_id=request.person_id,
        mutation=mutation,
        key=request.key,
        arguments=request.arguments(),
        now=now,
    )
    if stored is not None:
        return await AfterSale.get(id=stored["after_sale"])
    if not await Order.exists(id=request.order_id, person_id=request.person_id):
        raise OrderNotFound
    order = await hold_order(request.order_id)
    other = await open_of(order.id)
    if other is not None:
        raise AfterSaleOpen(number=f"{order.number}-{other.n}")
    sale = await _open(order, request.wanted, now=now)
    await keep(
        person_id=request.person_id,
        mutation=mutation,
        key=request.key,
        answer={"after_sale": sale.id},
    )
    return sale


async def _open(order: Order, wanted: Wanted, *, now: datetime) -> AfterSale:
    facts = await bought(order)
    asked = offers.asked(facts, wanted, now=now)
    sale = _drawn_up(order, wanted, asked, n=facts.asked + 1, now=now)
    done = _said(sale, AfterSaleDeed.REQUEST, wanted)
    await begin(sale, order, done, now=now)
    await take_pictures(sale, done)
    if offers.is_late(facts, now=now):
        await grant(sale, order, by_clock(AfterSaleDeed.AGREE), now=now, unanswered=True)
    return sale


def _said(sale: AfterSale, deed: AfterSaleDeed, wanted: Wanted) -> Done:
    return Done(
        deed=deed,
        side=AfterSaleSide.BUYER,
        person_id=sale.person_id,
        text=wanted.text,
        picture_ids=wanted.picture_ids,
    )


def _drawn_up(order: Order, wanted: Wanted, asked: Asked, *, n: int, now: datetime) -> AfterSale:
    return AfterSale(
        id=new_id(now),
        order_id=order.id,
        person_id=order.person_id,
        merchant_id=order.merchant_id,
        n=n,
        status=AfterSaleStatus.REQUESTED,
        opened_at=now,
        **_content(order, wanted, asked),
    )


def _content(order: Order, wanted: Wanted, asked: Asked) -> dict[str, Any]:
    return {
        "kind": wanted.kind,
        "reason": wanted.reason,
        "text": wanted.text,
        "pictures": [str(picture_id) for picture_id in wanted.picture_ids],
        "pieces": wanted.pieces,
        "amount_fen": asked.amount_fen,
        "points": asked.points,
        "asked_while": where(order),
        "return_paid_by": asked.return_paid_by,
    }


@one_transaction
async def change_after_sale(
    *, person_id: UUID, after_sale_id: UUID, wanted: Wanted, now: datetime
) -> AfterSale:
    """Ask for something else while nothing was answered, or once more after it was declined.

    Pictures that were sent before stay where they were told; these are the new ones.

    Raises:
        AfterSaleNotFound: none of theirs answers to the id.
        AfterSaleMoved: it was answered, declined for the second time, or changed too often.
        AfterSaleNotOffered: not of this order, not now, or not for this reason.
        AfterSaleTooLarge: less than that may go back.
        PictureNotFound: a picture is not theirs, was used, or waited too long.
        BadInput: there are not so many pieces, or the amount is none.
    """
    sale, order = await own_sale(after_sale_id, person_id)
    rules.may(sale.facts(), AfterSaleDeed.CHANGE, AfterSaleSide.BUYER)
    again = sale.status is AfterSaleStatus.DECLINED
    if not again:
        await has_room(sale, AfterSaleSide.BUYER)
    facts = await bought(order)
    # It is not one more of its order's: it is the same, asked otherwise.
    asked = offers.asked(offers.again(facts), wanted, now=now)
    done = _said(sale, AfterSaleDeed.CHANGE, wanted)
    content = _content(order, wanted, asked)
    await take_pictures(sale, done)
    return await move(
        sale,
        order,
        done,
        to=AfterSaleStatus.REQUESTED,
        now=now,
        asks=sale.asks + again,
        **content,
    )


@one_transaction
async def withdraw_after_sale(*, person_id: UUID, after_sale_id: UUID, now: datetime) -> AfterSale:
    """Let an after-sale be, of which nothing was sent back; saying it twice is fine.

    Raises:
        AfterSaleNotFound: none of theirs answers to the id.
        AfterSaleMoved: goods are on their way, or it is over.
    """
    sale, order = await own_sale(after_sale_id, person_id)
    if sale.outcome is AfterSaleOutcome.WITHDRAWN:
        return sale
    rules.may(sale.facts(), AfterSaleDeed.WITHDRAW, AfterSaleSide.BUYER)
    done = Done(deed=AfterSaleDeed.WITHDRAW, side=AfterSaleSide.BUYER, person_id=person_id)
    return await move(
        sale,
        order,
        done,
        to=AfterSaleStatus.CLOSED,
        outcome=AfterSaleOutcome.WITHDRAWN,
        now=now,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Who carries goods, and the number they are known by there."""

    carrier: str
    number: str


@one_transaction
async def send_return(
    *, person_id: UUID, after_sale_id: UUID, parcel: Parcel, now: datetime
) -> AfterSale:
    """Say by which parcel the goods go back; said again, it corrects what was said.

    Raises:
        AfterSaleNotFound: none of theirs answers to the id.
        AfterSaleMoved: nothing is to be sent back, or it arrived.
    """
    sale, order = await own_sale(after_sale_id, person_id)
    same = (sale.return_carrier, sale.return_number) == (parcel.carrier, parcel.number)
    if same and sale.return_sent_at is not None:
        return sale
    rules.may(sale.facts(), AfterSaleDeed.SEND_RETURN, AfterSaleSide.BUYER)
    if sale.status is AfterSaleStatus.RETURNING:
        await has_room(sale, AfterSaleSide.BUYER)
    text = f"{parcel.carrier} {parcel.number}"
    done = Done(
        deed=AfterSaleDeed.SEND_RETURN, side=AfterSaleSide.BUYER, person_id=person_id, text=text
    )
    return await move(
        sale,
        order,
        done,
        to=AfterSaleStatus.RETURNING,
        now=now,
        return_carrier=parcel.carrier,
        return_number=parcel.number,
        return_sent_at=sale.return_sent_at or now,
    )


@one_transaction
async def confirm_replacement(*, person_id: UUID, after_sale_id: UUID, now: datetime) -> AfterSale:
    """Say that the other goods are here; saying it twice is fine.

    Raises:
        AfterSaleNotFound: none of theirs answers to the id.
        AfterSaleMoved: no other goods are on their way.
    """
    sale, order = await own_sale(after_sale_id, person_id)
    if sale.outcome is AfterSaleOutcome.EXCHANGED:
        return sale
    rules.may(sale.facts(), AfterSaleDeed.CONFIRM_REPLACEMENT, AfterSaleSide.BUYER)
    done = Done(
        deed=AfterSaleDeed.CONFIRM_REPLACEMENT, side=AfterSaleSide.BUYER, person_id=person_id
    )
    return await move(
        sale,
        order,
        done,
        to=AfterSaleStatus.DONE,
        outcome=AfterSaleOutcome.EXCHANGED,
        now=now,
    )
