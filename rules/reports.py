"""Who owes a report on what they won, by when, and what they may not do before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from rules.faults import BadInput
from rules.policy import POLICY
from rules.refusals import ReportExcused, ReportSubmitted
from rules.texts import paragraphs, within

STARS_MOST = 5
TEXT_LEAST = 10
TEXT_MOST = 2_000
PICTURES_MOST = 9


class ReportStatus(StrEnum):
    """Where a report stands; OVERDUE is never stored."""

    OWED = "OWED"
    OVERDUE = "OVERDUE"
    SUBMITTED = "SUBMITTED"
    EXCUSED = "EXCUSED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report as the rules see it."""

    due_at: datetime
    submitted_at: datetime | None = None
    excused_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What somebody says of a product they have."""

    rating: int
    text: str


def due_at(*, granted_at: datetime, report_days: int) -> datetime:
    """Return by when a winner's report is due: days counted from when the goods are there.

    Until receipt itself is recorded, goods are taken to have arrived when
    ``POLICY.receipt_assumed`` is over.
    """
    return granted_at + POLICY.receipt_assumed + timedelta(days=report_days)


def status(report: Report, *, now: datetime) -> ReportStatus:
    """Return where a report stands at this moment."""
    if report.submitted_at is not None:
        return ReportStatus.SUBMITTED
    if report.excused_at is not None:
        return ReportStatus.EXCUSED
    return ReportStatus.OVERDUE if now >= report.due_at else ReportStatus.OWED


def may_submit(report: Report) -> None:
    """Return if the report may be handed in: late is better than never.

    Raises:
        ReportSubmitted: it was.
        ReportExcused: nobody waits for it any more.
    """
    if report.submitted_at is not None:
        raise ReportSubmitted(submitted_at=report.submitted_at)
    if report.excused_at is not None:
        raise ReportExcused


def pictures(ids: Sequence[UUID]) -> list[UUID]:
    """Return the pictures of a report, in their order.

    Raises:
        BadInput: there is none, one is there twice, or there are too many.
    """
    if not 1 <= len(set(ids)) == len(ids) <= PICTURES_MOST:
        raise BadInput("input.pictureIds", f"1 to {PICTURES_MOST} different pictures")
    return list(ids)


def review(*, rating: int, text: str) -> Review:
    """Return a review that says something.

    Raises:
        BadInput: there is no such rating, or the text is too short, too long or unseen.
    """
    kept = paragraphs(text, field="input.text", most=TEXT_MOST)
    if len(kept) < TEXT_LEAST:
        raise BadInput("input.text", f"at least {TEXT_LEAST} characters")
    return Review(rating=within(rating, 1, STARS_MOST, field="input.rating"), text=kept)
