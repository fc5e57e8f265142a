"""What stands behind promises: budgets, top-ups, overrides, subsidies promised, as stored."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.db import rows
from models.ids import new_id
from rules.funding import TopUpStatus, TopUpTarget
from rules.particulars import FundedBy
from rules.policy import PolicyRule


class PolicyOverride(Model):
    """Why a rule does not hold here; of the whole platform where it names no campaign."""

    id: UUID = fields.UUIDField(primary_key=True)
    campaign_id: UUID | None = fields.UUIDField(null=True)
    rule = fields.CharEnumField(PolicyRule, max_length=32)
    reason: str = fields.TextField()
    person_id: UUID = fields.UUIDField()
    made_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "policy_override"


class Budget(Model):
    """What a campaign with a draw may cost at most, set aside until its last window is over.

    ``most`` and ``taken`` count teams where each has its draw, else entries.
    """

    campaign_id: UUID = fields.UUIDField(primary_key=True)
    source_kind = fields.CharEnumField(FundedBy, max_length=16)
    source_owner: str = fields.TextField()
    reserved_fen: int = fields.BigIntField()
    most: int = fields.IntField()
    taken: int = fields.IntField(default=0)
    opened_at: datetime = fields.DatetimeField()
    closed_at: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "budget"


class TopUp(Model):
    """Money from outside, asked for by one person and decided by another."""

    id: UUID = fields.UUIDField(primary_key=True)
    target = fields.CharEnumField(TopUpTarget, max_length=16)
    merchant_id: UUID | None = fields.UUIDField(null=True)
    amount_fen: int = fields.BigIntField()
    evidence: str = fields.TextField()
    status = fields.CharEnumField(TopUpStatus, max_length=16)
    requested_by_id: UUID = fields.UUIDField()
    requested_at: datetime = fields.DatetimeField()
    decided_by_id: UUID | None = fields.UUIDField(null=True)
    decided_at: datetime | None = fields.DatetimeField(null=True)
    reason: str = fields.TextField(default="")

    class Meta(Model.Meta):
        table = "top_up"


class SubsidyDay(Model):
    """What losing may bring a person on a day, beside the most it may."""

    id: UUID = fields.UUIDField(primary_key=True)
    person_id: UUID = fields.UUIDField()
    day: date = fields.DateField()
    promised_fen: int = fields.BigIntField()
    most_fen: int = fields.BigIntField()

    class Meta(Model.Meta):
        table = "subsidy_day"


async def lock_budget(campaign_id: UUID) -> Budget | None:
    """Fetch a campaign's budget and hold its row until the transaction ends."""
    return await Budget.select_for_update(no_key=True).get_or_none(campaign_id=campaign_id)


async def lock_top_up(top_up_id: UUID) -> TopUp | None:
    """Fetch a top-up and hold its row until the transaction ends."""
    return await TopUp.select_for_update(no_key=True).get_or_none(id=top_up_id)


async def take_of_budget(campaign_id: UUID, count: int) -> bool:
    """Count so many teams or entries if the budget covers them; tells whether it does."""
    took = await rows(
        """
        UPDATE budget SET taken = taken + $2
         WHERE campaign_id = $1 AND taken + $2 <= most AND closed_at IS NULL RETURNING taken
        """,
        campaign_id,
        count,
    )
    return bool(took)


async def return_to_budget(campaign_id: UUID, count: int) -> None:
    """Count so many teams or entries no more."""
    await rows("UPDATE budget SET taken = taken - $2 WHERE campaign_id = $1", campaign_id, count)


async def promise_subsidy(
    *, person_id: UUID, day: date, amount_fen: int, most_fen: int, now: datetime
) -> bool:
    """Promise a person a subsidy if the day's limit allows it; tells whether it does."""
    promised = await rows(
        """
        INSERT INTO subsidy_day (id, person_id, day, promised_fen, most_fen)
        SELECT $1, $2, $3, $4::bigint, $5::bigint WHERE $4::bigint <= $5::bigint
        ON CONFLICT (person_id, day) DO UPDATE SET promised_fen = subsidy_day.promised_fen + $4
         WHERE subsidy_day.promised_fen + $4 <= subsidy_day.most_fen RETURNING promised_fen
        """,
        new_id(now),
        person_id,
        day,
        amount_fen,
        most_fen,
    )
    return bool(promised)


async def unpromise_subsidies(*, people: Collection[tuple[UUID, date]], amount_fen: int) -> None:
    """Take back what was promised these people on these days, the same for each."""
    await rows(
        """
        WITH promised AS (
          SELECT person_id, day, count(*) AS times
            FROM unnest($1::uuid[], $2::date[]) AS each (person_id, day) GROUP BY person_id, day
        ), held AS (
          SELECT d.id, p.times FROM subsidy_day d JOIN promised p USING (person_id, day)
           ORDER BY d.person_id, d.day FOR NO KEY UPDATE OF d
        )
        UPDATE subsidy_day d SET promised_fen = d.promised_fen - $3 * held.times
          FROM held WHERE d.id = held.id
        """,
        [person_id for person_id, _ in people],
        [day for _, day in people],
        amount_fen,
    )


async def lock_balance(kind: str, owner: str) -> int:
    """Return what an account holds in fen, and hold it; none where it was never opened."""
    found = await rows(
        """
        SELECT balance FROM account WHERE kind = $1 AND owner = $2 AND unit = 'CNY'
           FOR NO KEY UPDATE
        """,
        kind,
        owner,
    )
    return int(found[0]["balance"]) if found else 0


# Whoever settles a team or grants an award writes both in one transaction, so that one statement
# sees a team that is live, or the award that came of it.
_OVER = """
    SELECT b.campaign_id FROM budget b JOIN campaign c ON c.id = b.campaign_id
     WHERE b.closed_at IS NULL AND c.status = 'ENDED'
       AND b.campaign_id <> ALL($2::uuid[]) AND ($3::uuid IS NULL OR b.campaign_id = $3)
       AND NOT EXISTS (SELECT 1 FROM team t WHERE t.campaign_id = b.campaign_id
                          AND t.status IN ('OPEN', 'FORMED', 'DRAWING'))
       -- Who settles a draw puts back what it kept: until then nobody else does.
       AND NOT EXISTS (SELECT 1 FROM draw d WHERE d.campaign_id = b.campaign_id
                          AND d.status <> 'SCHEDULED' AND d.settled_at IS NULL)
       AND NOT EXISTS (SELECT 1 FROM award a WHERE a.campaign_id = b.campaign_id
                          AND a.window_ends_at > $1)
     ORDER BY b.opened_at LIMIT $4
    """


async def budgets_over(*, now: datetime, besides: Collection[UUID], limit: int) -> list[UUID]:
    """Return the ids of campaigns that can cost nothing more, the oldest first."""
    found = await rows(_OVER, now, list(besides), None, limit)
    return [row["campaign_id"] for row in found]


async def lock_budget_over(campaign_id: UUID, *, now: datetime) -> Budget | None:
    """Fetch a campaign's budget if it can cost nothing more and nobody holds it, and hold it."""
    locking = _OVER + "FOR NO KEY UPDATE OF b SKIP LOCKED"
    found = await rows(locking, now, [], campaign_id, 1)
    return await Budget.get(campaign_id=campaign_id) if found else None


async def won_of(campaign_id: UUID) -> int:
    """Return how many seats of a campaign were won: each that was has its award."""
    [counted] = await rows(
        "SELECT count(*) AS awards FROM award WHERE campaign_id = $1", campaign_id
    )
    return int(counted["awards"])
