"""How a withdrawal ends: paid, or its whole sum back, once; and who is told of it."""

from datetime import datetime

from actions.events import to_viewer
from models import ledger
from models.failpoints import failpoint
from models.merchants import people_with
from models.outbox import OutboxEvent, tell
from models.withdrawals import Withdrawal, Withholding, return_to_day
from rules import withdrawals as rules
from rules.accounts import AccountName
from rules.events import ViewerEventKind
from rules.merchants import Duty
from rules.withdrawals import WithdrawalStatus

_ENDED = [
    "status",
    "decided_by_id",
    "reason",
    "failure",
    "reference",
    "ended_at",
    "next_attempt_at",
    "waits_until",
    "lease_until",
]


async def told(row: Withdrawal, kind: ViewerEventKind, *, now: datetime) -> list[OutboxEvent]:
    """Return what those hear whose money it is: the person, or who sees to the merchant's."""
    facts = {"withdrawal_id": str(row.id), "amount_fen": str(row.amount_fen)}
    if row.merchant_id is None:
        people = [row.requested_by_id]
    else:
        people = await people_with(row.merchant_id, Duty.FINANCE)
    return [to_viewer(person_id, kind, now=now, facts=facts) for person_id in people]


def _source(row: Withdrawal) -> AccountName:
    return rules.source_of(party_id=str(row.party_id), is_merchant=row.merchant_id is not None)


async def given_back(row: Withdrawal, kind: ViewerEventKind, *, now: datetime) -> None:
    """Put the sum of a locked withdrawal back, whose status and reasons are set to how it ends."""
    assert row.status in rules.ENDED
    assert row.status is not WithdrawalStatus.PAID
    await _ended(row, at=now)
    await return_to_day(row)
    journal = rules.given_back(
        withdrawal_id=str(row.id),
        party_id=str(row.party_id),
        source=_source(row),
        amount_fen=row.amount_fen,
    )
    await ledger.post_new(journal, now=now)
    failpoint("withdrawal.returned")
    await tell(*await told(row, kind, now=now))


async def paid(row: Withdrawal, *, reference: str, at: datetime, now: datetime) -> None:
    """Book that the sum of a locked withdrawal arrived ``at`` a moment, and what was withheld."""
    row.status, row.reference = WithdrawalStatus.PAID, reference
    await _ended(row, at=at)
    if row.merchant_id is None:
        await Withholding.create(
            withdrawal_id=row.id,
            person_id=row.requested_by_id,
            month=rules.month_of(row.day),
            income_fen=row.amount_fen,
            income_before_fen=row.month_before_fen,
            tax_before_fen=row.month_tax_before_fen,
            tax_fen=row.tax_fen,
            made_at=now,
        )
    journal = rules.paid(
        withdrawal_id=str(row.id),
        number=row.number,
        party_id=str(row.party_id),
        quoted=row.quoted(),
    )
    await ledger.post_new(journal, now=now)
    failpoint("withdrawal.paid")
    await tell(*await told(row, ViewerEventKind.WITHDRAWAL_PAID, now=now))


async def _ended(row: Withdrawal, *, at: datetime) -> None:
    row.ended_at = at
    row.next_attempt_at = row.waits_until = row.lease_until = None
    await row.save(update_fields=_ENDED)
