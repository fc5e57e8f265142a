"""How money leaves: how much of it arrives, who decides, and what a provider's answer means."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from rules.accounts import REVENUE, TAX_PAYABLE, AccountKind, AccountName, of_person, payable
from rules.accounts import withdrawing as set_aside
from rules.days import day_of
from rules.ledger import Journal, Leg, clearing
from rules.policy import POLICY
from rules.refusals import (
    BalanceTooLow,
    OtherPersonDecides,
    RealNameNeeded,
    WithdrawalDecided,
    WithdrawalLimitReached,
    WithdrawalNotStuck,
    WithdrawalNotWaiting,
    WithdrawalTooSmall,
)
from rules.withholding import SERVICES, TaxTable, withheld_fen

BACKOFF_SECONDS = (1, 5, 30, 120, 600, 1800, 3600)
# The third question in vain: now its payee and a human are told.
DELAYED_AFTER_ATTEMPTS = 3


class WithdrawalStatus(StrEnum):
    """Where a withdrawal stands."""

    REQUESTED = "REQUESTED"
    APPROVED = "APPROVED"
    PAYING = "PAYING"
    PAID = "PAID"
    REJECTED = "REJECTED"
    RETURNED = "RETURNED"
    CANCELLED = "CANCELLED"


ENDED = frozenset(
    {
        WithdrawalStatus.PAID,
        WithdrawalStatus.REJECTED,
        WithdrawalStatus.RETURNED,
        WithdrawalStatus.CANCELLED,
    }
)


class PayoutOutcome(StrEnum):
    """What a provider says of a payout: only the last three are its end."""

    PROCESSING = "PROCESSING"
    WAITING = "WAITING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    EXPIRED = "EXPIRED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Under which figures a kind of party withdraws; every sum in fen."""

    least_fen: int
    of_day_most_fen: int
    audited_from_fen: int
    fee_fen: int
    table: TaxTable | None
    real_name_from_fen: int | None


PERSONS = Terms(
    least_fen=POLICY.withdrawal_least_fen,
    of_day_most_fen=POLICY.withdrawal_of_day_most_fen,
    audited_from_fen=POLICY.withdrawal_audited_fen,
    fee_fen=POLICY.withdrawal_fee_fen,
    table=SERVICES,
    real_name_from_fen=POLICY.real_name_from_fen,
)
# Who sells says who they are when they are let in, and pays their own taxes.
MERCHANTS = Terms(
    least_fen=POLICY.withdrawal_least_fen,
    of_day_most_fen=POLICY.payout_of_day_most_fen,
    audited_from_fen=POLICY.payout_audited_fen,
    fee_fen=POLICY.withdrawal_fee_fen,
    table=None,
    real_name_from_fen=None,
)


