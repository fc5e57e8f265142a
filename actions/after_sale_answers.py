"""What a merchant does about an after-sale: agree, decline, take goods back, send others."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from actions.after_sale_money import give_granted_back
from actions.after_sale_moves import Done, has_room, hold_sale, move, take_pictures
from actions.idempotency import claim, keep
from actions.merchants import Seller
from models.after_sales import AfterSale
from models.failpoints import failpoint
from models.orders import Order
from models.transactions import one_transaction
from rules import after_sales as rules
from rules.after_sales import AfterSaleDeed, AfterSaleOutcome, AfterSaleSide, AfterSaleStatus
from rules.merchants import Duty
from rules.refusals import AfterSaleNotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Who answers for the merchant, which after-sale, and under which key."""

    seller: Seller
    after_sale_id: UUID
    key: str


async def _sold(seller: Seller, after_sale_id: UUID) -> tuple[AfterSale, Order]:
    found = await AfterSale.get_or_none(id=after_sale_id)
    # Nobody grants what they ask for themselves, whoever they sell for.
    if found is None or found.person_id == seller.person_id:
        raise AfterSaleNotFound
    if not await seller.acts_for(found.merchant_id, Duty.SERVICE):
        raise AfterSaleNotFound
    return await hold_sale(after_sale_id)


async def _first(answer: Answer, mutation: str, now: datetime, **more: object) -> bool:
    """Tell whether the key comes for the first time."""
    arguments = {"after_sale": answer.after_sale_id, **more}
    person_id = answer.seller.person_id
    stored = await claim(
        person_id=person_id, mutation=mutation, key=answer.key, arguments=arguments, now=now
    )
    if stored is not None:
        return False
    await keep(
        person_id=person_id,
        mutation=mutation,
        key=answer.key,
        answer={"after_sale": answer.after_sale_id},
    )
    return True


def _did(answer: Seller, deed: AfterSaleDeed, text: str = "") -> Done:
    return Done(deed=deed, side=AfterSaleSide.SELLER, person_id=answer.person_id, text=text)


async def grant(
    sale: AfterSale, order: Order, done: Done, *, now: datetime, **changes: Any
) -> AfterSale:
    """Do what was asked for, in the caller's transaction: refund, or wait for the goods."""
    to = rules.agreed(sale.facts())
    if to is AfterSaleStatus.REFUNDING:
        return await pay_back(sale, order, done, now=now, answered_at=now, **changes)
    return await move(sale, order, done, to=to, now=now, answered_at=now, **changes)


async def pay_back(
    sale: AfterSale,
    order: Order,
    done: Done,
    *,
    now: datetime,
    shelved: int = 0,
    **changes: Any,
) -> AfterSale:
    """Give back what was granted or ruled, in the caller's transaction, and end the after-sale."""
    ruled_fen = changes.get("ruled_fen", sale.ruled_fen)
    amount_fen = sale.amount_fen if ruled_fen is None else ruled_fen
    back = await give_granted_back(sale, order, amount_fen=amount_fen, pieces=shelved, now=now)
    failpoint("after_sale.refunded")
    return await move(
        sale,
        order,
        done,
        to=AfterSaleStatus.REFUNDING,
        outcome=AfterSaleOutcome.REFUNDED,
        now=now,
        refunded_fen=back.fen,
        refunded_points=back.points,
        **changes,
    )


@one_transaction
async def agree_after_sale(answer: Answer, *, return_to: str, now: datetime) -> AfterSale:
    """Grant what a customer asks for: the refund is on its way, or the goods may come back.

    Raises:
        IdempotencyKeyReused: the key came before with other arguments.
        AfterSaleNotFound: the seller has none by this id.
        AfterSaleMoved: it was answered, withdrawn, or granted by the clock.
    """
    if not await _first(answer, "agreeAfterSale", now, return_to=return_to):
        return await AfterSale.get(id=answer.after_sale_id)
    sale, order = await _sold(answer.seller, answer.after_sale_id)
    rules.may(sale.facts(), AfterSaleDeed.AGREE, AfterSaleSide.SELLER)
    done = _did(answer.seller, AfterSaleDeed.AGREE, return_to)
    return await grant(sale, order, done, now=now, return_to=return_to or None)


