"""How a share of revenue is split among those who hold shares, to the fen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from rules.accounts import REVENUE, dividend_pool
from rules.faults import BadInput
from rules.ledger import Journal, Leg
from rules.people import line
from rules.policy import POLICY
from rules.refusals import (
    DividendNotDraft,
    DividendNotListed,
    NoHolders,
    NothingToShare,
    PeriodNotOver,
    RevenueTooLow,
)
from rules.texts import instant, within

# A share is stated in hundredths of a percent.
WHOLE_BP = 10_000


class DividendStatus(StrEnum):
    """Where a dividend stands."""

    DRAFT = "DRAFT"
    POSTED = "POSTED"
    PAID = "PAID"
    DISCARDED = "DISCARDED"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPeriod:
    """Of what was earned from one moment until before another, so many hundredths of a percent."""

    name: str
    from_at: datetime
    to_at: datetime
    share_bp: int


def period(raw: NewPeriod) -> NewPeriod:
    """Return a period as it is stored.

    Raises:
        BadInput: something of it cannot be meant; its field is named.
    """
    kept = NewPeriod(
        name=line(raw.name, field="input.name", most=60),
        from_at=instant(raw.from_at, field="input.fromAt"),
        to_at=instant(raw.to_at, field="input.toAt"),
        share_bp=within(raw.share_bp, 1, WHOLE_BP, field="input.shareBp"),
    )
    if kept.to_at <= kept.from_at:
        raise BadInput("input.toAt", "a moment after fromAt")
    return kept


def over(to_at: datetime, *, now: datetime) -> None:
    """Return if a time is over, and the books of it are closed.

    What is posted while a clock turns the hour carries a moment before it: who
    held shares at the end is asked when nobody can write of that time any more.

    Raises:
        PeriodNotOver: it is not.
    """
    until = to_at + POLICY.dividend_rests
    if now < until:
        raise PeriodNotOver(until=until)


def share_of(revenue_fen: int, *, share_bp: int) -> int:
    """Return what so many hundredths of a percent of what was earned are, in whole fen."""
    return max(0, revenue_fen) * share_bp // WHOLE_BP


def pool(*, revenue_fen: int, share_bp: int, shares: int) -> int:
    """Return what of the revenue of a time is shared out, in fen.

    Raises:
        NothingToShare: it is not a fen.
        NoHolders: nobody holds a share.
    """
    pool_fen = share_of(revenue_fen, share_bp=share_bp)
    if pool_fen < 1:
        raise NothingToShare(revenue_fen=revenue_fen)
    if shares < 1:
        raise NoHolders
    return pool_fen


def quota(*, pool_fen: int, held: int, shares: int) -> tuple[int, int]:
    """Return the whole fen due to somebody who holds so many of all shares, and the remainder.

    The remainder is what of a fen is due beside them, in parts of which
    ``shares`` are a fen.
    """
    assert 1 <= held <= shares
    return divmod(pool_fen * held, shares)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """The last holder who has one of the fen left over; before it come larger remainders.

    Among equal remainders, smaller ids.
    """

    remainder: int
    person_id: UUID


def amount(*, floor_fen: int, remainder: int, person_id: UUID, cut: Cut | None) -> int:
    """Return what a holder is paid: the largest remainders have the fen left over, one each."""
    if cut is None:
        return floor_fen
    extra = (-remainder, person_id.bytes) <= (-cut.remainder, cut.person_id.bytes)
    return floor_fen + extra


def may_discard(status: DividendStatus) -> None:
    """Return if nothing of a dividend is promised yet.

    Raises:
        DividendNotDraft: it was posted or discarded before.
    """
    if status is not DividendStatus.DRAFT:
        raise DividendNotDraft(status=status)


def may_post(
    status: DividendStatus, *, listed: bool, holders: int, pool_fen: int, revenue_fen: int
) -> None:
    """Return if a draft may be posted, the platform's revenue holding so much at the moment.

    Raises:
        DividendNotDraft: it was posted or discarded before.
        DividendNotListed: its payouts are still being worked out.
        RevenueTooLow: revenue does not cover the pool.
    """
    may_discard(status)
    if not listed:
        raise DividendNotListed(holders=holders)
    if revenue_fen < pool_fen:
        raise RevenueTooLow(missing_fen=pool_fen - revenue_fen)


def posted(*, period_id: str, pool_fen: int) -> Journal:
    """Return the journal that makes a dividend a promise: revenue to the pool of its period."""
    leg = Leg(source=REVENUE, target=dividend_pool(period_id), amount=pool_fen)
    return Journal(key=f"dividend:{period_id}", kind="DIVIDEND", cause=period_id, legs=[leg])


def paid(*, period_id: str, person_id: str, legs: Sequence[Leg]) -> Journal:
    """Return the journal of one holder's part: out of the pool, to them or to what they owe."""
    key = f"dividend:{period_id}:{person_id}"
    return Journal(key=key, kind="DIVIDEND_PAID", cause=period_id, legs=legs)