def terms_of(*, is_merchant: bool) -> Terms:
    """Return the figures of a kind of party."""
    return MERCHANTS if is_merchant else PERSONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What was asked out in a month before and not given back, and withheld of that."""

    income_fen: int = 0
    tax_fen: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a party may ask out: what is there and owed, taken today, and ever."""

    held_fen: int
    owed_fen: int
    taken_today_fen: int
    ever_fen: int
    month: Month
    has_real_name: bool

    @property
    def free_fen(self) -> int:
        """Return how much can be withdrawn: what is owed is not theirs to take."""
        return max(0, self.held_fen - self.owed_fen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What becomes of a sum that is asked out."""

    amount_fen: int
    fee_fen: int
    tax_fen: int
    audited: bool

    @property
    def arrives_fen(self) -> int:
        """Return what reaches the account outside."""
        return self.amount_fen - self.fee_fen - self.tax_fen


def quote(amount_fen: int, *, month: Month, terms: Terms) -> Quote:
    """Return what becomes of a sum, whether it may be asked out or not."""
    assert amount_fen > 0
    tax_fen = 0
    if terms.table is not None:
        tax_fen = withheld_fen(
            amount_fen,
            before_fen=month.income_fen,
            tax_before_fen=month.tax_fen,
            table=terms.table,
        )
    return Quote(
        amount_fen=amount_fen,
        fee_fen=terms.fee_fen,
        tax_fen=tax_fen,
        audited=amount_fen >= terms.audited_from_fen,
    )


def may_request(amount_fen: int, standing: Standing, *, terms: Terms) -> Quote:
    """Return what becomes of a sum that may be asked out now.

    Raises:
        WithdrawalTooSmall: it is less than may be asked for, or nothing of it would arrive.
        WithdrawalLimitReached: it is more than is left of this day.
        BalanceTooLow: it is more than is there and not owed.
        RealNameNeeded: with it, so much leaves in all that its owner has to say who they are.
    """
    quoted = quote(amount_fen, month=standing.month, terms=terms)
    if amount_fen < terms.least_fen or quoted.arrives_fen <= 0:
        raise WithdrawalTooSmall(least_fen=max(terms.least_fen, terms.fee_fen + 1))
    within_day(amount_fen, taken_fen=standing.taken_today_fen, terms=terms)
    if amount_fen > standing.free_fen:
        raise BalanceTooLow(left_fen=standing.free_fen)
    limit = terms.real_name_from_fen
    if limit is not None and not standing.has_real_name and standing.ever_fen + amount_fen >= limit:
        raise RealNameNeeded(from_fen=limit)
    return quoted


def within_day(amount_fen: int, *, taken_fen: int, terms: Terms) -> None:
    """Return if a day's limit has room for a sum.

    Raises:
        WithdrawalLimitReached: it has not.
    """
    left_fen = max(0, terms.of_day_most_fen - taken_fen)
    if amount_fen > left_fen:
        raise WithdrawalLimitReached(most_fen=terms.of_day_most_fen, left_fen=left_fen)


def month_of(day: date) -> date:
    """Return the first day of a day's month, by which it is taxed."""
    return day.replace(day=1)


def lands_on(*, audited: bool, now: datetime) -> date:
    """Return the day by which a sum is there: the next, or a day later if a human looks at it."""
    return day_of(now) + timedelta(days=2 if audited else 1)


def may_decide(status: WithdrawalStatus, *, is_theirs: bool) -> None:
    """Return if this person may approve or reject a withdrawal.

    Raises:
        WithdrawalDecided: it waits for nobody's decision.
        OtherPersonDecides: they asked for it, or act for whom it pays.
    """
    undecided(status)
    if is_theirs:
        raise OtherPersonDecides


def undecided(status: WithdrawalStatus) -> None:
    """Return if a withdrawal still waits for a decision.

    Raises:
        WithdrawalDecided: it does not.
    """
    if status is not WithdrawalStatus.REQUESTED:
        raise WithdrawalDecided(status=status)


def waits(status: WithdrawalStatus, *, waits_until: datetime | None) -> None:
    """Return if a withdrawal waits for its payee.

    Raises:
        WithdrawalNotWaiting: it does not.
    """
    if status is not WithdrawalStatus.PAYING or waits_until is None:
        raise WithdrawalNotWaiting(status=status)


def may_mark(
    status: WithdrawalStatus, *, is_delayed: bool, is_asked_about: bool, is_theirs: bool
) -> None:
    """Return if a human may say what became of a withdrawal, since the provider does not.

    Raises:
        WithdrawalNotStuck: it ended, the provider was not asked in vain often enough, or its
            payee or a worker is at it this moment.
        OtherPersonDecides: they asked for it, or act for whom it pays.
    """
    if status is not WithdrawalStatus.PAYING or not is_delayed or is_asked_about:
        raise WithdrawalNotStuck(status=status)
    if is_theirs:
        raise OtherPersonDecides


def is_late(attempts: int) -> bool:
    """Tell whether the provider was asked in vain so often that somebody must hear of it."""
    return attempts >= DELAYED_AFTER_ATTEMPTS


def next_attempt_at(*, attempts: int, now: datetime) -> datetime:
    """Return when to ask again after so many attempts: soon at first, hourly in the end."""
    assert attempts >= 1
    return now + timedelta(seconds=BACKOFF_SECONDS[min(attempts, len(BACKOFF_SECONDS)) - 1])


def source_of(*, party_id: str, is_merchant: bool) -> AccountName:
    """Return the account that a party's money leaves, and comes back to."""
    return payable(party_id) if is_merchant else of_person(AccountKind.CASH, party_id)


def requested(
    *, withdrawal_id: str, party_id: str, source: AccountName, amount_fen: int
) -> Journal:
    """Return the journal of a request: the whole sum is set aside, and can be spent no more."""
    leg = Leg(source=source, target=set_aside(party_id), amount=amount_fen)
    key = f"withdraw:{withdrawal_id}"
    return Journal(key=key, kind="WITHDRAWAL", cause=withdrawal_id, legs=[leg])


def _end(withdrawal_id: str, kind: str, legs: list[Leg]) -> Journal:
    # One key for every end there is: whoever ends it second posts under a key that was used.
    return Journal(key=f"withdrawn:{withdrawal_id}", kind=kind, cause=withdrawal_id, legs=legs)


def paid(*, withdrawal_id: str, number: str, party_id: str, quoted: Quote) -> Journal:
    """Return the journal of a payout that arrived: out, with its fee and its tax."""
    held = set_aside(party_id)
    legs = [Leg(source=held, target=clearing(number), amount=quoted.arrives_fen)]
    if quoted.fee_fen:
        legs.append(Leg(source=held, target=REVENUE, amount=quoted.fee_fen))
    if quoted.tax_fen:
        legs.append(Leg(source=held, target=TAX_PAYABLE, amount=quoted.tax_fen))
    return _end(withdrawal_id, "WITHDRAWAL_PAID", legs)


def given_back(
    *, withdrawal_id: str, party_id: str, source: AccountName, amount_fen: int
) -> Journal:
    """Return the journal of a withdrawal that came to nothing: back where it was, whole."""
    leg = Leg(source=set_aside(party_id), target=source, amount=amount_fen)
    return _end(withdrawal_id, "WITHDRAWAL_RETURNED", [leg])
