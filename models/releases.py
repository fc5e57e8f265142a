"""The parts in which shopping funds become spendable, as stored."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.awards import Award
from models.db import rows
from rules.releases import Part


class FundRelease(Model):
    """The k-th part of one winner's fund; once released it never changes."""

    id: UUID = fields.UUIDField(primary_key=True)
    award_id: UUID = fields.UUIDField()
    k: int = fields.IntField()
    due_at: datetime = fields.DatetimeField()
    amount_fen: int = fields.BigIntField()
    released_at: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "fund_release"

    def facts(self) -> Part:
        """Return the facts the rules decide on."""
        return Part(k=self.k, due_at=self.due_at, amount_fen=self.amount_fen)


async def due_releases(*, now: datetime, besides: Collection[UUID], limit: int) -> list[UUID]:
    """Return the ids of parts that are due and not released, oldest first."""
    due = FundRelease.filter(released_at=None, due_at__lte=now, id__not_in=list(besides))
    found = due.order_by("due_at", "id").limit(limit)
    return cast("list[UUID]", await found.values_list("id", flat=True))


async def lock_award_to_release(award_id: UUID) -> Award | None:
    """Fetch what somebody won and hold its row, unless somebody else holds it."""
    found = Award.filter(id=award_id).select_for_update(no_key=True, skip_locked=True)
    return await found.first()


async def parts_left(award_id: UUID) -> list[FundRelease]:
    """Return the parts of a locked award that are not released, the first first."""
    return await FundRelease.filter(award_id=award_id, released_at=None).order_by("k")


async def respread(award_id: UUID, parts: Sequence[Part]) -> None:
    """Write other amounts for parts of a locked award that are not released."""
    await rows(
        """
        UPDATE fund_release r SET amount_fen = p.fen
          FROM unnest($2::int[], $3::bigint[]) AS p (k, fen)
         WHERE r.award_id = $1 AND r.k = p.k AND r.released_at IS NULL
        """,
        award_id,
        [part.k for part in parts],
        [part.amount_fen for part in parts],
    )
