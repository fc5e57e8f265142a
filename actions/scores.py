"""How a merchant's score is reckoned, and what follows for its campaigns."""

from datetime import datetime
from uuid import UUID

from actions.audit import note
from actions.holds import hold_campaigns, lift_holds
from models.merchants import Merchant, lock_merchant
from models.scores import MerchantScore, lock_score_due, record_of
from models.transactions import one_transaction
from rules import scores as rules
from rules.merchants import HeldFor
from rules.policy import POLICY
from rules.refusals import MerchantNotFound
from rules.scores import Record, Standing


@one_transaction
async def reckon_score(merchant_id: UUID, *, now: datetime) -> MerchantScore | None:
    """Reckon a merchant's score anew, and hold its campaigns or let them go on by it.

    Returns the score where it changed; None where it did not, or is in other hands.
    """
    merchant = await lock_score_due(merchant_id, now=now)
    if merchant is None:
        return None
    merchant.score_due_at = now + POLICY.score_every
    await merchant.save(update_fields=["score_due_at"])
    record = await record_of(merchant.id, since=now - POLICY.score_window, now=now)
    was = await MerchantScore.get_or_none(merchant_id=merchant.id)
    return await _reckoned(merchant, record, was, now=now)


async def _reckoned(
    merchant: Merchant, record: Record, was: MerchantScore | None, *, now: datetime
) -> MerchantScore | None:
    score = rules.score_bp(record)
    standing = Standing(
        held_at=was.held_at if was else None, pardoned_until=was.pardoned_until if was else None
    )
    holds = rules.holds(score, standing, now=now)
    if was is None and not record.orders and not score:
        return None  # of whom there is nothing to say
    if was is not None and was.record() == record and holds == (was.held_at is not None):
        return None
    row = was or MerchantScore(merchant_id=merchant.id)
    row.score_bp, row.reckoned_at = score, now
    row.orders, row.after_sales = record.orders, record.after_sales
    row.complaints, row.late, row.failed = record.complaints, record.late, record.failed
    held_before, row.held_at = row.held_at, (row.held_at or now) if holds else None
    await row.save()
    if holds and held_before is None:
        reason = f"近 90 天纠纷率 {score / 100:.2f}% / dispute rate of 90 days"
        await hold_campaigns(HeldFor.SCORE, reason, merchant_id=merchant.id, now=now)
        await note(
            person_id=None, verb="holdForScore", subject=merchant.slug, reason=reason, now=now
        )
    elif held_before is not None and not holds:
        await lift_holds(HeldFor.SCORE, merchant_id=merchant.id, now=now)
        await note(person_id=None, verb="freeByScore", subject=merchant.slug, now=now)
    return row


@one_transaction
async def pardon_merchant(
    *, merchant_id: UUID, operator_id: UUID, reason: str, now: datetime
) -> Merchant:
    """Let a merchant sell for a week whatever its score says, with a reason on record.

    Raises:
        MerchantNotFound: there is no such merchant.
    """
    merchant = await lock_merchant(merchant_id)
    if merchant is None:
        raise MerchantNotFound
    row = await MerchantScore.get_or_none(merchant_id=merchant_id)
    if row is not None:
        row.held_at, row.pardoned_until = None, now + POLICY.score_pardon
        await row.save(update_fields=["held_at", "pardoned_until"])
        await lift_holds(HeldFor.SCORE, merchant_id=merchant_id, now=now)
    await note(
        person_id=operator_id,
        verb="pardonMerchant",
        subject=merchant.slug,
        reason=reason,
        now=now,
    )
    return merchant
