"""How the provider's books are laid beside ours: what is missing here is recorded, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from actions.audit import note
from actions.payments import take_money
from actions.payouts import take_payout
from actions.refunds import arrive
from models.ids import new_id
from models.payments import MoneyIn
from models.reconciliation import (
    Discrepancy,
    Reconciler,
    Reconciliation,
    StatementLine,
    discrepancy_found,
    first_day_of_ours,
    lock_day,
    lock_discrepancy,
    lock_due_day,
    lock_reconciler,
    only_here,
    write_line,
    write_matching_lines,
)
from models.transactions import one_transaction
from rules import reconciliation as rules
from rules.days import day_of, span_of
from rules.payments import Money, ReferenceReused
from rules.payouts import Told
from rules.reconciliation import (
    Arrival,
    DiscrepancyKind,
    Line,
    LineKind,
    LineResult,
    ReconciliationState,
)
from rules.reconciliation import Discrepancy as Difference
from rules.refusals import DiscrepancyNotFound
from rules.withdrawals import PayoutOutcome

ONLY_HERE_AT_ONCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Where the provider's list of sums is to be read on from; None is its beginning."""

    after: str | None


@one_transaction
async def claim_receipts(*, now: datetime) -> Reading | None:
    """Return where to read on in the provider's list, or None if it was looked at just now."""
    row = await lock_reconciler()
    if row.receipts_due_at > now:
        return None
    await Reconciler.filter(id=1).update(receipts_due_at=now + rules.RECEIPTS_EVERY)
    return Reading(after=row.receipts_after)


@one_transaction
async def read_receipts(*, before: str | None, after: str | None) -> bool:
    """Remember how far the list was read; tells whether nobody else had read on meanwhile."""
    row = await lock_reconciler()
    if row.receipts_after != before:
        return False
    await Reconciler.filter(id=1).update(receipts_after=after)
    return True


@one_transaction
async def claim_due_day(
    *, now: datetime, due_by: datetime, looks_often: bool = False
) -> Reconciliation | None:
    """Return the oldest day whose statement is to be laid beside our books, None if none is.

    It is another worker's once nothing came of it for a minute. The first day is
    that of our first payment; each day comes after the one before it was begun.
    ``due_by`` differs from ``now`` only where a clock was turned by hand. For who
    ``looks_often``, none is found again within a minute of finding none.
    """
    clock = await lock_reconciler()
    if looks_often and clock.days_due_at > now:
        return None
    day = await lock_due_day(now=now) or await _next_day(now, due_by)
    if day is None:
        await Reconciler.filter(id=1).update(days_due_at=now + rules.DAYS_EVERY)
        return None
    return await _held(day, now)


@one_transaction
async def claim_day(day: date, *, now: datetime) -> Reconciliation:
    """Return this day to be reconciled now, whoever else may be at it; a finished one as it is.

    Days before it that nobody began are begun too, so that none is left out.

    Raises:
        BadInput: the day is not over.
    """
    rules.is_ready(day, now=now)
    await lock_reconciler()
    while not await Reconciliation.exists(day=day):
        following = await _following()
        await _begun(min(day, following) if following else day, now)
    found = await lock_day(day)
    return found if found.state is ReconciliationState.DONE else await _held(found, now)


async def _next_day(now: datetime, due_by: datetime) -> Reconciliation | None:
    day = await _following()
    return await _begun(day, now) if day and day <= rules.last_ready(due_by) else None


async def _following() -> date | None:
    """Return the day after the last one that was begun, else the first of ours, if any."""
    last = await Reconciliation.all().order_by("-day").first()
    if last is not None:
        return last.day + timedelta(days=1)
    first = await first_day_of_ours()
    return day_of(first) if first else None


async def _begun(day: date, now: datetime) -> Reconciliation:
    return await Reconciliation.create(
        id=new_id(now), day=day, state=ReconciliationState.RUNNING, due_at=now, begun_at=now
    )


async def _held(day: Reconciliation, now: datetime) -> Reconciliation:
    day.due_at, day.attempts = now + rules.DAY_LEASE, day.attempts + 1
    await day.save(update_fields=["due_at", "attempts"])
    return day


@one_transaction
async def match_lines(day: date, lines: Sequence[Line], *, now: datetime) -> list[Line]:
    """Write down which lines say what is here, and return those that do not.

    The day stays with whoever is at it for another while.
    """
    await Reconciliation.filter(day=day).update(due_at=now + rules.DAY_LEASE)
    known = await write_matching_lines(day, lines)
    return [line for line in lines if line.key not in known]


