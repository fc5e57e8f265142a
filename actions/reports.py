"""How a report is owed, handed in, excused, and what an overdue one keeps somebody from."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from actions.audit import note
from actions.events import to_viewer
from models.awards import Award
from models.catalogue import Sku
from models.ids import new_id
from models.orders import Order
from models.outbox import tell
from models.reports import (
    Report,
    first_overdue,
    lock_overdue_report,
    lock_report_of,
    take_pictures,
)
from models.transactions import one_transaction
from rules import reports as rules
from rules.campaigns import CampaignKind
from rules.events import ViewerEventKind
from rules.refusals import PictureNotFound, ReportNotFound, ReportOverdue, ReportSubmitted
from rules.reports import Review


async def owe(order: Order, award: Award, *, due_at: datetime, now: datetime) -> Report:
    """Have the winner of a trial owe a report on it, in the caller's transaction."""
    assert award.order_id == order.id, "who won reports on what they won"
    sku = await Sku.get(id=order.sku_id)
    report = Report(
        id=new_id(now),
        order_id=order.id,
        person_id=order.person_id,
        product_id=sku.product_id,
        owed_at=now,
        due_at=due_at,
    )
    facts = {"due_at": due_at.isoformat()}
    owed = to_viewer(
        order.person_id, ViewerEventKind.REPORT_OWED, now=now, order=order, facts=facts
    )
    await report.save()
    await tell(owed)
    return report


async def bar_overdue(person_id: UUID, kind: CampaignKind, *, now: datetime) -> None:
    """Return if a person may take a seat in a campaign of this kind.

    Raises:
        ReportOverdue: it is a trial, and they owe a report on another past its date.
    """
    if kind is not CampaignKind.TRIAL:
        return
    overdue = await first_overdue(person_id, now=now)
    if overdue is not None:
        order = await Order.get(id=overdue.order_id)
        raise ReportOverdue(order_number=order.number, due_at=overdue.due_at)


@one_transaction
async def submit_report(
    *,
    person_id: UUID,
    order_id: UUID,
    review: Review,
    picture_ids: Sequence[UUID],
    now: datetime,
) -> Report:
    """Publish what somebody says of what they won; handed in late, it still counts.

    The same report sent again is the report that was handed in.

    Raises:
        ReportNotFound: this person owes none on such an order.
        ReportSubmitted: another one was handed in before.
        ReportExcused: nobody waits for it any more.
        PictureNotFound: a picture is not theirs, was used, or waited too long.
        BadInput: there are no pictures, too many, or one is there twice.
    """
    picture_ids = rules.pictures(picture_ids)
    report = await lock_report_of(order_id)
    if report is None or report.person_id != person_id:
        raise ReportNotFound
    pictures = [str(picture_id) for picture_id in picture_ids]
    told = (report.rating, report.text, report.pictures)
    if report.submitted_at is not None and told == (review.rating, review.text, pictures):
        return report
    rules.may_submit(report.facts())
    if await take_pictures(picture_ids, report=report) != len(pictures):
        raise PictureNotFound
    report.rating, report.text, report.pictures = review.rating, review.text, pictures
    report.submitted_at = now
    await report.save(update_fields=["rating", "text", "pictures", "submitted_at"])
    order = await Order.get(id=order_id)
    await tell(to_viewer(person_id, ViewerEventKind.REPORT_SUBMITTED, now=now, order=order))
    return report


@one_transaction
async def excuse_report(*, operator_id: UUID, order_id: UUID, reason: str, now: datetime) -> Report:
    """Have nobody wait for a report any more, as where the goods never came; the reason is kept.

    Raises:
        ReportNotFound: none is owed on such an order.
        ReportSubmitted: it was handed in.
    """
    report = await lock_report_of(order_id)
    if report is None:
        raise ReportNotFound
    if report.submitted_at is not None:
        raise ReportSubmitted(submitted_at=report.submitted_at)
    if report.excused_at is not None:
        return report
    report.excused_at, report.excuse = now, reason
    await report.save(update_fields=["excused_at", "excuse"])
    order = await Order.get(id=order_id)
    await note(
        person_id=operator_id, verb="excuseReport", subject=order.number, reason=reason, now=now
    )
    await tell(to_viewer(order.person_id, ViewerEventKind.REPORT_EXCUSED, now=now, order=order))
    return report


@one_transaction
async def tell_overdue_report(report_id: UUID, *, now: datetime) -> Report | None:
    """Tell somebody, once, that their report is overdue and what it keeps them from.

    Returns the report, or None where there is nothing to tell or somebody else tells it.
    """
    report = await lock_overdue_report(report_id, now=now)
    if report is None:
        return None
    report.overdue_told_at = now
    await report.save(update_fields=["overdue_told_at"])
    order = await Order.get(id=report.order_id)
    await tell(to_viewer(report.person_id, ViewerEventKind.REPORT_OVERDUE, now=now, order=order))
    return report
