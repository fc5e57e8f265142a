"""What a provider says of a payout, recorded once; what it does not say is asked again."""

from datetime import date, datetime
from uuid import UUID

from actions.audit import note
from actions.withdrawal_endings import given_back, paid, told
from models.failpoints import failpoint
from models.outbox import tell
from models.reconciliation import discrepancy_found
from models.transactions import one_transaction
from models.withdrawals import (
    Withdrawal,
    acts_for_payee,
    lock_withdrawal,
    lock_withdrawal_numbered,
)
from rules import leases
from rules import withdrawals as rules
from rules.events import ViewerEventKind
from rules.payouts import Payout, Told, unlike
from rules.reconciliation import LineResult
from rules.refusals import WithdrawalNotFound
from rules.withdrawals import PayoutOutcome, WithdrawalStatus


@one_transaction
async def record_payout(told_of: Told, *, now: datetime, lease_no: int | None = None) -> LineResult:
    """Record what the provider says of a payout, whoever told us, and return what that was.

    RECOVERED where it ended one, MATCHED where it was known or is no end, DISCREPANT
    where it cannot be ours as it was told: nothing is booked then, and a human sees to it.

    Raises:
        LeaseLost: a worker asked under a lease that is another's by now; nothing is written.
    """
    result = await take_payout(told_of, now=now, lease_no=lease_no)
    failpoint("payout.recorded")
    return result


async def take_payout(
    told_of: Told, *, now: datetime, lease_no: int | None = None, day: date | None = None
) -> LineResult:
    """Record in the caller's transaction what the provider says of a payout.

    ``day`` is that of the statement that told it.

    Raises:
        LeaseLost: a worker asked under a lease that is another's by now; nothing is written.
    """
    row = await lock_withdrawal_numbered(told_of.number)
    if row is not None:
        leases.fence(lease_no, present=row.lease_no)
    facts = None if row is None else _facts(row)
    differs = unlike(told_of, facts, day=day)
    if differs is not None:
        await discrepancy_found(differs, now=now)
        return LineResult.DISCREPANT
    if row is None or row.status in rules.ENDED or row.status is WithdrawalStatus.REQUESTED:
        # Of what was never sent nothing ends, whatever is said of it.
        return LineResult.MATCHED
    if row.status is WithdrawalStatus.APPROVED:
        # Somebody else than our worker was first to say so: it was sent, then.
        await _sent(row, now)
    return await _taken(row, told_of, now)


def _facts(row: Withdrawal) -> Payout:
    return Payout(
        amount_fen=row.quoted().arrives_fen,
        payee=row.payee,
        status=row.status,
    )


async def _sent(row: Withdrawal, now: datetime) -> None:
    row.status, row.sent_at = WithdrawalStatus.PAYING, now
    await row.save(update_fields=["status", "sent_at"])


async def _taken(row: Withdrawal, told_of: Told, now: datetime) -> LineResult:
    if told_of.outcome is PayoutOutcome.SUCCEEDED:
        await paid(row, reference=told_of.reference, at=told_of.at or now, now=now)
        return LineResult.RECOVERED
    if told_of.outcome in {PayoutOutcome.FAILED, PayoutOutcome.EXPIRED}:
        row.status = WithdrawalStatus.RETURNED
        row.failure = told_of.failure[:200] or str(told_of.outcome)
        await given_back(row, ViewerEventKind.WITHDRAWAL_RETURNED, now=now)
        return LineResult.RECOVERED
    if told_of.outcome is PayoutOutcome.WAITING and row.waits_until is None:
        assert told_of.waits_until is not None, "who waits says until when"
        row.waits_until = told_of.waits_until
        await row.save(update_fields=["waits_until"])
        await tell(*await told(row, ViewerEventKind.WITHDRAWAL_WAITS_FOR_YOU, now=now))
    if told_of.outcome is PayoutOutcome.PROCESSING and row.waits_until is not None:
        row.waits_until = None
        await row.save(update_fields=["waits_until"])
    return LineResult.MATCHED


@one_transaction
async def postpone_payout(
    *, withdrawal_id: UUID, error: str, now: datetime, lease_no: int | None = None
) -> bool:
    """Record that the provider named no end; it is asked again later, without end.

    Nothing is given back: what it may have paid is not ours to spend. Returns whether
    it is late by now, so that whoever called has a human told.

    Raises:
        LeaseLost: the lease it was sent under is another's by now; nothing is written.
    """
    row = await lock_withdrawal(withdrawal_id)
    assert row is not None, "what was leased is there"
    leases.fence(lease_no, present=row.lease_no)
    if row.status is not WithdrawalStatus.PAYING:
        return False
    # Who waits for their own payee is not late.
    late = rules.is_late(row.attempts) and row.waits_until is None
    row.next_attempt_at = rules.next_attempt_at(attempts=row.attempts, now=now)
    row.last_error, row.lease_until = error[:200], None
    if late and row.delayed_at is None:
        row.delayed_at = now
    await row.save(update_fields=["next_attempt_at", "last_error", "lease_until", "delayed_at"])
    return late


@one_transaction
async def mark_withdrawal(
    *, withdrawal_id: UUID, operator_id: UUID, was_paid: bool, reason: str, now: datetime
) -> Withdrawal:
    """Record what a human found out of a payout that the provider does not answer about.

    The reason holds the evidence, and is in the record. What the provider says later
    and differs is a discrepancy.

    Raises:
        WithdrawalNotFound: no withdrawal answers to the id.
        WithdrawalNotStuck: the provider is still to be asked, or it ended.
        OtherPersonDecides: they asked for it, or act for whom it pays.
    """
    row = await lock_withdrawal(withdrawal_id)
    if row is None:
        raise WithdrawalNotFound
    rules.may_mark(
        row.status,
        is_delayed=row.delayed_at is not None,
        # A worker that is at it might send it in this moment, whatever is said here.
        is_asked_about=row.waits_until is not None
        or (row.lease_until is not None and row.lease_until > now),
        is_theirs=await acts_for_payee(row, operator_id),
    )
    row.reason = reason
    verb = "markWithdrawalPaid" if was_paid else "markWithdrawalReturned"
    await note(person_id=operator_id, verb=verb, subject=row.number, reason=reason, now=now)
    if was_paid:
        await paid(row, reference=f"marked:{row.number}", at=now, now=now)
        return row
    row.status, row.failure = WithdrawalStatus.RETURNED, "MARKED"
    await given_back(row, ViewerEventKind.WITHDRAWAL_RETURNED, now=now)
    return row