@one_transaction
async def settle_line(day: date, line: Line, *, now: datetime) -> LineResult:
    """Record what a line tells that is not here, or leave it for a human; once, however often.

    What it recovers and that it did are written together: a kill between two
    lines loses neither.
    """
    known = await StatementLine.get_or_none(key=line.key)
    if line.kind is LineKind.PAYMENT:
        result = await _settle_sum(day, line, now)
    elif line.kind is LineKind.PAYOUT:
        result = await take_payout(_payout(line), now=now, day=day)
    else:
        result = await _settle_refund(day, line, now)
    if known is None:
        await write_line(day, line, result)
    return result


async def _settle_sum(day: date, line: Line, now: datetime) -> LineResult:
    money = Money(
        reference=line.reference,
        payment_number=line.payment_number,
        amount_fen=line.amount_fen,
        currency=line.currency,
        paid_at=line.at,
    )
    known = await MoneyIn.exists(reference=money.reference)
    try:
        await take_money(money, now=now)
    except ReferenceReused:
        await _reference_reused(money, day, now)
        return LineResult.DISCREPANT
    return LineResult.MATCHED if known else LineResult.RECOVERED


def _payout(line: Line) -> Told:
    return Told(
        number=line.number,
        reference=line.reference,
        amount_fen=line.amount_fen,
        outcome=PayoutOutcome.SUCCEEDED,
        currency=line.currency,
        at=line.at,
    )


async def _settle_refund(day: date, line: Line, now: datetime) -> LineResult:
    told = Arrival(
        number=line.number,
        payment_number=line.payment_number,
        amount_fen=line.amount_fen,
        currency=line.currency,
        at=line.at,
    )
    return await arrive(told, now=now, day=day)


@one_transaction
async def note_reused_reference(money: Money, *, now: datetime) -> None:
    """Have a human see that the provider told another sum under a reference it had used."""
    await _reference_reused(money, None, now)


async def _reference_reused(money: Money, day: date | None, now: datetime) -> None:
    known = await MoneyIn.get(reference=money.reference)
    await discrepancy_found(
        Difference(
            kind=DiscrepancyKind.MONEY_DIFFERS,
            subject=money.reference,
            payment_number=money.payment_number,
            here_fen=known.amount_fen,
            there_fen=money.amount_fen,
            currency=money.currency,
            day=day,
        ),
        now=now,
    )


@one_transaction
async def tell_only_here(day: date, *, now: datetime) -> int:
    """Tell a human of some of what is ours of a day and in no statement; returns how many."""
    found = await only_here(span_of(day), most=ONLY_HERE_AT_ONCE)
    for mine in found:
        difference = Difference(
            kind=DiscrepancyKind(mine["kind"]),
            subject=mine["subject"],
            payment_number=mine["payment_number"],
            here_fen=mine["amount_fen"],
            there_fen=None,
            currency=mine["currency"],
            day=day,
        )
        await discrepancy_found(difference, now=now)
    return len(found)


@one_transaction
async def finish_day(day: date, *, file_hash: str, now: datetime) -> Reconciliation:
    """Return a day whose lines were all met, finished; it is finished once."""
    row = await lock_day(day)
    if row.state is ReconciliationState.DONE:
        return row
    lines = StatementLine.filter(day=day)
    row.lines = await lines.count()
    row.recovered = await lines.filter(result=LineResult.RECOVERED).count()
    discrepant = await lines.filter(result=LineResult.DISCREPANT).count()
    row.discrepancies = discrepant + await Discrepancy.filter(day=day, there_fen=None).count()
    row.state, row.finished_at = ReconciliationState.DONE, now
    row.file_hash, row.last_error = file_hash, ""
    await row.save()
    return row


@one_transaction
async def postpone_day(day: date, *, error: str, now: datetime) -> Reconciliation:
    """Leave a day alone that could not be finished, longer each time."""
    row = await lock_day(day)
    if row.state is ReconciliationState.RUNNING:
        row.due_at = rules.retry_at(attempts=row.attempts, now=now)
        row.last_error = error[:200]
        await row.save(update_fields=["due_at", "last_error"])
    return row


@one_transaction
async def resolve_discrepancy(
    *, operator_id: UUID, discrepancy_id: UUID, reason: str, now: datetime
) -> Discrepancy:
    """Record that an operator has seen to a difference, and how.

    Raises:
        DiscrepancyNotFound: no discrepancy answers to the id.
        DiscrepancyResolved: somebody saw to it before.
    """
    if not await Discrepancy.exists(id=discrepancy_id):
        raise DiscrepancyNotFound
    row = await lock_discrepancy(discrepancy_id)
    rules.is_unresolved(row.resolved_at)
    row.resolved_at, row.resolved_by_id, row.reason = now, operator_id, reason
    await row.save(update_fields=["resolved_at", "resolved_by_id", "reason"])
    await note(
        person_id=operator_id, verb="resolveDiscrepancy", subject=row.key, reason=reason, now=now
    )
    return row
