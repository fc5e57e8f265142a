"""The one outcome of each sum a provider took, and when an unanswered refund is tried again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rules.policy import POLICY
from rules.refusals import AlreadyPaid, HoldExpired, PaymentClosed


class PaymentStatus(StrEnum):
    """Where a payment stands."""

    PENDING = "PENDING"
    SUCCEEDED = "SUCCEEDED"
    CLOSED = "CLOSED"


class PaymentPurpose(StrEnum):
    """Which part of an order a payment covers."""

    FULL = "FULL"
    DEPOSIT = "DEPOSIT"
    BALANCE = "BALANCE"


class RefundStatus(StrEnum):
    """Where a refund stands; there is no failure, only another attempt."""

    REQUESTED = "REQUESTED"
    PROCESSING = "PROCESSING"
    SUCCEEDED = "SUCCEEDED"


class RefundSource(StrEnum):
    """Where the money waits until it is back with its payer."""

    ESCROW = "ESCROW"
    SUSPENSE = "SUSPENSE"


class MoneyOutcome(StrEnum):
    """What a sum became, decided once when it is recorded."""

    SEAT = "SEAT"
    ORDER = "ORDER"
    LATE = "LATE"
    WRONG_AMOUNT = "WRONG_AMOUNT"
    DUPLICATE = "DUPLICATE"
    UNKNOWN = "UNKNOWN"


# The only one whose minor unit is the fen: the ledger books no other.
BOOKED_CURRENCY = "CNY"


def is_booked(currency: str) -> bool:
    """Return whether the ledger counts sums of this currency."""
    return currency == BOOKED_CURRENCY


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """A sum the provider says it took, in minor units of its currency: fen, where it is ours."""

    reference: str
    payment_number: str
    amount_fen: int
    currency: str
    paid_at: datetime

    @property
    def is_booked(self) -> bool:
        """Return whether the ledger counts it."""
        return is_booked(self.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A payment as the rules see it; ``waits`` tells whether its seat or order still does."""

    amount_fen: int
    status: PaymentStatus
    expires_at: datetime
    for_seat: bool
    waits: bool


class ReferenceReused(Exception):
    """The provider told another sum under a reference it had used: nothing is concluded."""


def outcome(payment: Payment | None, money: Money) -> MoneyOutcome:
    """Return the one outcome of a sum.

    Money paid within the hold fills what was held; paid later, or for
    something that no longer waits, it goes back. A second sum for a payment
    that succeeded is a duplicate even if its amount differs.
    """
    if payment is None:
        return MoneyOutcome.UNKNOWN
    if payment.status is PaymentStatus.SUCCEEDED:
        return MoneyOutcome.DUPLICATE
    if not money.is_booked or money.amount_fen != payment.amount_fen:
        return MoneyOutcome.WRONG_AMOUNT
    in_time = payment.status is PaymentStatus.PENDING and money.paid_at <= payment.expires_at
    if not in_time or not payment.waits:
        return MoneyOutcome.LATE
    return MoneyOutcome.SEAT if payment.for_seat else MoneyOutcome.ORDER


def payable(payment: Payment, *, closing: bool, now: datetime) -> None:
    """Return if its payer may be sent to the cashier.

    Raises:
        AlreadyPaid: the money arrived.
        HoldExpired: the time to pay ran out.
        PaymentClosed: what was to be paid for is gone or just being given up.
    """
    if payment.status is PaymentStatus.SUCCEEDED:
        raise AlreadyPaid
    if now >= payment.expires_at:
        raise HoldExpired(expired_at=payment.expires_at)
    if payment.status is PaymentStatus.CLOSED or closing or not payment.waits:
        raise PaymentClosed


def unanswered(*, expires_at: datetime, now: datetime) -> bool:
    """Tell whether the provider had all the time there is to say what became of a payment."""
    return now >= expires_at + POLICY.answer


BACKOFF_SECONDS = (1, 5, 30, 120, 600, 1800, 3600)


def next_attempt_at(*, attempts: int, now: datetime) -> datetime:
    """Return when to try again after so many attempts: soon at first, hourly in the end."""
    assert attempts >= 1
    return now + timedelta(seconds=BACKOFF_SECONDS[min(attempts, len(BACKOFF_SECONDS)) - 1])
