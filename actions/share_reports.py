"""How a bad share is reported, and what an operator makes of it."""

from datetime import datetime
from uuid import UUID

from actions.audit import note
from actions.events import to_viewer
from models.ids import new_id
from models.outbox import tell
from models.people import lock_present
from models.share_links import ShareLink, SharingSuspension, suspend_sharing
from models.share_rights import ShareReport, lock_report, reports_since
from models.transactions import one_transaction
from rules.days import day_of, span_of
from rules.events import ViewerEventKind
from rules.policy import POLICY
from rules.refusals import (
    OwnLinkReported,
    PersonNotFound,
    ShareLimitReached,
    ShareReportNotFound,
    ShareReportRuled,
    SharingNotSuspended,
)
from rules.share_reports import ShareGround, ShareRuling


@one_transaction
async def report_share(
    *, reporter_id: UUID, link: ShareLink, ground: ShareGround, words: str, now: datetime
) -> ShareReport:
    """Report a link, once for each who does; the same one again is the report that was made.

    Raises:
        NotSignedIn: they closed their account meanwhile.
        OwnLinkReported: it is their own.
        ShareLimitReached: they reported as many links today as are looked at.
    """
    if link.person_id == reporter_id:
        raise OwnLinkReported
    await lock_present(reporter_id)
    known = await ShareReport.get_or_none(link_id=link.id, reporter_id=reporter_id)
    if known is not None:
        return known
    since, until = span_of(day_of(now))
    if await reports_since(reporter_id, since=since) >= POLICY.share_reports_of_day_most:
        raise ShareLimitReached(most=POLICY.share_reports_of_day_most, again_at=until)
    return await ShareReport.create(
        id=new_id(now),
        link_id=link.id,
        reporter_id=reporter_id,
        ground=ground,
        words=words,
        made_at=now,
    )


@one_transaction
async def rule_on_share_report(
    *, operator_id: UUID, report_id: UUID, ruling: ShareRuling, reason: str, now: datetime
) -> ShareReport:
    """Dismiss a report, block the link, or keep its sharer from sharing; the reason is kept.

    Raises:
        ShareReportNotFound: there is none.
        ShareReportRuled: an operator ruled on it before, otherwise.
    """
    report = await lock_report(report_id)
    if report is None:
        raise ShareReportNotFound
    if report.ruled_at is not None:
        if (report.ruling, report.reason) == (ruling, reason):
            return report
        raise ShareReportRuled(ruled_at=report.ruled_at)
    report.ruling, report.reason = ruling, reason
    report.ruled_at, report.ruled_by = now, operator_id
    await report.save(update_fields=["ruling", "reason", "ruled_at", "ruled_by"])
    link = await ShareLink.get(id=report.link_id)
    if ruling is ShareRuling.LINK_BLOCKED:
        await ShareLink.filter(id=link.id, blocked_at=None).update(
            blocked_at=now, block_reason=reason
        )
    if ruling is ShareRuling.SHARER_SUSPENDED:
        await _suspend(link.person_id, reason, now=now)
    await note(
        person_id=operator_id, verb="ruleOnShareReport", subject=link.code, reason=reason, now=now
    )
    return report


async def _suspend(person_id: UUID, reason: str, *, now: datetime) -> None:
    if await suspend_sharing(person_id, reason=reason, now=now):
        kind = ViewerEventKind.SHARING_SUSPENDED
        await tell(to_viewer(person_id, kind, now=now, facts={"reason": reason}))


@one_transaction
async def restore_sharing(
    *, operator_id: UUID, person_id: UUID | None, reason: str, now: datetime
) -> UUID:
    """Let somebody share again; the reason is kept. Links that were blocked stay so.

    Raises:
        PersonNotFound: there is nobody of that handle.
        SharingNotSuspended: nobody keeps them from it.
    """
    if person_id is None:
        raise PersonNotFound
    if not await SharingSuspension.filter(person_id=person_id).delete():
        raise SharingNotSuspended
    await note(
        person_id=operator_id,
        verb="restoreSharing",
        subject=str(person_id),
        reason=reason,
        now=now,
    )
    await tell(to_viewer(person_id, ViewerEventKind.SHARING_RESTORED, now=now))
    return person_id
