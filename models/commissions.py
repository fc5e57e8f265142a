"""What sales bring those who led their buyers here, as stored."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import orjson
from tortoise import fields
from tortoise.models import Model

from models.db import built, columns, rows
from rules.commissions import CommissionStatus, CommissionWhy, RateFrom, ReversedFor
from rules.order_settlements import Share


class ProductCommission(Model):
    """What is paid, in basis points, to who leads buyers to a product where no campaign says it."""

    product_id: UUID = fields.UUIDField(primary_key=True)
    level_1_bp: int = fields.IntField()
    level_2_bp: int = fields.IntField()
    level_3_bp: int = fields.IntField()
    changed_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "product_commission"

    @property
    def levels_bp(self) -> tuple[int, int, int]:
        """Return the rates by level."""
        return self.level_1_bp, self.level_2_bp, self.level_3_bp


class Commission(Model):
    """What one order brings one person; level 0 is the leader of the buyer's team.

    ``amount_fen`` is what was promised when it was paid; ``reversed_fen`` of that is
    not, or no more, theirs. ``repaid_fen`` went to a debt of theirs, and ``debt_fen``
    was not there any more when it had to go back.
    """

    id: UUID = fields.UUIDField(primary_key=True)
    order_id: UUID = fields.UUIDField()
    person_id: UUID = fields.UUIDField()
    level: int = fields.IntField()
    edge_id: UUID | None = fields.UUIDField(null=True)
    rate_bp: int = fields.IntField()
    rate_from = fields.CharEnumField(RateFrom, max_length=16)
    capped = fields.BooleanField(default=False)
    base_fen: int = fields.BigIntField()
    amount_fen: int = fields.BigIntField()
    why = fields.CharEnumField(CommissionWhy, max_length=24)
    status = fields.CharEnumField(CommissionStatus, max_length=8, default=CommissionStatus.PENDING)
    reversed_fen: int = fields.BigIntField(default=0)
    reversed_for = cast(
        "ReversedFor | None", fields.CharEnumField(ReversedFor, max_length=16, null=True)
    )
    repaid_fen: int = fields.BigIntField(default=0)
    debt_fen: int = fields.BigIntField(default=0)
    promised_at: datetime = fields.DatetimeField()
    settled_at: datetime | None = fields.DatetimeField(null=True)
    reversed_at: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "commission"

    @property
    def kept_fen(self) -> int:
        """Return what of it is theirs, or will be."""
        return self.amount_fen - self.reversed_fen

    def share(self) -> Share:
        """Return what the rules part an order by."""
        rate_bp = self.rate_bp if self.why is CommissionWhy.DUE else 0
        return Share(id=str(self.id), person_id=str(self.person_id), rate_bp=rate_bp)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is written where an order was made, and who led its buyer there."""

    rules: Mapping[str, Any] | None
    product_bp: Sequence[int] | None
    third: bool
    leader_id: UUID | None
    uplines: Sequence[Mapping[str, Any]]


async def facts_of(order_id: UUID) -> Facts:
    """Return all that decides what an order that was just paid brings whom, by one statement."""
    [found] = await rows(
        """
        SELECT c.id IS NOT NULL AS offered, c.rules->'commission' AS said, t.leader_id,
               p.product_id, p.level_1_bp, p.level_2_bp, p.level_3_bp,
               EXISTS (SELECT 1 FROM policy_override
                        WHERE rule = 'THIRD_LEVEL' AND campaign_id IS NULL) AS third,
               (SELECT jsonb_agg(to_jsonb(u) ORDER BY u.level) FROM order_upline u
                 WHERE u.order_id = o.id) AS uplines
          FROM orders o JOIN sku k ON k.id = o.sku_id
          LEFT JOIN product_commission p ON p.product_id = k.product_id
          LEFT JOIN campaign c ON c.id = o.campaign_id LEFT JOIN team t ON t.id = o.team_id
         WHERE o.id = $1
        """,
        order_id,
    )
    said = orjson.loads(found["said"]) if found["said"] else None
    levels = [found[f"level_{level}_bp"] for level in (1, 2, 3)]
    return Facts(
        rules={"commission": said} if found["offered"] else None,
        product_bp=levels if found["product_id"] else None,
        third=found["third"],
        leader_id=found["leader_id"],
        uplines=orjson.loads(found["uplines"]) if found["uplines"] else (),
    )


async def commissions_of(order_ids: Collection[UUID]) -> dict[UUID, list[Commission]]:
    """Return what these orders bring whom, the leader first."""
    by_order: dict[UUID, list[Commission]] = {order_id: [] for order_id in order_ids}
    for row in await Commission.filter(order_id__in=list(order_ids)).order_by("order_id", "level"):
        by_order[row.order_id].append(row)
    return by_order


async def withdraw(
    order_ids: Collection[UUID], reason: ReversedFor, *, now: datetime
) -> list[Commission]:
    """End what these held orders promised and did not pay yet, and return it as it is then."""
    found = await rows(
        f"""
        UPDATE commission c SET status = 'REVERSED', reversed_fen = amount_fen,
               reversed_for = $2, reversed_at = $3
         WHERE order_id = ANY($1) AND status = 'PENDING' RETURNING {columns(Commission, of="c")}
        """,  # noqa: S608 - nothing but names of columns is filled in
        list(order_ids),
        reason,
        now,
    )
    return [built(Commission, row) for row in found]


