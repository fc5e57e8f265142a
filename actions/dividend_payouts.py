"""What the worker does about dividends: lists their holders and pays them, batch by batch."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from actions.awards import debts_of
from actions.events import to_viewer
from models import dividends as models
from models import ledger
from models.db import insert_many
from models.dividends import DividendPayout, DividendPeriod
from models.failpoints import failpoint
from models.ids import new_id
from models.outbox import tell
from models.people import closed_among
from models.transactions import one_transaction
from rules import dividends as rules
from rules.accounts import REVENUE, AccountKind, AccountName, dividend_pool, of_person
from rules.awards import earning_legs
from rules.dividends import DividendStatus
from rules.events import ViewerEventKind
from rules.ledger import Journal

# Holders listed or paid in one transaction.
BATCH = 500


@one_transaction
async def advance_dividend(period_id: UUID, /, *, now: datetime) -> DividendPeriod | None:
    """Do the next part of a dividend, one batch of holders listed or paid.

    None if there is nothing to do, or another worker is at it. Whoever is killed in
    the midst of it has done nothing, and the next one goes on there.
    """
    period = await models.pass_period(period_id)
    if period is None:
        return None
    if period.status is DividendStatus.POSTED:
        await _pay(period, now=now)
    elif period.status is DividendStatus.DRAFT and period.listed_at is None:
        await _list(period, now=now)
    else:
        return None
    return period


async def _list(period: DividendPeriod, *, now: datetime) -> None:
    found = await models.holders_at(period.to_at, after=period.listed_to, limit=BATCH)
    payouts = [_payout(period, row["owner"], row["shares"], now) for row in found if row["shares"]]
    await insert_many(payouts)
    period.holders += len(payouts)
    period.listed_shares += sum(payout.shares for payout in payouts)
    period.floors_fen += sum(payout.floor_fen for payout in payouts)
    period.listed_to = found[-1]["owner"] if found else period.listed_to
    if len(found) < BATCH:
        await _cut(period)
        period.listed_at = now
    await period.save(
        update_fields=[
            "holders",
            "listed_shares",
            "floors_fen",
            "listed_to",
            "listed_at",
            "cut_remainder",
            "cut_person_id",
        ]
    )
    failpoint("dividend.listed")


def _payout(period: DividendPeriod, owner: str, held: int, now: datetime) -> DividendPayout:
    floor_fen, remainder = rules.quota(pool_fen=period.pool_fen, held=held, shares=period.shares)
    return DividendPayout(
        id=new_id(now),
        period_id=period.id,
        person_id=UUID(owner),
        shares=held,
        floor_fen=floor_fen,
        remainder=remainder,
    )


async def _cut(period: DividendPeriod) -> None:
    over_fen = period.pool_fen - period.floors_fen
    if over_fen:
        last = await models.payout_at(period.id, over_fen)
        period.cut_remainder, period.cut_person_id = last.remainder, last.person_id


async def _pay(period: DividendPeriod, *, now: datetime) -> None:
    batch = await models.unpaid_payouts(period.id, limit=BATCH)
    due = [(payout, _due(period, payout)) for payout in batch]
    await models.count_paid({payout.id: fen for payout, fen in due}, now=now)
    period.paid_fen += sum(fen for _, fen in due)
    if len(batch) < BATCH:
        period.status, period.paid_at = DividendStatus.PAID, now
    await period.save(update_fields=["paid_fen", "status", "paid_at"])
    paid = {payout.person_id: fen for payout, fen in due if fen}
    gone = await closed_among(paid)
    targets = {
        person_id: REVENUE if person_id in gone else of_person(AccountKind.CASH, str(person_id))
        for person_id in paid
    }
    debts = await debts_of(paid, beside=[dividend_pool(str(period.id)), *set(targets.values())])
    journals = [
        _journal(period, person_id, fen, debts.get(person_id, 0), targets[person_id])
        for person_id, fen in paid.items()
    ]
    await ledger.post_many_new(journals, now=now)
    facts = {"account": "CASH", "period_id": str(period.id)}
    await tell(
        *(
            to_viewer(
                person_id,
                ViewerEventKind.DIVIDEND_PAID,
                now=now,
                facts={**facts, "amount": str(fen)},
            )
            for person_id, fen in paid.items()
            if person_id not in gone
        )
    )
    failpoint("dividend.paid")


def _due(period: DividendPeriod, payout: DividendPayout) -> int:
    return rules.amount(
        floor_fen=payout.floor_fen,
        remainder=payout.remainder,
        person_id=payout.person_id,
        cut=period.cut(),
    )


def _journal(
    period: DividendPeriod, person_id: UUID, amount_fen: int, debt_fen: int, target: AccountName
) -> Journal:
    cash = of_person(AccountKind.CASH, str(person_id))
    # What a person owes is repaid first, out of whatever they earn.
    earned = earning_legs(
        source=dividend_pool(str(period.id)), target=cash, debt_fen=debt_fen, amount_fen=amount_fen
    )
    # What was theirs goes back to where it came from, once nobody is there to spend it.
    legs = [replace(leg, target=target) if leg.target == cash else leg for leg in earned]
    return rules.paid(period_id=str(period.id), person_id=str(person_id), legs=legs)
