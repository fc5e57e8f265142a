"""Distributors, their applications and how one qualifies, as stored."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.db import first, rows
from rules import distributors as rules
from rules.distributors import ApplicationStatus, DistributionMode, DistributorLevel, Standing


class DistributionSetting(Model):
    """How somebody qualifies from an instant on; the latest holds."""

    id: UUID = fields.UUIDField(primary_key=True)
    mode = fields.CharEnumField(DistributionMode, max_length=16)
    spend_fen: int | None = fields.BigIntField(null=True)
    reason: str = fields.TextField()
    person_id: UUID = fields.UUIDField()
    set_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "distribution_setting"


class Distributor(Model):
    """What is known of somebody as a distributor; ``assessed_for`` is a month's first day."""

    id: UUID = fields.UUIDField(primary_key=True)
    person_id: UUID = fields.UUIDField()
    since_at: datetime = fields.DatetimeField()
    approved_at: datetime | None = fields.DatetimeField(null=True)
    level = fields.CharEnumField(DistributorLevel, max_length=8, default=DistributorLevel.BRONZE)
    level_at: datetime = fields.DatetimeField()
    sold_fen: int = fields.BigIntField(default=0)
    assessed_for: date = fields.DateField()
    given_until: datetime | None = fields.DatetimeField(null=True)
    suspended_at: datetime | None = fields.DatetimeField(null=True)
    suspended_for: str | None = fields.TextField(null=True)

    class Meta(Model.Meta):
        table = "distributor"


class DistributorApplication(Model):
    """Why somebody wants to be a distributor, and what an operator answered."""

    id: UUID = fields.UUIDField(primary_key=True)
    person_id: UUID = fields.UUIDField()
    reason: str = fields.TextField()
    applied_at: datetime = fields.DatetimeField()
    status = fields.CharEnumField(
        ApplicationStatus, max_length=8, default=ApplicationStatus.WAITING
    )
    decided_by_id: UUID | None = fields.UUIDField(null=True)
    decided_at: datetime | None = fields.DatetimeField(null=True)
    answer: str | None = fields.TextField(null=True)

    class Meta(Model.Meta):
        table = "distributor_application"


# Refunds are taken off: what went back was not kept. Only where it decides is it summed.
_KNOWN = """
    SELECT p.id, p.closed_at IS NOT NULL AS closed, d.approved_at IS NOT NULL AS approved,
           d.suspended_at IS NOT NULL AS suspended, coalesce(d.level, 'BRONZE') AS level,
           coalesce(s.mode, 'OPEN') AS mode, s.spend_fen,
           CASE WHEN s.mode = 'BY_SPEND' AND ($3 OR d.approved_at IS NULL)
                THEN (SELECT coalesce(sum(greatest(o.total_fen - o.shipping_fen - o.refunded_fen, 0)), 0)
                        FROM orders o WHERE o.person_id = p.id AND o.settled_at IS NOT NULL)
                ELSE 0 END::bigint AS spent_fen
      FROM person p
      LEFT JOIN distributor d ON d.person_id = p.id
      LEFT JOIN (SELECT mode, spend_fen FROM distribution_setting WHERE set_at <= $2
                  ORDER BY set_at DESC, id DESC LIMIT 1) s ON true
     WHERE p.id = ANY($1::uuid[])
    """  # noqa: E501 - one statement, read at every payment


async def known(
    person_ids: Collection[UUID], *, now: datetime, spent: bool = False
) -> dict[UUID, rules.Known]:
    """Return what is known of these people as distributors, with one statement.

    What they spent is summed where it decides alone, or always where ``spent`` is asked for.
    """
    found = await rows(_KNOWN, list(person_ids), now, spent)
    return {row["id"]: _facts(row) for row in found}


async def standings(person_ids: Collection[UUID], now: datetime) -> dict[UUID, Standing]:
    """Return who of these people may earn at this moment and at which rates of their own."""
    found = await known(person_ids, now=now)
    return {person_id: rules.standing(facts) for person_id, facts in found.items()}


def _facts(row: dict[str, Any]) -> rules.Known:
    return rules.Known(
        mode=DistributionMode(row["mode"]),
        spend_fen=row["spend_fen"],
        spent_fen=row["spent_fen"],
        level=DistributorLevel(row["level"]),
        approved=row["approved"],
        suspended=row["suspended"],
        closed=row["closed"],
    )


async def setting_at(now: datetime) -> DistributionSetting | None:
    """Return what an operator said last of how somebody qualifies; None before the first."""
    return await first(
        DistributionSetting, "WHERE set_at <= $1 ORDER BY set_at DESC, id DESC LIMIT 1", now
    )


async def lock_distributor(person_id: UUID) -> Distributor | None:
    """Fetch what is known of somebody as a distributor, and hold its row."""
    return await Distributor.select_for_update(no_key=True).get_or_none(person_id=person_id)


async def hold_distributor(person_id: UUID, *, row_id: UUID, now: datetime) -> Distributor:
    """Fetch somebody's row and hold it, written with ``row_id`` where they had none."""
    await rows(
        """
        INSERT INTO distributor (id, person_id, since_at, level_at, assessed_for)
        VALUES ($1, $2, $3, $3, $4) ON CONFLICT (person_id) DO NOTHING
        """,
        row_id,
        person_id,
        now,
        rules.month_of(now),
    )
    held = await lock_distributor(person_id)
    assert held is not None, "nobody removes one"
    return held


async def lock_application(application_id: UUID) -> DistributorApplication | None:
    """Fetch an application and hold its row."""
    held = DistributorApplication.select_for_update(no_key=True)
    return await held.get_or_none(id=application_id)


async def levels_due(*, now: datetime, besides: Collection[UUID], limit: int) -> list[UUID]:
    """Return whose level was not worked out for this month yet, the longest ago first."""
    due = Distributor.filter(assessed_for__lt=rules.month_of(now))
    found = due.filter(person_id__not_in=list(besides)).order_by("assessed_for", "person_id")
    return cast("list[UUID]", await found.limit(limit).values_list("person_id", flat=True))


async def lock_level_due(person_id: UUID, *, now: datetime) -> Distributor | None:
    """Fetch a distributor whose level is to be worked out, if nobody else does, and hold it."""
    due = Distributor.filter(person_id=person_id, assessed_for__lt=rules.month_of(now))
    return await due.select_for_update(no_key=True, skip_locked=True).first()
