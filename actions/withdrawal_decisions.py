"""What another person decides about a sum that is asked out."""

from datetime import datetime
from uuid import UUID

from actions.audit import note
from actions.idempotency import claim
from actions.withdrawal_endings import given_back, told
from models.outbox import tell
from models.transactions import one_transaction
from models.withdrawals import Withdrawal, acts_for_payee, lock_withdrawal
from rules import withdrawals as rules
from rules.events import ViewerEventKind
from rules.refusals import WithdrawalNotFound
from rules.withdrawals import WithdrawalStatus


@one_transaction
async def approve_withdrawal(
    *, withdrawal_id: UUID, operator_id: UUID, key: str, now: datetime
) -> Withdrawal:
    """Let a sum go out that another person asked for, noted in the record; a worker sends it.

    Raises:
        IdempotencyKeyReused: the key came before with other arguments.
        WithdrawalNotFound: no withdrawal answers to the id.
        WithdrawalDecided: it waits for nobody's decision.
        OtherPersonDecides: they asked for it, or act for whom it pays.
    """
    stored = await claim(
        person_id=operator_id,
        mutation="approveWithdrawal",
        key=key,
        arguments={"withdrawal": withdrawal_id},
        answer={"withdrawal": withdrawal_id},
        now=now,
    )
    if stored is not None:
        return await Withdrawal.get(id=stored["withdrawal"])
    row = await _undecided(withdrawal_id, operator_id)
    row.status, row.decided_by_id = WithdrawalStatus.APPROVED, operator_id
    row.approved_at = row.next_attempt_at = now
    await row.save(update_fields=["status", "decided_by_id", "approved_at", "next_attempt_at"])
    await note(person_id=operator_id, verb="approveWithdrawal", subject=row.number, now=now)
    await tell(*await told(row, ViewerEventKind.WITHDRAWAL_APPROVED, now=now))
    return row


@one_transaction
async def reject_withdrawal(
    *, withdrawal_id: UUID, operator_id: UUID, reason: str, now: datetime
) -> Withdrawal:
    """Refuse to pay out what another person asked for: its sum is back, whole, with a reason.

    Raises:
        WithdrawalNotFound: no withdrawal answers to the id.
        WithdrawalDecided: it waits for nobody's decision.
        OtherPersonDecides: they asked for it, or act for whom it pays.
    """
    row = await _undecided(withdrawal_id, operator_id)
    row.status, row.decided_by_id, row.reason = WithdrawalStatus.REJECTED, operator_id, reason
    await note(
        person_id=operator_id, verb="rejectWithdrawal", subject=row.number, reason=reason, now=now
    )
    await given_back(row, ViewerEventKind.WITHDRAWAL_REJECTED, now=now)
    return row


async def _undecided(withdrawal_id: UUID, operator_id: UUID) -> Withdrawal:
    row = await lock_withdrawal(withdrawal_id)
    if row is None:
        raise WithdrawalNotFound
    rules.may_decide(row.status, is_theirs=await acts_for_payee(row, operator_id))
    return row
