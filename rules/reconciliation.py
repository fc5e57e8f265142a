"""How the provider's books are laid beside ours, and what a difference between them is called."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from rules.days import day_of
from rules.faults import BadInput
from rules.payments import BOOKED_CURRENCY, is_booked
from rules.refusals import DiscrepancyResolved

# A provider needs a while after midnight to close its books.
READY_AFTER = timedelta(hours=1)
RECEIPTS_EVERY = timedelta(minutes=1)
DAYS_EVERY = timedelta(minutes=1)
# A day at which nothing happened for so long is somebody else's.
DAY_LEASE = timedelta(minutes=1)
RETRY_MOST_SECONDS = 3600
NAME_MOST = 255
# Beyond it no browser counts truly.
SUM_MOST_FEN = 2**53 - 1


class LineKind(StrEnum):
    """Which way the money of a line of a statement went."""

    PAYMENT = "PAYMENT"
    REFUND = "REFUND"
    PAYOUT = "PAYOUT"


class LineResult(StrEnum):
    """What came of a line: known here, recorded now, or left for a human."""

    MATCHED = "MATCHED"
    RECOVERED = "RECOVERED"
    DISCREPANT = "DISCREPANT"


class ReconciliationState(StrEnum):
    """Where a day stands."""

    RUNNING = "RUNNING"
    DONE = "DONE"


class DiscrepancyKind(StrEnum):
    """In which way the provider's books and ours differ."""

    MONEY_DIFFERS = "MONEY_DIFFERS"
    MONEY_UNKNOWN_THERE = "MONEY_UNKNOWN_THERE"
    REFUND_DIFFERS = "REFUND_DIFFERS"
    REFUND_UNKNOWN_HERE = "REFUND_UNKNOWN_HERE"
    REFUND_UNKNOWN_THERE = "REFUND_UNKNOWN_THERE"
    PAYOUT_DIFFERS = "PAYOUT_DIFFERS"
    PAYOUT_UNKNOWN_HERE = "PAYOUT_UNKNOWN_HERE"
    PAYOUT_UNKNOWN_THERE = "PAYOUT_UNKNOWN_THERE"


class DiscrepancyStatus(StrEnum):
    """Whether a human has seen to it."""

    OPEN = "OPEN"
    RESOLVED = "RESOLVED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One movement of a day as the provider states it, in minor units of its currency."""

    kind: LineKind
    reference: str
    number: str
    payment_number: str
    amount_fen: int
    currency: str
    at: datetime

    @property
    def key(self) -> str:
        """Return what names it: sums by the provider's reference, what went out by our number."""
        name = self.reference if self.kind is LineKind.PAYMENT else self.number
        return f"{self.kind}:{name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A refund of which somebody told that it reached its payer; None is what they left out."""

    number: str
    payment_number: str | None = None
    amount_fen: int | None = None
    currency: str = BOOKED_CURRENCY
    at: datetime | None = None

    def is_of(self, *, payment_number: str, amount_fen: int) -> bool:
        """Return whether it can be this refund of ours."""
        return (
            self.payment_number in (None, payment_number)
            and self.amount_fen in (None, amount_fen)
            and is_booked(self.currency)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """A difference: ``subject`` is a sum's reference or a refund's number.

    ``here_fen`` and ``there_fen`` are what each side says; None says nothing.
    """

    kind: DiscrepancyKind
    subject: str
    payment_number: str
    here_fen: int | None
    there_fen: int | None
    currency: str = BOOKED_CURRENCY
    day: date | None = None

    @property
    def key(self) -> str:
        """Return what is the same however often the same difference is found."""
        there = "" if self.there_fen is None else self.there_fen
        return f"{self.kind}:{self.subject}:{self.payment_number}:{there}{self.currency}"


def is_name(text: str) -> bool:
    """Return whether a number or reference of a provider can be kept and shown."""
    return 1 <= len(text) <= NAME_MOST and text.isprintable()


def last_ready(now: datetime) -> date:
    """Return the last day whose statement may be asked for."""
    return day_of(now - READY_AFTER) - timedelta(days=1)


def is_ready(day: date, *, now: datetime) -> None:
    """Return if the statement of a day may be asked for.

    Raises:
        BadInput: the day is not over, or has only just ended.
    """
    if day > last_ready(now):
        raise BadInput("day", f"{last_ready(now)} or before: a day that is over in Asia/Shanghai")


def retry_at(*, attempts: int, now: datetime) -> datetime:
    """Return when a day is tried again that could not be finished: doubling up to an hour."""
    return now + timedelta(seconds=min(2 ** min(attempts + 3, 12), RETRY_MOST_SECONDS))


def is_unresolved(resolved_at: datetime | None) -> None:
    """Return if a human may still resolve a discrepancy.

    Raises:
        DiscrepancyResolved: somebody did.
    """
    if resolved_at is not None:
        raise DiscrepancyResolved
