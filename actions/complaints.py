"""How two sides who do not agree are heard, and how an operator rules between them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from actions.after_sale_answers import pay_back
from actions.after_sale_moves import Done, has_room, hold_sale, move, own_sale, take_pictures
from actions.audit import note
from actions.idempotency import claim, keep
from actions.merchants import Seller
from models.after_sales import AfterSale, is_side
from models.merchants import MerchantStaff
from models.orders import Order
from models.transactions import one_transaction
from rules import after_sales as rules
from rules.after_sales import AfterSaleDeed, AfterSaleOutcome, AfterSaleSide, AfterSaleStatus
from rules.merchants import Duty
from rules.refusals import AfterSaleNotFound, OtherPersonDecides


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What somebody says about an after-sale, and shows."""

    person_id: UUID
    after_sale_id: UUID
    text: str
    picture_ids: list[UUID]

    def done(self, deed: AfterSaleDeed, side: AfterSaleSide) -> Done:
        """Return it as a step."""
        return Done(
            deed=deed,
            side=side,
            person_id=self.person_id,
            text=self.text,
            picture_ids=self.picture_ids,
        )


@one_transaction
async def file_complaint(statement: Statement, *, now: datetime) -> AfterSale:
    """Have an operator decide what the merchant declined, or sent other goods for in vain.

    Raises:
        AfterSaleNotFound: none of theirs answers to the id.
        AfterSaleMoved: there is nothing to complain about, or it was ruled on.
        PictureNotFound: a picture is not theirs, was used, or waited too long.
    """
    sale, order = await own_sale(statement.after_sale_id, statement.person_id)
    rules.may(sale.facts(), AfterSaleDeed.COMPLAIN, AfterSaleSide.BUYER)
    done = statement.done(AfterSaleDeed.COMPLAIN, AfterSaleSide.BUYER)
    await take_pictures(sale, done)
    return await move(sale, order, done, to=AfterSaleStatus.DISPUTED, now=now, complained_at=now)


@one_transaction
async def add_evidence(statement: Statement, *, seller: Seller | None, now: datetime) -> AfterSale:
    """Add to what an operator will decide by, as the buyer or for the merchant.

    Raises:
        AfterSaleNotFound: they have none to do with by this id.
        AfterSaleMoved: nobody is to decide it, or so much was said of it already.
        PictureNotFound: a picture is not theirs, was used, or waited too long.
    """
    sale, order = await hold_sale(statement.after_sale_id)
    side = AfterSaleSide.BUYER if sale.person_id == statement.person_id else AfterSaleSide.SELLER
    sells = seller is not None and await seller.acts_for(sale.merchant_id, Duty.SERVICE)
    if side is AfterSaleSide.SELLER and not sells:
        raise AfterSaleNotFound
    rules.may(sale.facts(), AfterSaleDeed.ADD_EVIDENCE, side)
    await has_room(sale, side)
    done = statement.done(AfterSaleDeed.ADD_EVIDENCE, side)
    await take_pictures(sale, done)
    return await move(sale, order, done, to=sale.status, now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What an operator decides, in fen: None is all that was asked for, 0 is for the merchant."""

    operator_id: UUID
    after_sale_id: UUID
    amount_fen: int | None
    return_first: bool
    reason: str
    key: str

    def arguments(self) -> dict[str, object]:
        """Return everything that must be the same when the key comes again."""
        return {
            "after_sale": self.after_sale_id,
            "amount": self.amount_fen,
            "return_first": self.return_first,
            "reason": self.reason,
        }


@one_transaction
async def rule_complaint(ruling: Ruling, *, now: datetime) -> AfterSale:
    """Decide between a customer and a merchant, which binds both.

    Raises:
        IdempotencyKeyReused: the key came before with other arguments.
        AfterSaleNotFound: none answers to the id.
        OtherPersonDecides: it is the operator's own order, or of a merchant they act for.
        AfterSaleMoved: nobody asked for a ruling, or it was given.
        AfterSaleTooLarge: less than that was asked for.
        BadInput: points are given back whole or not at all.
    """
    operator_id, mutation = ruling.operator_id, "ruleComplaint"
    stored = await claim(
        person_id=operator_id,
        mutation=mutation,
        key=ruling.key,
        arguments=ruling.arguments(),
        now=now,
    )
    if stored is not None:
        return await AfterSale.get(id=stored["after_sale"])
    sale = await _ruled(ruling, now=now)
    await keep(
        person_id=operator_id, mutation=mutation, key=ruling.key, answer={"after_sale": sale.id}
    )
    return sale


async def _ruled(ruling: Ruling, *, now: datetime) -> AfterSale:
    operator_id, reason = ruling.operator_id, ruling.reason
    sale, order = await hold_sale(ruling.after_sale_id)
    await _is_nobodys(sale, operator_id)
    rules.may(sale.facts(), AfterSaleDeed.RULE, AfterSaleSide.OPERATOR)
    fen = rules.ruled_fen(ruling.amount_fen, asked_fen=sale.amount_fen, points=sale.points)
    side = AfterSaleSide.OPERATOR
    done = Done(deed=AfterSaleDeed.RULE, side=side, person_id=operator_id, text=reason)
    sale = await rule(
        sale,
        order,
        done,
        ruled_fen=fen,
        granted=ruling.amount_fen is None or fen > 0,
        return_first=ruling.return_first,
        now=now,
    )
    subject = f"{order.number}-{sale.n} {fen}"
    await note(person_id=operator_id, verb="ruleComplaint", subject=subject, reason=reason, now=now)
    return sale


async def _is_nobodys(sale: AfterSale, operator_id: UUID) -> None:
    own = sale.person_id == operator_id or await is_side(sale.id, operator_id)
    staff = MerchantStaff.filter(merchant_id=sale.merchant_id, person_id=operator_id)
    if own or await staff.exists():
        raise OtherPersonDecides


async def rule(
    sale: AfterSale,
    order: Order,
    done: Done,
    *,
    ruled_fen: int,
    granted: bool,
    return_first: bool,
    now: datetime,
) -> AfterSale:
    """Carry a ruling out in the caller's transaction: the money, the goods first, or nothing."""
    ruled: dict[str, Any] = {
        "ruled_at": now,
        "ruled_by_id": done.person_id,
        "ruled_fen": ruled_fen,
        "ruled_because": done.text,
    }
    to = rules.ruled(sale.facts(), granted=granted, return_first=return_first)
    if to is AfterSaleStatus.REFUNDING:
        return await pay_back(sale, order, done, now=now, **ruled)
    outcome = AfterSaleOutcome.RULED_OUT if to is AfterSaleStatus.CLOSED else None
    return await move(sale, order, done, to=to, outcome=outcome, now=now, **ruled)
