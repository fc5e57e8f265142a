"""Where an after-sale stands, who may do what there, and what the clock does if nobody does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from rules.faults import BadInput
from rules.orders import OrderStatus
from rules.policy import POLICY
from rules.refusals import AfterSaleMoved, AfterSaleTooLarge
from rules.texts import within

# Many more than any after-sale needs; so that none grows for ever.
STEPS_OF_SIDE_MOST = POLICY.after_sale_steps_most // 3
SHIPPED_MEANWHILE = "商品已发出。/ The goods were shipped meanwhile."


class AfterSaleKind(StrEnum):
    """What a buyer asks for."""

    REFUND_ONLY = "REFUND_ONLY"
    RETURN_AND_REFUND = "RETURN_AND_REFUND"
    EXCHANGE = "EXCHANGE"


class AfterSaleStatus(StrEnum):
    """Where an after-sale stands."""

    REQUESTED = "REQUESTED"
    AGREED = "AGREED"
    RETURNING = "RETURNING"
    REPLACING = "REPLACING"
    REPLACED = "REPLACED"
    DECLINED = "DECLINED"
    DISPUTED = "DISPUTED"
    REFUNDING = "REFUNDING"
    DONE = "DONE"
    CLOSED = "CLOSED"


class AfterSaleOutcome(StrEnum):
    """How an after-sale ended."""

    REFUNDED = "REFUNDED"
    EXCHANGED = "EXCHANGED"
    DECLINED = "DECLINED"
    LAPSED = "LAPSED"
    WITHDRAWN = "WITHDRAWN"
    RULED_OUT = "RULED_OUT"


class AfterSaleTab(StrEnum):
    """After-sales by whether anything is still to happen."""

    OPEN = "OPEN"
    ENDED = "ENDED"


class AfterSaleSide(StrEnum):
    """Who did something: the clock did what nobody did in time."""

    BUYER = "BUYER"
    SELLER = "SELLER"
    OPERATOR = "OPERATOR"
    CLOCK = "CLOCK"


class AfterSaleDeed(StrEnum):
    """What can be done to an after-sale."""

    REQUEST = "REQUEST"
    CHANGE = "CHANGE"
    WITHDRAW = "WITHDRAW"
    AGREE = "AGREE"
    DECLINE = "DECLINE"
    SEND_RETURN = "SEND_RETURN"
    RECEIVE_RETURN = "RECEIVE_RETURN"
    OBJECT = "OBJECT"
    SEND_REPLACEMENT = "SEND_REPLACEMENT"
    CONFIRM_REPLACEMENT = "CONFIRM_REPLACEMENT"
    COMPLAIN = "COMPLAIN"
    ADD_EVIDENCE = "ADD_EVIDENCE"
    RULE = "RULE"
    LAPSE = "LAPSE"
    REFUND = "REFUND"
    ARRIVE = "ARRIVE"


S, D = AfterSaleStatus, AfterSaleDeed
OPEN = (S.REQUESTED, S.AGREED, S.RETURNING, S.REPLACING, S.REPLACED, S.DECLINED, S.DISPUTED)

# Who may do what where; what else must hold is asked by `possible`.
_DEEDS: Mapping[AfterSaleStatus, Mapping[AfterSaleSide, tuple[AfterSaleDeed, ...]]] = (
    MappingProxyType(
        {
            S.REQUESTED: {
                AfterSaleSide.BUYER: (D.CHANGE, D.WITHDRAW),
                AfterSaleSide.SELLER: (D.AGREE, D.DECLINE),
            },
            S.AGREED: {AfterSaleSide.BUYER: (D.SEND_RETURN, D.WITHDRAW)},
            S.RETURNING: {
                AfterSaleSide.BUYER: (D.SEND_RETURN,),
                AfterSaleSide.SELLER: (D.RECEIVE_RETURN, D.OBJECT),
            },
            S.REPLACING: {AfterSaleSide.SELLER: (D.SEND_REPLACEMENT,)},
            S.REPLACED: {
                AfterSaleSide.BUYER: (D.CONFIRM_REPLACEMENT, D.COMPLAIN),
                AfterSaleSide.SELLER: (D.SEND_REPLACEMENT,),
            },
            S.DECLINED: {
                AfterSaleSide.BUYER: (D.CHANGE, D.COMPLAIN, D.WITHDRAW),
                AfterSaleSide.SELLER: (D.AGREE,),
            },
            S.DISPUTED: {
                AfterSaleSide.BUYER: (D.ADD_EVIDENCE, D.WITHDRAW),
                AfterSaleSide.SELLER: (D.ADD_EVIDENCE,),
                AfterSaleSide.OPERATOR: (D.RULE,),
            },
        }
    )
)

# How long the next step may take; what the clock does then is said by `overdue`.
_PATIENCE: Mapping[AfterSaleStatus, timedelta] = MappingProxyType(
    {
        S.REQUESTED: POLICY.after_sale_answered,
        S.AGREED: POLICY.after_sale_returned,
        S.RETURNING: POLICY.after_sale_received,
        S.REPLACING: POLICY.after_sale_replaced,
        S.REPLACED: POLICY.after_sale_confirmed,
        S.DECLINED: POLICY.after_sale_complained,
        S.DISPUTED: POLICY.after_sale_ruled,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterSale:
    """An after-sale as the rules see it.

    ``sent_back`` once the buyer handed the goods on, ``ruled`` once an operator
    decided: that binds both sides.
    """

    kind: AfterSaleKind
    status: AfterSaleStatus
    asked_while: OrderStatus
    asks: int
    sent_back: bool
    ruled: bool


def deadline(status: AfterSaleStatus, *, now: datetime) -> datetime | None:
    """Return by when the next step is to be done; None where nothing is waited for."""
    return now + _PATIENCE[status] if status in _PATIENCE else None


def possible(sale: AfterSale, side: AfterSaleSide) -> list[AfterSaleDeed]:
    """Return what a side may do now, in the order in which it is offered."""
    found = _DEEDS.get(sale.status, {}).get(side, ())
    return [deed for deed in found if _holds(sale, deed)]


def _holds(sale: AfterSale, deed: AfterSaleDeed) -> bool:
    if deed is D.WITHDRAW:
        # What the merchant may have in hand is not called off by a word.
        return not sale.sent_back
    if deed is D.CHANGE and sale.status is S.DECLINED:
        return sale.asks < POLICY.after_sale_asks_most
    return not (sale.ruled and deed in {D.OBJECT, D.COMPLAIN})


def may(sale: AfterSale, deed: AfterSaleDeed, side: AfterSaleSide) -> None:
    """Return if a side may do this now.

    Raises:
        AfterSaleMoved: it is not, or not any more, where this can be done.
    """
    if deed not in possible(sale, side):
        raise AfterSaleMoved(status=sale.status)


def agreed(sale: AfterSale) -> AfterSaleStatus:
    """Return where an after-sale goes that the merchant agrees to."""
    return S.REFUNDING if sale.kind is AfterSaleKind.REFUND_ONLY else S.AGREED


def received(sale: AfterSale) -> AfterSaleStatus:
    """Return where an after-sale goes whose goods are back."""
    return S.REPLACING if sale.kind is AfterSaleKind.EXCHANGE else S.REFUNDING


def ruled(sale: AfterSale, *, granted: bool, return_first: bool) -> AfterSaleStatus:
    """Return where an after-sale goes that was ruled on; goods that are back need no way back."""
    if not granted:
        return S.CLOSED
    needs = sale.kind is not AfterSaleKind.REFUND_ONLY and not sale.sent_back
    return S.AGREED if needs and return_first else S.REFUNDING


def overdue(sale: AfterSale, *, order: OrderStatus, left: bool) -> AfterSaleDeed:
    """Return what the clock does when a deadline passes: silence is never an end of its own.

    The merchant's silence grants, the buyer's lets go, and the platform's is at
    nobody's cost but the merchant's. Goods that ``left`` while they were asked
    to be kept back are on their way: that is an answer, and no silence. Of an
    order that was called off meanwhile all is back, and there is nothing to grant.
    """
    if sale.status is S.REQUESTED:
        if order is OrderStatus.CLOSED:
            return D.LAPSE
        return D.DECLINE if left else D.AGREE
    return {
        S.AGREED: D.LAPSE,
        S.RETURNING: D.RECEIVE_RETURN,
        S.REPLACING: D.REFUND,
        S.REPLACED: D.CONFIRM_REPLACEMENT,
        S.DECLINED: D.LAPSE,
        S.DISPUTED: D.RULE,
    }[sale.status]


def lapsed(status: AfterSaleStatus) -> AfterSaleOutcome:
    """Return how an after-sale ended that its buyer let go."""
    return AfterSaleOutcome.DECLINED if status is S.DECLINED else AfterSaleOutcome.LAPSED


def shelved(wanted: int | None, *, pieces: int) -> int:
    """Return how many of the pieces that came back can be sold again: all, if nobody says.

    Raises:
        BadInput: there are not so many.
    """
    return pieces if wanted is None else within(wanted, 0, pieces, field="input.shelved")


def ruled_fen(wanted: int | None, *, asked_fen: int, points: int) -> int:
    """Return how much an operator grants of what was asked for; all, if nobody says.

    Raises:
        AfterSaleTooLarge: less than that was asked for.
        BadInput: points are given back whole or not at all.
    """
    if wanted is None:
        return asked_fen
    if wanted > asked_fen:
        raise AfterSaleTooLarge(most_fen=asked_fen)
    if points and wanted:
        raise BadInput("input.amountFen", "points go back whole, or not at all")
    return wanted
