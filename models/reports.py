"""Reports that winners of trials owe, and the pictures in them, as stored."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from tortoise import fields
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models.db import rows
from rules import reports as rules
from rules.pictures import PictureUse


class Report(Model):
    """A review that is owed by a date; once submitted it never changes."""

    id: UUID = fields.UUIDField(primary_key=True)
    order_id: UUID = fields.UUIDField()
    person_id: UUID = fields.UUIDField()
    product_id: UUID = fields.UUIDField()
    owed_at: datetime = fields.DatetimeField()
    due_at: datetime = fields.DatetimeField()
    rating: int | None = fields.IntField(null=True)
    text: str | None = fields.TextField(null=True)
    pictures: list[str] = fields.JSONField[list[str]](default=list)
    submitted_at: datetime | None = fields.DatetimeField(null=True)
    overdue_told_at: datetime | None = fields.DatetimeField(null=True)
    excused_at: datetime | None = fields.DatetimeField(null=True)
    excuse: str | None = fields.TextField(null=True)

    class Meta(Model.Meta):
        table = "report"

    def facts(self) -> rules.Report:
        """Return the facts the rules decide on."""
        return rules.Report(
            due_at=self.due_at, submitted_at=self.submitted_at, excused_at=self.excused_at
        )


class Picture(Model):
    """What somebody sent for a report, or for the row ``kept_id``; the picture alone."""

    id: UUID = fields.UUIDField(primary_key=True)
    person_id: UUID = fields.UUIDField()
    report_id: UUID | None = fields.UUIDField(null=True)
    use = fields.CharEnumField(PictureUse, max_length=16, default=PictureUse.REPORT)
    kept_id: UUID | None = fields.UUIDField(null=True)
    media_type: str = fields.TextField()
    content: bytes = fields.BinaryField()
    sha256: bytes = fields.BinaryField()
    uploaded_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "picture"


async def lock_report_of(order_id: UUID) -> Report | None:
    """Fetch the report owed on an order, if one is, and hold its row."""
    return await Report.select_for_update(no_key=True).get_or_none(order_id=order_id)


def _owed() -> QuerySet[Report]:
    return Report.filter(submitted_at=None, excused_at=None)


def _untold(now: datetime) -> QuerySet[Report]:
    return _owed().filter(overdue_told_at=None, due_at__lte=now).order_by("due_at")


async def overdue_reports(*, now: datetime, besides: Collection[UUID], limit: int) -> list[UUID]:
    """Return the ids of overdue reports whose writers were not told so, oldest first."""
    found = _untold(now).filter(id__not_in=list(besides)).limit(limit)
    return cast("list[UUID]", await found.values_list("id", flat=True))


async def lock_overdue_report(report_id: UUID, *, now: datetime) -> Report | None:
    """Fetch a report whose writer is to be told that it is overdue, if nobody else holds it."""
    found = _untold(now).filter(id=report_id)
    return await found.select_for_update(no_key=True, skip_locked=True).first()


async def first_overdue(person_id: UUID, *, now: datetime) -> Report | None:
    """Return the report that a person has owed for longest past its date, if any."""
    return await _owed().filter(person_id=person_id, due_at__lte=now).order_by("due_at").first()


async def owes_report(person_id: UUID) -> bool:
    """Tell whether somebody owes a report, overdue or not."""
    return await _owed().filter(person_id=person_id).exists()


async def take_pictures(picture_ids: Sequence[UUID], *, report: Report) -> int:
    """Give a report pictures of its writer's that wait for one; returns how many there were."""
    theirs = Picture.filter(id__in=list(picture_ids), person_id=report.person_id)
    return await theirs.filter(use=PictureUse.REPORT, report_id=None).update(report_id=report.id)


async def keep_pictures(
    picture_ids: Sequence[UUID], *, person_id: UUID, use: PictureUse, kept_id: UUID
) -> int:
    """Make pictures that a person sent for a use part of a row; returns how many there were."""
    theirs = Picture.filter(id__in=list(picture_ids), person_id=person_id)
    return await theirs.filter(use=use, kept_id=None).update(kept_id=kept_id)


async def drop_pictures(*, before: datetime, limit: int) -> int:
    """Remove pictures that have waited since before a moment; returns how many."""
    gone = await rows(
        """
        DELETE FROM picture WHERE id IN (
          SELECT id FROM picture WHERE report_id IS NULL AND kept_id IS NULL AND uploaded_at < $1
           ORDER BY uploaded_at LIMIT $2 FOR UPDATE SKIP LOCKED)
        RETURNING id
        """,
        before,
        limit,
    )
    return len(gone)
