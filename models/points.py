"""Lots of points with the money behind them, and what they were redeemed for, as stored."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.expressions import F
from tortoise.models import Model

from models.db import built, columns, rows
from rules import points as rules
from rules.particulars import FundedBy


class PointLot(Model):
    """Points given at once: how many are left, where the others went, and until when.

    Whoever takes from ``left`` adds as much to ``used``, ``expired`` or ``taken``:
    the database compares. ``taken`` is what was taken back with the win it came from.
    """

    id: UUID = fields.UUIDField(primary_key=True)
    person_id: UUID = fields.UUIDField()
    award_id: UUID | None = fields.UUIDField(null=True)
    points: int = fields.BigIntField()
    left: int = fields.BigIntField()
    used: int = fields.BigIntField(default=0)
    expired: int = fields.BigIntField(default=0)
    taken: int = fields.BigIntField(default=0)
    reserve_fen: int = fields.BigIntField()
    source_kind = fields.CharEnumField(FundedBy, max_length=16)
    source_owner: str = fields.TextField()
    granted_at: datetime = fields.DatetimeField()
    expires_at: datetime = fields.DatetimeField()
    warned_at: datetime | None = fields.DatetimeField(null=True)
    expiries: int = fields.IntField(default=0)

    class Meta(Model.Meta):
        table = "point_lot"

    def facts(self) -> rules.Lot:
        """Return the facts the rules decide on."""
        return rules.Lot(
            id=str(self.id),
            person_id=str(self.person_id),
            left=self.left,
            each_fen=self.reserve_fen // self.points,
            source_kind=self.source_kind,
            source_owner=self.source_owner,
            expires_at=self.expires_at,
        )


class Redemption(Model):
    """The points an order was paid with; ``spent_at`` says since when they are the merchant's."""

    order_id: UUID = fields.UUIDField(primary_key=True)
    item_id: UUID = fields.UUIDField()
    points: int = fields.BigIntField()
    returned: int = fields.BigIntField(default=0)
    spent_at: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "redemption"


class LotUse(Model):
    """What a redemption took out of one lot, and how much of that came back."""

    id: UUID = fields.UUIDField(primary_key=True)
    order_id: UUID = fields.UUIDField()
    lot_id: UUID = fields.UUIDField()
    ordinal: int = fields.IntField()
    points: int = fields.BigIntField()
    returned: int = fields.BigIntField(default=0)

    class Meta(Model.Meta):
        table = "lot_use"


async def lock_lot(lot_id: UUID) -> PointLot | None:
    """Fetch a lot and hold its row until the transaction ends."""
    return await PointLot.select_for_update(no_key=True).get_or_none(id=lot_id)


async def pass_lot(lot_id: UUID) -> PointLot | None:
    """Fetch a lot and hold its row, or None while somebody else does."""
    held = PointLot.select_for_update(no_key=True, skip_locked=True)
    return await held.get_or_none(id=lot_id)


async def lock_lots(lot_ids: Collection[UUID]) -> list[PointLot]:
    """Fetch lots and hold their rows, in one order for everybody: what expires first, first."""
    wanted = PointLot.filter(id__in=list(lot_ids)).order_by("expires_at", "id")
    return list(await wanted.select_for_update(no_key=True))


_TO_SPEND = f"""
    SELECT {columns(PointLot, of="t")} FROM point_lot t
     WHERE t.person_id = $1 AND t."left" > 0 AND t.expires_at > $2
       AND (t.expires_at, t.id) > ($3, $4)
     ORDER BY t.expires_at, t.id LIMIT $5 FOR NO KEY UPDATE
    """  # noqa: S608 - nothing but names of columns is filled in


async def lock_lots_to_spend(
    person_id: UUID, *, after: PointLot | None, now: datetime, limit: int
) -> list[PointLot]:
    """Fetch the next lots a person may spend of and hold their rows, the first to expire first."""
    place = (after.expires_at, after.id) if after else (now, UUID(int=0))
    found = await rows(_TO_SPEND, person_id, now, *place, limit)
    return [built(PointLot, row) for row in found]


async def balance_of(person_id: UUID, *, now: datetime) -> int:
    """Return how many points a person may spend at this moment."""
    [found] = await rows(
        """
        SELECT coalesce(sum("left"), 0)::bigint AS points FROM point_lot
         WHERE person_id = $1 AND "left" > 0 AND expires_at > $2
        """,
        person_id,
        now,
    )
    return found["points"]


async def move_points(taken: Mapping[UUID, int]) -> None:
    """Count points of locked lots as used, by lot; fewer than none come back."""
    await rows(
        """
        UPDATE point_lot l SET "left" = l."left" - m.points, used = l.used + m.points
          FROM unnest($1::uuid[], $2::bigint[]) AS m (lot_id, points) WHERE l.id = m.lot_id
        """,
        list(taken),
        list(taken.values()),
    )


async def count_returned(returned: Mapping[UUID, int]) -> None:
    """Count points of uses as come back, by the id of the use."""
    await rows(
        """
        UPDATE lot_use u SET returned = u.returned + m.points
          FROM unnest($1::uuid[], $2::bigint[]) AS m (use_id, points) WHERE u.id = m.use_id
        """,
        list(returned),
        list(returned.values()),
    )


async def expire_points(lot: PointLot) -> None:
    """Count all that is left of a locked lot as expired."""
    await PointLot.filter(id=lot.id).update(
        left=0, expired=F("expired") + lot.left, expiries=F("expiries") + 1
    )


async def lots_to_warn_of(
    *, now: datetime, besides: Collection[UUID] = (), limit: int
) -> list[UUID]:
    """Return lots whose owners are to hear that they expire soon, the soonest first."""
    return await _due(
        """
        SELECT id FROM point_lot WHERE "left" > 0 AND warned_at IS NULL
           AND expires_at > $1 AND expires_at <= $2 AND id <> ALL($3)
         ORDER BY expires_at, id LIMIT $4
        """,
        [now, rules.warned_until(now), list(besides), limit],
    )


async def lots_expired(*, now: datetime, besides: Collection[UUID] = (), limit: int) -> list[UUID]:
    """Return lots whose day is over while points are left, the first to expire first."""
    return await _due(
        """
        SELECT id FROM point_lot WHERE "left" > 0 AND expires_at <= $1 AND id <> ALL($2)
         ORDER BY expires_at, id LIMIT $3
        """,
        [now, list(besides), limit],
    )


async def _due(sql: str, arguments: Sequence[object]) -> list[UUID]:
    return [row["id"] for row in await rows(sql, *arguments)]
