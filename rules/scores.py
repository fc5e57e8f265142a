"""What a merchant's record comes to, and when its campaigns are held for it."""

from dataclasses import dataclass
from datetime import datetime

from rules.policy import POLICY

# What weighs how much: an after-sale that its customer won is what a score is measured in.
AFTER_SALE = 3
COMPLAINT = 2
LATE = 1
FAILED = 10
_WHOLE_BP = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What happened with a merchant's orders in the last 90 days: counts alone."""

    orders: int
    after_sales: int
    complaints: int
    late: int
    failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Whether a merchant's campaigns are held for its score, and until when it is pardoned."""

    held_at: datetime | None = None
    pardoned_until: datetime | None = None


def score_bp(record: Record) -> int:
    """Return a score in basis points: 0 is a clean record, 10000 the worst there is.

    It is the share of orders that went wrong: after-sales that customers won count
    whole, a complaint two thirds, a parcel that was late one third, a failed
    inspection as much as ten late parcels. It is measured against 20 orders at least,
    so that the first customer of a small shop does not decide over it.
    """
    wrong = (
        AFTER_SALE * record.after_sales
        + COMPLAINT * record.complaints
        + LATE * record.late
        + FAILED * record.failed
    )
    orders = max(record.orders, POLICY.score_orders_least)
    return min(_WHOLE_BP, wrong * _WHOLE_BP // (AFTER_SALE * orders))


def holds(score: int, standing: Standing, *, now: datetime) -> bool:
    """Tell whether a merchant's campaigns are to be held from now on.

    Held at 15 %, free again at 10 %: between the two it stays as it is, so that one
    order more or less does not switch a shop on and off. Whom an operator pardoned
    is not held for a week, whatever the score says.
    """
    if standing.held_at is not None:
        return score > POLICY.score_frees_bp
    pardoned = standing.pardoned_until is not None and now < standing.pardoned_until
    return score >= POLICY.score_holds_bp and not pardoned
