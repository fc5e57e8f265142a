"""What Kaituan asks of whoever moves real money, and what it may be answered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from app.errands.payouts import Payouts, ProviderPayout


class PaymentStatus(StrEnum):
    """Where a payment stands at the provider."""

    PENDING = "PENDING"
    SUCCEEDED = "SUCCEEDED"
    CLOSED = "CLOSED"


class MovementStatus(StrEnum):
    """Where money stands that the provider sends back."""

    PROCESSING = "PROCESSING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"


class NotificationKind(StrEnum):
    """What a provider tells without being asked."""

    PAYMENT_SUCCEEDED = "PAYMENT_SUCCEEDED"
    REFUND_SUCCEEDED = "REFUND_SUCCEEDED"
    PAYOUT_CHANGED = "PAYOUT_CHANGED"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPayment:
    """A payment to be offered to a payer under our own stable number."""

    number: str
    amount_fen: int
    currency: str = "CNY"
    subject: str
    expires_at: datetime
    notify_url: str
    return_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderPayment:
    """A payment as the provider sees it.

    Once SUCCEEDED, ``amount_fen`` is the sum received, which need not be the
    sum asked for; before, it is the sum asked for, and 0 for a number that was
    closed before the provider ever heard of it.
    """

    number: str
    reference: str
    status: PaymentStatus
    amount_fen: int
    currency: str
    paid_at: datetime | None
    refunded_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRefund:
    """Money to be sent back through the payment it came from, under a stable number."""

    number: str
    payment_number: str
    amount_fen: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderRefund:
    """A refund as the provider sees it."""

    number: str
    payment_number: str
    reference: str
    status: MovementStatus
    amount_fen: int
    succeeded_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """What the provider told, its signature checked; the same event may come again."""

    event_id: str
    kind: NotificationKind
    payment: ProviderPayment | None
    refund: ProviderRefund | None
    payout: ProviderPayout | None = None


class StatementKind(StrEnum):
    """Which way the money of one line of a statement went."""

    PAYMENT = "PAYMENT"
    REFUND = "REFUND"
    PAYOUT = "PAYOUT"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """One movement of a day: a sum taken, a refund or a payout that succeeded.

    ``reference`` is the provider's own and unique among lines of its kind, the
    one that its receipt, refund or payout told. ``number`` is ours: of the payment,
    the refund or the payout; ``payment_number`` is the payment's, or the payout's.
    """

    kind: StatementKind
    reference: str
    number: str
    payment_number: str
    amount_fen: int
    currency: str
    at: datetime


class Statement(Protocol):
    """The provider's file of one day, checked whole before anybody reads a line of it.

    Iterating gives the lines, payments, refunds and then payouts, each kind in the order of its
    instants, as often as it is done; lines are made one by one, so that a long day needs no
    long list.
    """

    @property
    def day(self) -> date:
        """The day in Asia/Shanghai that these are the movements of."""
        ...

    @property
    def sha256(self) -> str:
        """The hash of the file, in hexadecimal, by which to quote it."""
        ...

    @property
    def payments(self) -> int:
        """How many lines are payments."""
        ...

    @property
    def payments_fen(self) -> int:
        """The sum of the payments."""
        ...

    @property
    def refunds(self) -> int:
        """How many lines are refunds."""
        ...

    @property
    def refunds_fen(self) -> int:
        """The sum of the refunds."""
        ...

    @property
    def payouts(self) -> int:
        """How many lines are payouts."""
        ...

    @property
    def payouts_fen(self) -> int:
        """The sum of the payouts."""
        ...

    def __iter__(self) -> Iterator[StatementLine]: ...


class ProviderUnavailable(Exception):
    """No answer that can be relied on: the call may or may not have taken effect.

    Ask again later under the same number; never conclude anything from it.
    """


class ProviderRefused(Exception):
    """The provider understood and said no; asking again gives the same answer."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class StatementNotReady(Exception):
    """The provider has no statement of this day yet: the day is not over. Ask again later."""


class ForgedNotification(Exception):
    """A notification that the provider did not sign, or not recently, or that means nothing."""


class Provider(Payouts, Protocol):
    """A payment provider, which pays out too.

    Every call has a deadline and is safe to repeat under its number.

    Each call raises ``ProviderUnavailable`` where it has no reliable answer, and
    ``ProviderRefused`` where the provider said no.
    """

    async def create(self, payment: NewPayment) -> str:
        """Return the address of the cashier page where the payer pays.

        The same number with the same arguments gives the same address.

        Raises:
            ProviderRefused: NUMBER_REUSED with other arguments, PAYMENT_CLOSED,
                PAYMENT_EXPIRED, or FIELD_INVALID.
            ProviderUnavailable: the payment may or may not exist now.
        """
        ...

    async def query(self, number: str) -> ProviderPayment | None:
        """Return the payment, or None if the provider does not know the number."""
        ...

    async def close(self, number: str) -> ProviderPayment:
        """Return the payment after the provider was told to take no more money for it.

        SUCCEEDED if it was paid first. An unknown number is remembered as CLOSED,
        so that a create that is still on its way is refused.
        """
        ...

    async def refund(self, refund: NewRefund) -> ProviderRefund:
        """Return the refund under this number, requested now or before.

        Raises:
            ProviderRefused: NUMBER_REUSED with another sum or payment, PAYMENT_UNKNOWN,
                PAYMENT_NOT_PAID, REFUND_EXCEEDS_PAYMENT, or TOO_MANY_REFUNDS.
            ProviderUnavailable: the refund may or may not have been made.
        """
        ...

    async def query_refund(self, number: str) -> ProviderRefund | None:
        """Return the refund, or None if the provider does not know the number."""
        ...

    async def receipts(self, *, after: str | None, limit: int) -> list[ProviderPayment]:
        """Return sums taken, in the order they were taken, those after the one named ``after``.

        ``after`` is the ``reference`` of the last one of the page before, ``limit`` 1 to 100;
        fewer than ``limit`` are the end for now. Every sum is one, with a reference, an amount
        and an instant of its own, also when one payment was paid twice; ``refunded_fen`` is
        that of the whole payment.

        Raises:
            ProviderRefused: FIELD_INVALID when ``after`` names no sum taken.
        """
        ...

    async def statement(self, day: date) -> Statement:
        """Return the checked statement of one day in Asia/Shanghai.

        Raises:
            StatementNotReady: the day is not over yet.
            ProviderUnavailable: no answer, or a file that is not what it says it is: wrong hash,
                wrong totals, an unreadable line. Nothing may be concluded from it.
        """
        ...

    def opened(self, headers: Mapping[str, str], body: bytes) -> Notification:
        """Return what the provider told, from the raw bytes as they arrived.

        Raises:
            ForgedNotification: wrong signature, more than 5 minutes old, or unreadable.
        """
        ...
