"""Who was led here by whom, and what an order keeps of it, as stored."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from tortoise import fields
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models.db import rows
from rules.referrals import RelationEnd, ShareChannel


class Referral(Model):
    """One person led another here: from an instant until another, unless the member buys."""

    id: UUID = fields.UUIDField(primary_key=True)
    member_id: UUID = fields.UUIDField()
    upline_id: UUID = fields.UUIDField()
    link_id: UUID | None = fields.UUIDField(null=True)
    channel = cast(
        "ShareChannel | None", fields.CharEnumField(ShareChannel, max_length=16, null=True)
    )
    from_at: datetime = fields.DatetimeField()
    until_at: datetime = fields.DatetimeField()
    ended_at: datetime | None = fields.DatetimeField(null=True)
    end_reason = cast(
        "RelationEnd | None", fields.CharEnumField(RelationEnd, max_length=16, null=True)
    )
    renewals: int = fields.IntField(default=0)
    renewed_at: datetime | None = fields.DatetimeField(null=True)
    warned_at: datetime | None = fields.DatetimeField(null=True)
    reason: str | None = fields.TextField(null=True)

    class Meta(Model.Meta):
        table = "referral"

    def holds(self, now: datetime) -> bool:
        """Tell whether it holds at a moment, and did not end before."""
        return self.ended_at is None and self.from_at <= now < self.until_at


def present(person_id: UUID) -> QuerySet[Referral]:
    """Return the relation of a member that did not end yet, past its time or not."""
    return Referral.filter(member_id=person_id, ended_at=None)


async def lock_relation_of(member_id: UUID) -> Referral | None:
    """Fetch the relation of a member that did not end yet, and hold its row."""
    return await present(member_id).select_for_update(no_key=True).first()


def _past(now: datetime) -> QuerySet[Referral]:
    return Referral.filter(ended_at=None, until_at__lte=now).order_by("until_at", "id")


async def relations_past(*, now: datetime, besides: Collection[UUID], limit: int) -> list[UUID]:
    """Return the ids of relations whose time is past, the longest past first."""
    found = _past(now).filter(id__not_in=list(besides)).limit(limit)
    return cast("list[UUID]", await found.values_list("id", flat=True))


async def lock_past_relation(referral_id: UUID, *, now: datetime) -> Referral | None:
    """Fetch a relation that is past its time, if nobody else holds it."""
    found = _past(now).filter(id=referral_id)
    return await found.select_for_update(no_key=True, skip_locked=True).first()


def unwarned(now: datetime, *, until: datetime) -> QuerySet[Referral]:
    """Return relations that end soon, of which nobody was told so, the soonest first."""
    soon = Referral.filter(ended_at=None, warned_at=None, until_at__gt=now, until_at__lte=until)
    return soon.order_by("until_at", "id")


async def lock_unwarned(referral_id: UUID, *, now: datetime, until: datetime) -> Referral | None:
    """Fetch a relation whose ends are to be told that it is about to end, if nobody holds it."""
    found = unwarned(now, until=until).filter(id=referral_id)
    return await found.select_for_update(no_key=True, skip_locked=True).first()


async def renew(referral_id: UUID, *, until_at: datetime, now: datetime) -> bool:
    """Have a relation that did not end last longer; it is warned of anew then."""
    renewed = await rows(
        """
        UPDATE referral
           SET until_at = $2, renewals = renewals + 1, renewed_at = $3, warned_at = NULL
         WHERE id = $1 AND ended_at IS NULL AND until_at < $2 AND until_at > $3 RETURNING id
        """,
        referral_id,
        until_at,
        now,
    )
    return bool(renewed)


async def has_members(person_id: UUID) -> bool:
    """Tell whether somebody is led by a person, past its time or not."""
    return await Referral.filter(upline_id=person_id, ended_at=None).exists()


# Any numbers fit, as long as nothing else of ours takes them.
_MEMBER, _TREE = 7_202, 7_202_601


async def hold_ends(member_id: UUID, upline_id: UUID | None) -> None:
    """Let nobody else change who leads a member, nor have anybody led from above the upline.

    Not their rows: a sharer whom thousands open the link of goes on buying meanwhile.
    """
    strengths = {_place(member_id): "pg_advisory_xact_lock"}
    if upline_id is not None:
        strengths.setdefault(_place(upline_id), "pg_advisory_xact_lock_shared")
    for place, lock in sorted(strengths.items()):
        await rows(f"SELECT {lock}({_MEMBER}, $1)", place)


def _place(person_id: UUID) -> int:
    """Return a number for a person; two who share one only wait for each other."""
    return int.from_bytes(person_id.bytes[-4:], "big", signed=True)


async def lock_tree() -> None:
    """Be the only one, until the transaction ends, who binds somebody that leads others."""
    await rows("SELECT pg_advisory_xact_lock($1)", _TREE)


async def is_above(person_id: UUID, *, whom: UUID) -> bool:
    """Tell whether a person is somebody, or leads them, however far up."""
    [found] = await rows(
        """
        WITH RECURSIVE above AS (
          SELECT $2::uuid AS person_id
          UNION
          SELECT r.upline_id FROM above a JOIN referral r
              ON r.member_id = a.person_id AND r.ended_at IS NULL)
        SELECT EXISTS (SELECT 1 FROM above WHERE person_id = $1) AS found
        """,
        person_id,
        whom,
    )
    return bool(found["found"])


async def end_relations_of(person_id: UUID, *, now: datetime) -> Sequence[dict[str, Any]]:
    """End every relation of somebody who closes their account; returns id, member and upline."""
    return await rows(
        """
        UPDATE referral
           SET ended_at = greatest(from_at, least(until_at, $2)), end_reason = 'ACCOUNT_CLOSED'
         WHERE (member_id = $1 OR upline_id = $1) AND ended_at IS NULL
        RETURNING id, member_id, upline_id
        """,
        person_id,
        now,
    )


async def last_end_of(member_id: UUID) -> datetime | None:
    """Return when the last relation of a member ended, if one did."""
    last = await Referral.filter(member_id=member_id).order_by("-from_at").first()
    return last.ended_at if last else None


async def bound_since(upline_id: UUID, *, since: datetime) -> int:
    """Return how many somebody's links led here from a moment on."""
    return await Referral.filter(upline_id=upline_id, from_at__gte=since, reason=None).count()
