"""What a provider says of a payout beside what was asked of it, and what a difference is called."""

from dataclasses import dataclass
from datetime import date, datetime

from rules.payments import BOOKED_CURRENCY
from rules.reconciliation import Discrepancy, DiscrepancyKind
from rules.withdrawals import PayoutOutcome, WithdrawalStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody said of a payout; ``payee`` is None where they left it out."""

    number: str
    reference: str
    amount_fen: int
    outcome: PayoutOutcome
    payee: str | None = None
    currency: str = BOOKED_CURRENCY
    waits_until: datetime | None = None
    failure: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Payout:
    """A payout as we asked for it, and where it stands."""

    amount_fen: int
    payee: str
    status: WithdrawalStatus


def unlike(told: Told, ours: Payout | None, *, day: date | None) -> Discrepancy | None:
    """Return in what the provider's payout cannot be ours; None where it can.

    Money that went out for nothing we asked, or not as we asked, or after it was given
    back here; and what is said not to have gone out although it is booked.
    """
    came = told.outcome is PayoutOutcome.SUCCEEDED
    if ours is None:
        return _found(DiscrepancyKind.PAYOUT_UNKNOWN_HERE, told, None, day) if came else None
    same = (
        told.amount_fen == ours.amount_fen
        and told.payee in (None, ours.payee)
        and told.currency == BOOKED_CURRENCY
    )
    never_sent = (
        WithdrawalStatus.REQUESTED,
        WithdrawalStatus.REJECTED,
        WithdrawalStatus.CANCELLED,
        WithdrawalStatus.RETURNED,
    )
    if not same or (came and ours.status in never_sent):
        return _found(DiscrepancyKind.PAYOUT_DIFFERS, told, ours.amount_fen, day)
    failed = told.outcome in {PayoutOutcome.FAILED, PayoutOutcome.EXPIRED}
    if failed and ours.status is WithdrawalStatus.PAID:
        return _found(DiscrepancyKind.PAYOUT_DIFFERS, told, ours.amount_fen, day)
    return None


def _found(
    kind: DiscrepancyKind, told: Told, here_fen: int | None, day: date | None
) -> Discrepancy:
    return Discrepancy(
        kind=kind,
        subject=told.number,
        payment_number=told.number,
        here_fen=here_fen,
        there_fen=told.amount_fen if told.outcome is PayoutOutcome.SUCCEEDED else 0,
        currency=told.currency,
        day=day,
    )
