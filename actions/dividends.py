"""Everything a person does about a dividend: drafts it, discards it, posts another's."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.exceptions import IntegrityError

from actions.audit import note
from actions.funding import override_of
from actions.idempotency import claim
from models import dividends as models
from models import ledger
from models.dividends import DividendPeriod
from models.failpoints import failpoint
from models.ids import new_id
from models.ledger import lock_accounts
from models.transactions import one_transaction
from rules import dividends as rules
from rules.accounts import REVENUE
from rules.dividends import DividendStatus, NewPeriod
from rules.policy import PolicyRule
from rules.refusals import (
    DividendNotFound,
    DividendsOff,
    OtherPersonDecides,
    PeriodShared,
)


async def _allowed() -> None:
    if await override_of(PolicyRule.DIVIDENDS) is None:
        raise DividendsOff


@one_transaction
async def draft_dividend(
    new: NewPeriod, *, operator_id: UUID, key: str, now: datetime
) -> DividendPeriod:
    """Work out a share of what was earned in a time that is over; nothing is promised by it.

    The worker lists what each holder would be paid; another operator posts it.

    Raises:
        IdempotencyKeyReused: the key came before with other arguments.
        DividendsOff: no override allows them.
        PeriodNotOver: its books are open still.
        PeriodShared: some of what was earned is shared out by another dividend.
        NothingToShare: the share is not a fen.
        NoHolders: nobody held a share at its end.
    """
    kept, period_id = rules.period(new), new_id(now)
    arguments = {
        "name": kept.name,
        "from": kept.from_at.isoformat(),
        "to": kept.to_at.isoformat(),
        "share": kept.share_bp,
    }
    before = await claim(
        person_id=operator_id,
        mutation="draftDividend",
        key=key,
        arguments=arguments,
        answer={"period": period_id},
        now=now,
    )
    if before is not None:
        return await DividendPeriod.get(id=before["period"])
    await _allowed()
    rules.over(kept.to_at, now=now)
    if other := await models.overlapping(kept.from_at, kept.to_at):
        raise PeriodShared(name=other.name)
    period = await _written(period_id, kept, operator_id, now)
    subject = f"{period.id} {kept.name} {period.pool_fen} fen"
    await note(person_id=operator_id, verb="draftDividend", subject=subject, now=now)
    return period


async def _written(
    period_id: UUID, kept: NewPeriod, operator_id: UUID, now: datetime
) -> DividendPeriod:
    revenue_fen = await models.earned(kept.from_at, kept.to_at)
    shares = await models.shares_at(kept.to_at)
    pool_fen = rules.pool(revenue_fen=revenue_fen, share_bp=kept.share_bp, shares=shares)
    try:
        return await DividendPeriod.create(
            id=period_id,
            name=kept.name,
            from_at=kept.from_at,
            to_at=kept.to_at,
            share_bp=kept.share_bp,
            revenue_fen=revenue_fen,
            pool_fen=pool_fen,
            shares=shares,
            status=DividendStatus.DRAFT,
            drafted_by_id=operator_id,
            drafted_at=now,
        )
    except IntegrityError:  # two came at once, and the database let one in
        raise PeriodShared(name=kept.name) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Which dividend an operator decides on, and under which key."""

    operator_id: UUID
    period_id: UUID
    key: str


@one_transaction
async def post_dividend(decision: Decision, *, now: datetime) -> DividendPeriod:
    """Make a draft a promise, as another person than drafted it; the worker pays it out.

    Its pool leaves the platform's revenue in this moment, once.

    Raises:
        IdempotencyKeyReused: the key came before with other arguments.
        DividendNotFound: no dividend answers to the id.
        DividendsOff: no override allows them.
        OtherPersonDecides: who drafted it cannot post it too.
        DividendNotDraft: it was posted or discarded before.
        DividendNotListed: its payouts are still being worked out.
        RevenueTooLow: revenue does not cover the pool.
    """
    period = await _decided(decision, "postDividend", now=now)
    if period is None:
        return await DividendPeriod.get(id=decision.period_id)
    await _allowed()
    if period.drafted_by_id == decision.operator_id:
        raise OtherPersonDecides
    held = await lock_accounts([REVENUE])
    rules.may_post(
        period.status,
        listed=period.listed_at is not None,
        holders=period.holders,
        pool_fen=period.pool_fen,
        revenue_fen=held.get(REVENUE, 0),
    )
    await DividendPeriod.filter(id=period.id).update(
        status=DividendStatus.POSTED, posted_by_id=decision.operator_id, posted_at=now
    )
    journal = rules.posted(period_id=str(period.id), pool_fen=period.pool_fen)
    await ledger.post_new(journal, now=now)
    failpoint("dividend.posted")
    return await _noted(decision, "postDividend", period, now=now)


@one_transaction
async def discard_dividend(decision: Decision, *, now: datetime) -> DividendPeriod:
    """Give up a draft, so that its time can be shared out by another.

    Raises:
        IdempotencyKeyReused: the key came before with other arguments.
        DividendNotFound: no dividend answers to the id.
        DividendNotDraft: it was posted or discarded before.
    """
    period = await _decided(decision, "discardDividend", now=now)
    if period is None:
        return await DividendPeriod.get(id=decision.period_id)
    rules.may_discard(period.status)
    await DividendPeriod.filter(id=period.id).update(
        status=DividendStatus.DISCARDED, discarded_by_id=decision.operator_id, discarded_at=now
    )
    return await _noted(decision, "discardDividend", period, now=now)


async def _decided(decision: Decision, mutation: str, *, now: datetime) -> DividendPeriod | None:
    """Return the dividend, held; None if the same key decided before."""
    before = await claim(
        person_id=decision.operator_id,
        mutation=mutation,
        key=decision.key,
        arguments={"period": decision.period_id},
        now=now,
    )
    if before is not None:
        return None
    period = await models.lock_period(decision.period_id)
    if period is None:
        raise DividendNotFound
    return period


async def _noted(
    decision: Decision, verb: str, period: DividendPeriod, *, now: datetime
) -> DividendPeriod:
    subject = f"{period.id} {period.name} {period.pool_fen} fen"
    await note(person_id=decision.operator_id, verb=verb, subject=subject, now=now)
    return await DividendPeriod.get(id=period.id)
