"""Which month a statement is of, and what is on it, in fen."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from rules.faults import BadInput

_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
_SHANGHAI = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What moved an account in a month for one kind of reason."""

    account: str
    kind: str
    came_fen: int
    went_fen: int
    entries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What an account held when a month began and ended, and what it moved between."""

    account: str
    opening_fen: int
    came_fen: int
    went_fen: int

    @property
    def closing_fen(self) -> int:
        """Return what it held at the end: what is on a statement always adds up."""
        return self.opening_fen + self.came_fen - self.went_fen


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What orders that were settled in a month came to, and what came back of settled ones.

    ``repaid_fen`` of the merchant's part repaid what it owed; ``debt_fen`` of what
    came back from it was not there any more and is owed.
    """

    orders: int
    base_fen: int
    shipping_fen: int
    leader_discount_fen: int
    commission_fen: int
    fee_fen: int
    merchant_fen: int
    repaid_fen: int
    reversals: int
    reversed_fen: int
    reversed_commission_fen: int
    reversed_fee_fen: int
    reversed_merchant_fen: int
    debt_fen: int


def month(text: str, *, field: str = "month") -> date:
    """Return the first day of a month of Asia/Shanghai written as 2026-01.

    Raises:
        BadInput: it is none of this age.
    """
    found = _MONTH.fullmatch(text)
    if not found:
        raise BadInput(field, "a month such as 2026-01")
    return date(int(found[1]), int(found[2]), 1)


def bounds(first: date) -> tuple[datetime, datetime]:
    """Return when a month begins and when the next one does."""
    year, number = divmod(first.year * 12 + first.month, 12)
    begins = datetime(first.year, first.month, 1, tzinfo=_SHANGHAI)
    ends = datetime(year, number + 1, 1, tzinfo=_SHANGHAI)
    return begins.astimezone(UTC), ends.astimezone(UTC)
