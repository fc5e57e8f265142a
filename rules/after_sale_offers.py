"""What may be asked of an order when, for which reason, and how much of its price goes back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from rules.after_sales import AfterSaleKind, AfterSaleSide
from rules.faults import BadInput
from rules.orders import OrderStatus
from rules.policy import POLICY
from rules.refusals import AfterSaleNotOffered, AfterSaleTooLarge


class AfterSaleReason(StrEnum):
    """Why something is asked for."""

    CHANGED_MIND = "CHANGED_MIND"
    NOT_SHIPPED = "NOT_SHIPPED"
    NOT_RECEIVED = "NOT_RECEIVED"
    DAMAGED = "DAMAGED"
    DEFECTIVE = "DEFECTIVE"
    NOT_AS_DESCRIBED = "NOT_AS_DESCRIBED"
    WRONG_GOODS = "WRONG_GOODS"
    MISSING_PIECES = "MISSING_PIECES"


class AfterSaleDenial(StrEnum):
    """Why nothing of the sort can be asked of an order now."""

    NOT_CONFIRMED = "NOT_CONFIRMED"
    WINDOW_OVER = "WINDOW_OVER"
    NOT_AT_THIS_POINT = "NOT_AT_THIS_POINT"
    NOTHING_LEFT = "NOTHING_LEFT"
    TOO_MANY = "TOO_MANY"
    RULED = "RULED"


R, K = AfterSaleReason, AfterSaleKind
FAULTS = (R.DAMAGED, R.DEFECTIVE, R.NOT_AS_DESCRIBED, R.WRONG_GOODS, R.MISSING_PIECES)
# What came cannot be exchanged for what is missing of it.
_EXCHANGED = tuple(reason for reason in FAULTS if reason is not R.MISSING_PIECES)
_RETURNED = (R.CHANGED_MIND, *_EXCHANGED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """An order as the rules see it.

    ``shipped`` pieces left and ``let_go`` never will; ``returned`` went back by earlier
    after-sales, of which there were ``asked``; ``returnable`` says whether it can be sent back
    without a reason. An operator ``ruled`` on what had left, or, while nothing had, that it is
    to be sent, at ``to_be_sent_at``.
    """

    status: OrderStatus
    quantity: int
    total_fen: int
    shipping_fen: int
    refunded_fen: int
    confirmed_at: datetime | None
    received_at: datetime | None
    shipped: int = 0
    let_go: int = 0
    points: int = 0
    points_returned: int = 0
    returned: int = 0
    asked: int = 0
    ruled: bool = False
    to_be_sent_at: datetime | None = None
    returnable: bool = True

    @property
    def left_fen(self) -> int:
        """Return how much of what was paid did not go back."""
        return self.total_fen - self.refunded_fen

    @property
    def pieces_left(self) -> int:
        """Return how many pieces are with the buyer, or are to be."""
        return self.quantity - self.returned - self.let_go

    @property
    def all_back(self) -> bool:
        """Tell whether everything went back that was paid; what cost nothing has nothing to."""
        back = not self.left_fen and self.points_returned >= self.points
        return back and bool(self.total_fen or self.points)

    @property
    def here(self) -> int:
        """Return how many pieces are still to leave."""
        return self.quantity - self.shipped - self.let_go


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a buyer asks for, in fen; an amount of None means as much as there can be."""

    kind: AfterSaleKind
    reason: AfterSaleReason
    text: str
    picture_ids: Sequence[UUID]
    pieces: int
    amount_fen: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A kind that can be asked for, with its reasons, and until when; None while it is not here."""

    kind: AfterSaleKind
    reasons: tuple[AfterSaleReason, ...]
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What goes into an after-sale: what is asked for at the most, and who pays the way back."""

    amount_fen: int
    points: int
    return_paid_by: AfterSaleSide