async def shrink(refunded: Mapping[UUID, int], *, now: datetime) -> list[tuple[Commission, int]]:
    """Take off what is promised what it is less since so much of these held orders was refunded.

    Returns those that changed, with what each is less by now.
    """
    found = await rows(
        f"""
        WITH less AS (
          SELECT c.id, c.reversed_fen AS before, greatest(0, c.base_fen - r.fen) AS kept_fen
            FROM commission c JOIN unnest($1::uuid[], $2::bigint[]) AS r (order_id, fen)
                 ON r.order_id = c.order_id
           WHERE c.status = 'PENDING')
        UPDATE commission c SET reversed_for = 'REFUNDED', reversed_at = $3,
               status = CASE WHEN l.kept_fen = 0 THEN 'REVERSED' ELSE 'PENDING' END,
               reversed_fen = c.amount_fen
                 - CASE WHEN c.why = 'DUE' THEN l.kept_fen * c.rate_bp / 10000 ELSE 0 END
          FROM less l WHERE l.id = c.id AND (l.kept_fen = 0 OR c.why = 'DUE' AND
               c.amount_fen - l.kept_fen * c.rate_bp / 10000 > c.reversed_fen)
        RETURNING {columns(Commission, of="c")}, c.reversed_fen - l.before AS less_fen
        """,  # noqa: S608 - nothing but names of columns is filled in
        list(refunded),
        list(refunded.values()),
        now,
    )
    return [(built(Commission, row), row["less_fen"]) for row in found]


async def mark_settled(repaid: Mapping[UUID, int], *, now: datetime) -> None:
    """Write that these commissions of held orders are paid, and what of each repaid a debt."""
    written = await rows(
        """
        UPDATE commission c SET status = 'SETTLED', settled_at = $3, repaid_fen = p.fen
          FROM unnest($1::uuid[], $2::bigint[]) AS p (id, fen)
         WHERE c.id = p.id AND c.status = 'PENDING' RETURNING c.id
        """,
        list(repaid),
        list(repaid.values()),
        now,
    )
    assert len(written) == len(repaid), "what is promised is paid once"


async def end(ids: Collection[UUID], reason: ReversedFor, *, now: datetime) -> None:
    """Write that these promised commissions of held orders are nobody's."""
    await rows(
        """
        UPDATE commission SET status = 'REVERSED', reversed_fen = amount_fen, reversed_for = $2,
               reversed_at = $3
         WHERE id = ANY($1) AND status = 'PENDING'
        """,
        list(ids),
        reason,
        now,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversed:
    """How much of a commission that was paid goes back now, and what of that is owed."""

    id: UUID
    amount_fen: int
    debt_fen: int
    ends: bool


async def count_reversed(parts: Sequence[Reversed], *, now: datetime) -> None:
    """Add what goes back now to what went back of paid commissions of held orders before."""
    await rows(
        """
        UPDATE commission c SET reversed_fen = c.reversed_fen + p.fen,
               debt_fen = c.debt_fen + p.debt,
               status = CASE WHEN p.ends THEN 'REVERSED' ELSE c.status END,
               reversed_for = 'REFUNDED', reversed_at = $5
          FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::boolean[])
               AS p (id, fen, debt, ends)
         WHERE c.id = p.id
        """,
        [part.id for part in parts],
        [part.amount_fen for part in parts],
        [part.debt_fen for part in parts],
        [part.ends for part in parts],
        now,
    )


async def totals_of(person_id: UUID) -> Mapping[str, int]:
    """Return what sales bring somebody in all, in fen, by where it stands.

    ``frozen`` is what of ``pending`` waits for the end of a dispute.
    """
    [found] = await rows(
        """
        SELECT coalesce(sum(c.kept) FILTER (WHERE status = 'PENDING'), 0) AS pending,
               coalesce(sum(c.kept) FILTER (WHERE status = 'SETTLED'), 0) AS settled,
               coalesce(sum(c.reversed_fen), 0) AS reversed,
               (SELECT coalesce(sum(f.amount_fen - f.reversed_fen), 0)
                  FROM commission f JOIN orders o ON o.id = f.order_id
                 WHERE f.person_id = $1 AND f.status = 'PENDING' AND o.disputes > 0) AS frozen
          FROM (SELECT status, reversed_fen, amount_fen - reversed_fen AS kept
                  FROM commission WHERE person_id = $1) c
        """,
        person_id,
    )
    return {name: int(fen) for name, fen in found.items()}


async def keep_product_rates(
    product_id: UUID, rates_bp: tuple[int, int, int], *, now: datetime
) -> None:
    """Write what is paid to who leads buyers to a product, in place of what was written before."""
    await rows(
        """
        INSERT INTO product_commission (product_id, level_1_bp, level_2_bp, level_3_bp, changed_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (product_id) DO UPDATE SET level_1_bp = $2, level_2_bp = $3, level_3_bp = $4,
               changed_at = $5
        """,
        product_id,
        *rates_bp,
        now,
    )