@one_transaction
async def decline_after_sale(
    *, seller: Seller, after_sale_id: UUID, reason: str, now: datetime
) -> AfterSale:
    """Decline what a customer asks for, with a reason they read.

    Raises:
        AfterSaleNotFound: the seller has none by this id.
        AfterSaleMoved: it was answered, withdrawn, or granted by the clock.
    """
    sale, order = await _sold(seller, after_sale_id)
    rules.may(sale.facts(), AfterSaleDeed.DECLINE, AfterSaleSide.SELLER)
    return await move(
        sale,
        order,
        _did(seller, AfterSaleDeed.DECLINE, reason),
        to=AfterSaleStatus.DECLINED,
        now=now,
        answered_at=now,
        declined_because=reason,
    )


@one_transaction
async def receive_return(answer: Answer, *, shelved: int | None, now: datetime) -> AfterSale:
    """Say that the goods are back, of which so many pieces can be sold again: all, if unsaid.

    Raises:
        IdempotencyKeyReused: the key came before with other arguments.
        AfterSaleNotFound: the seller has none by this id.
        AfterSaleMoved: nothing is on its way back.
        BadInput: there are not so many pieces.
    """
    if not await _first(answer, "receiveReturn", now, shelved=shelved):
        return await AfterSale.get(id=answer.after_sale_id)
    sale, order = await _sold(answer.seller, answer.after_sale_id)
    rules.may(sale.facts(), AfterSaleDeed.RECEIVE_RETURN, AfterSaleSide.SELLER)
    pieces = rules.shelved(shelved, pieces=sale.pieces)
    done = _did(answer.seller, AfterSaleDeed.RECEIVE_RETURN)
    return await take_goods(sale, order, done, pieces=pieces, now=now)


async def take_goods(
    sale: AfterSale, order: Order, done: Done, *, pieces: int, now: datetime
) -> AfterSale:
    """Take goods back in the caller's transaction: their money goes, or others are to be sent."""
    to = rules.received(sale.facts())
    if to is AfterSaleStatus.REFUNDING:
        return await pay_back(sale, order, done, now=now, shelved=pieces, returned_at=now)
    return await move(sale, order, done, to=to, now=now, returned_at=now)


@one_transaction
async def object_to_return(
    *,
    seller: Seller,
    after_sale_id: UUID,
    reason: str,
    picture_ids: list[UUID],
    now: datetime,
) -> AfterSale:
    """Object to what came back: an operator decides, and both sides may add to what they know.

    Raises:
        AfterSaleNotFound: the seller has none by this id.
        AfterSaleMoved: nothing is on its way back, or a ruling binds both sides.
        PictureNotFound: a picture is not theirs, was used, or waited too long.
    """
    sale, order = await _sold(seller, after_sale_id)
    rules.may(sale.facts(), AfterSaleDeed.OBJECT, AfterSaleSide.SELLER)
    done = Done(
        deed=AfterSaleDeed.OBJECT,
        side=AfterSaleSide.SELLER,
        person_id=seller.person_id,
        text=reason,
        picture_ids=picture_ids,
    )
    await take_pictures(sale, done)
    return await move(
        sale,
        order,
        done,
        to=AfterSaleStatus.DISPUTED,
        now=now,
        complained_at=sale.complained_at or now,
    )


@one_transaction
async def send_replacement(
    *, seller: Seller, after_sale_id: UUID, carrier: str, number: str, now: datetime
) -> AfterSale:
    """Say by which parcel the other goods go; said again, it corrects what was said.

    Raises:
        AfterSaleNotFound: the seller has none by this id.
        AfterSaleMoved: no other goods are to be sent, they arrived, or it was corrected too often.
    """
    sale, order = await _sold(seller, after_sale_id)
    if (sale.replacement_carrier, sale.replacement_number) == (carrier, number):
        return sale
    rules.may(sale.facts(), AfterSaleDeed.SEND_REPLACEMENT, AfterSaleSide.SELLER)
    if sale.status is AfterSaleStatus.REPLACED:
        await has_room(sale, AfterSaleSide.SELLER)
    return await move(
        sale,
        order,
        _did(seller, AfterSaleDeed.SEND_REPLACEMENT, f"{carrier} {number}"),
        to=AfterSaleStatus.REPLACED,
        now=now,
        replacement_carrier=carrier,
        replacement_number=number,
        replaced_at=sale.replaced_at or now,
    )