def choices(bought: Bought, *, now: datetime) -> list[Choice]:
    """Return what may be asked of an order at this moment.

    Raises:
        AfterSaleNotOffered: nothing, and why.
    """
    denied = _denied(bought, now)
    if denied is not None:
        raise AfterSaleNotOffered(why=denied)
    if bought.status is OrderStatus.CONFIRMED:
        return [Choice(kind=K.REFUND_ONLY, reasons=(R.CHANGED_MIND, R.NOT_SHIPPED))]
    if bought.status is OrderStatus.SHIPPED:
        waits = (R.NOT_SHIPPED,) if bought.here else ()
        return _after_shipping(bought, (*waits, R.NOT_RECEIVED))
    return _after_receipt(bought, now)


def again(bought: Bought) -> Bought:
    """Return the order as it is for an after-sale of it that is asked otherwise."""
    return replace(bought, asked=bought.asked - 1)


def _denied(bought: Bought, now: datetime) -> AfterSaleDenial | None:
    kept = {OrderStatus.CONFIRMED, OrderStatus.SHIPPED, OrderStatus.COMPLETED}
    if bought.status not in kept:
        return AfterSaleDenial.NOT_CONFIRMED
    if bought.ruled or _is_to_be_sent(bought, now):
        return AfterSaleDenial.RULED
    if bought.asked >= POLICY.after_sales_of_order_most:
        return AfterSaleDenial.TOO_MANY
    # What was given away, as in a trial, can be exchanged all the same.
    if not bought.pieces_left or bought.all_back:
        return AfterSaleDenial.NOTHING_LEFT
    return None


def _is_to_be_sent(bought: Bought, now: datetime) -> bool:
    """Tell whether an operator ruled that goods are to be sent, and there is time for it still."""
    ruled_at = bought.to_be_sent_at
    unshipped = bought.status is OrderStatus.CONFIRMED
    return unshipped and ruled_at is not None and now < ruled_at + POLICY.ship_by


def _after_shipping(bought: Bought, missing: tuple[AfterSaleReason, ...]) -> list[Choice]:
    returned = _RETURNED if bought.returnable else _EXCHANGED
    offered = [
        Choice(kind=K.REFUND_ONLY, reasons=(*missing, *FAULTS)),
        Choice(kind=K.RETURN_AND_REFUND, reasons=returned),
        Choice(kind=K.EXCHANGE, reasons=_EXCHANGED),
    ]
    return [each for each in offered if each.kind is K.EXCHANGE or _costs(bought)]


def _costs(bought: Bought) -> bool:
    return bool(bought.total_fen or bought.points)


def _after_receipt(bought: Bought, now: datetime) -> list[Choice]:
    assert bought.received_at is not None, "what is completed was received"
    until = bought.received_at + POLICY.fault_window
    if now >= until:
        raise AfterSaleNotOffered(why=AfterSaleDenial.WINDOW_OVER)
    any_reason = now < bought.received_at + POLICY.return_window
    return [
        Choice(
            kind=each.kind,
            reasons=each.reasons if any_reason else _without_whim(each.reasons),
            until=until,
        )
        for each in _after_shipping(bought, ())
    ]


def _without_whim(reasons: Sequence[AfterSaleReason]) -> tuple[AfterSaleReason, ...]:
    return tuple(reason for reason in reasons if reason is not R.CHANGED_MIND)


def most_fen(bought: Bought, *, reason: AfterSaleReason, pieces: int) -> int:
    """Return how much of an order may go back for so many of its pieces, in fen.

    What its way cost goes back where the goods never left or the fault is the
    merchant's, with the last of its pieces; who merely changed their mind about
    goods that are there has the goods refunded, and not their way.
    """
    share_fen = goods_of(bought, pieces=pieces)
    whole = pieces == bought.pieces_left
    if bought.status is OrderStatus.CONFIRMED or paid_by(reason) is AfterSaleSide.SELLER:
        return min(share_fen + bought.shipping_fen * whole, bought.left_fen)
    return min(share_fen, max(0, bought.left_fen - bought.shipping_fen))


def goods_of(bought: Bought, *, pieces: int) -> int:
    """Return what so many pieces cost in fen, without their way."""
    goods_fen = bought.total_fen - bought.shipping_fen
    return goods_fen * pieces // bought.quantity


def most_pieces(bought: Bought, *, kind: AfterSaleKind, reason: AfterSaleReason) -> int:
    """Return for how many pieces something may be asked."""
    if reason is R.NOT_SHIPPED:
        return bought.here
    if kind is K.REFUND_ONLY:
        return bought.pieces_left
    # What never left cannot come back.
    return min(bought.pieces_left, bought.shipped - bought.returned)


def kept_back(bought: Bought, *, reason: AfterSaleReason, pieces: int, amount_fen: int) -> int:
    """Return how many pieces need not leave any more, by a refund without goods that was granted.

    Whoever has only a part of a piece's price back is still to have the piece.
    """
    if amount_fen < min(goods_of(bought, pieces=pieces), bought.left_fen):
        return 0
    never_left = pieces if reason is R.NOT_SHIPPED else pieces - bought.shipped + bought.returned
    return max(0, min(never_left, bought.here))


def most_points(bought: Bought, *, pieces: int) -> int:
    """Return how many points may go back for so many of an order's pieces."""
    share = bought.points * pieces // bought.quantity
    return min(share, bought.points - bought.points_returned)


def paid_by(reason: AfterSaleReason) -> AfterSaleSide:
    """Return who bears what the way back costs; it is recorded, and settled between the two."""
    return AfterSaleSide.BUYER if reason is R.CHANGED_MIND else AfterSaleSide.SELLER


def asked(bought: Bought, wanted: Wanted, *, now: datetime) -> Asked:
    """Return what an order is asked for, if it may be.

    Raises:
        AfterSaleNotOffered: not of this order, not now, or not for this reason.
        AfterSaleTooLarge: less than that may go back.
        BadInput: there are not so many pieces, or the amount is none.
    """
    found = [each for each in choices(bought, now=now) if each.kind is wanted.kind]
    if not found or wanted.reason not in found[0].reasons:
        raise AfterSaleNotOffered(why=AfterSaleDenial.NOT_AT_THIS_POINT)
    least = bought.pieces_left if bought.status is OrderStatus.CONFIRMED else 1
    pieces_most = most_pieces(bought, kind=wanted.kind, reason=wanted.reason)
    if not least <= wanted.pieces <= pieces_most:
        raise BadInput("input.pieces", f"{least} to {pieces_most}")
    most = most_fen(bought, reason=wanted.reason, pieces=wanted.pieces)
    points = most_points(bought, pieces=wanted.pieces)
    amount_fen = most if _is_whole(bought, wanted) else wanted.amount_fen
    assert amount_fen is not None
    if amount_fen > most:
        raise AfterSaleTooLarge(most_fen=most)
    if wanted.kind is not K.EXCHANGE and not amount_fen and not points:
        if most:
            raise BadInput("input.amountFen", f"1 to {most}")
        raise AfterSaleNotOffered(why=AfterSaleDenial.NOTHING_LEFT)
    return Asked(amount_fen=amount_fen, points=points, return_paid_by=paid_by(wanted.reason))


def amount_is_fixed(bought: Bought) -> bool:
    """Tell whether the amount is no choice: all of it before shipping, and for points."""
    return bought.status is OrderStatus.CONFIRMED or bool(bought.points)


def _is_whole(bought: Bought, wanted: Wanted) -> bool:
    unsaid = wanted.amount_fen is None or wanted.kind is K.EXCHANGE
    return unsaid or amount_is_fixed(bought)


def is_late(bought: Bought, *, now: datetime) -> bool:
    """Tell whether goods should have left by now: then they are let go at once."""
    assert bought.confirmed_at is not None, "what is to be shipped was confirmed"
    unshipped = bought.status is OrderStatus.CONFIRMED
    return unshipped and now >= bought.confirmed_at + POLICY.ship_by
