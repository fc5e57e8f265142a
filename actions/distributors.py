"""Everything that changes who may earn from what they share, and how high they stand."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.exceptions import IntegrityError

from actions.audit import note
from actions.events import to_viewer
from models import distributors as models
from models.distributors import DistributionSetting, Distributor, DistributorApplication
from models.ids import new_id
from models.outbox import tell
from models.people import Person, lock_present
from models.sales import sold_within
from models.transactions import one_transaction
from rules import distributors as rules
from rules.distributors import ApplicationStatus, DistributionMode, DistributorLevel, NewSetting
from rules.events import ViewerEventKind
from rules.refusals import (
    ApplicationNotFound,
    ApplicationWaiting,
    DistributorNotSuspended,
    DistributorSuspended,
    OtherPersonDecides,
    PersonNotFound,
)


@one_transaction
async def set_distribution(
    new: NewSetting, *, operator_id: UUID, now: datetime
) -> DistributionSetting:
    """Say how somebody comes to earn from now on; orders paid before keep what they promised."""
    kept = rules.setting(new)
    row = await DistributionSetting.create(
        id=new_id(now),
        mode=kept.mode,
        spend_fen=kept.spend_fen,
        reason=kept.reason,
        person_id=operator_id,
        set_at=now,
    )
    subject = kept.mode if kept.spend_fen is None else f"{kept.mode} {kept.spend_fen} fen"
    await note(
        person_id=operator_id, verb="setDistribution", subject=subject, reason=kept.reason, now=now
    )
    return row


@one_transaction
async def apply_to_distribute(
    *, person_id: UUID, reason: str, now: datetime
) -> DistributorApplication:
    """Ask to be let earn from what one shares; an operator decides.

    Raises:
        ApplicationNotNeeded: they may earn already, or no application is asked for.
        ApplicationWaiting: one of theirs is being looked at.
        DistributorSuspended: an operator suspended them.
    """
    said = rules.application(reason)
    await lock_present(person_id)
    at = (await models.standings([person_id], now))[person_id]
    setting = await models.setting_at(now)
    waits = DistributorApplication.filter(person_id=person_id, status=ApplicationStatus.WAITING)
    rules.may_apply(
        at, setting.mode if setting else DistributionMode.OPEN, waiting=await waits.exists()
    )
    try:
        return await DistributorApplication.create(
            id=new_id(now), person_id=person_id, reason=said, applied_at=now
        )
    except IntegrityError:  # two came at once, and the database let one in
        raise ApplicationWaiting from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What an operator decides on an application, and what they answer."""

    operator_id: UUID
    application_id: UUID
    reason: str


@one_transaction
async def approve_distributor(ruling: Ruling, *, now: datetime) -> DistributorApplication:
    """Let an applicant earn from what they share, from now on.

    Raises:
        ApplicationNotFound: no application answers to the id.
        ApplicationDecided: it was decided before.
        OtherPersonDecides: it is the operator's own.
    """
    row = await _ruled(ruling, ApplicationStatus.APPROVED, "approveDistributor", now=now)
    held = await models.hold_distributor(row.person_id, row_id=new_id(now), now=now)
    if held.approved_at is None:
        held.approved_at = now
        await held.save(update_fields=["approved_at"])
    await tell(to_viewer(row.person_id, ViewerEventKind.DISTRIBUTOR_APPROVED, now=now))
    return row


@one_transaction
async def reject_distributor(ruling: Ruling, *, now: datetime) -> DistributorApplication:
    """Turn an applicant away with a reason that they read; they may ask again.

    Raises:
        ApplicationNotFound: no application answers to the id.
        ApplicationDecided: it was decided before.
        OtherPersonDecides: it is the operator's own.
    """
    row = await _ruled(ruling, ApplicationStatus.REJECTED, "rejectDistributor", now=now)
    await tell(to_viewer(row.person_id, ViewerEventKind.DISTRIBUTOR_REJECTED, now=now))
    return row


async def _ruled(
    ruling: Ruling, status: ApplicationStatus, verb: str, *, now: datetime
) -> DistributorApplication:
    said = rules.why(ruling.reason)
    row = await models.lock_application(ruling.application_id)
    if row is None:
        raise ApplicationNotFound
    rules.may_decide(row.status)
    if row.person_id == ruling.operator_id:
        raise OtherPersonDecides
    row.status, row.decided_by_id, row.decided_at, row.answer = (
        status,
        ruling.operator_id,
        now,
        said,
    )
    await row.save(update_fields=["status", "decided_by_id", "decided_at", "answer"])
    await note(person_id=ruling.operator_id, verb=verb, subject=str(row.id), reason=said, now=now)
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Whom an operator decides about, by handle, and why."""

    operator_id: UUID
    handle: str
    reason: str


@one_transaction
async def suspend_distributor(about: About, *, now: datetime) -> Distributor:
    """Let somebody earn nothing from now on; what was promised them before stays theirs.

    Raises:
        PersonNotFound: nobody signs in by the handle.
        DistributorSuspended: they are suspended already.
    """
    held, said = await _held(about, now=now)
    if held.suspended_at is not None:
        raise DistributorSuspended
    held.suspended_at, held.suspended_for = now, said
    return await _decided(
        held,
        about,
        ("suspended_at", "suspended_for"),
        ("suspendDistributor", ViewerEventKind.DISTRIBUTOR_SUSPENDED),
        now=now,
    )


@one_transaction
async def reinstate_distributor(about: About, *, now: datetime) -> Distributor:
    """Let somebody who was suspended earn again, from now on.

    Raises:
        PersonNotFound: nobody signs in by the handle.
        DistributorNotSuspended: nobody suspended them.
    """
    held, _ = await _held(about, now=now)
    if held.suspended_at is None:
        raise DistributorNotSuspended
    held.suspended_at, held.suspended_for = None, None
    return await _decided(
        held,
        about,
        ("suspended_at", "suspended_for"),
        ("reinstateDistributor", ViewerEventKind.DISTRIBUTOR_REINSTATED),
        now=now,
    )


@one_transaction
async def give_level(
    about: About, *, level: DistributorLevel, until: datetime, now: datetime
) -> Distributor:
    """Give somebody a level that is kept until an instant, whatever they sell.

    Raises:
        PersonNotFound: nobody signs in by the handle.
    """
    kept = rules.given_until(until, now=now)
    held, _ = await _held(about, now=now)
    held.level, held.level_at, held.given_until = level, now, kept
    return await _decided(
        held,
        about,
        ("level", "level_at", "given_until"),
        (f"giveLevel:{level}", ViewerEventKind.LEVEL_CHANGED),
        now=now,
    )


async def _held(about: About, *, now: datetime) -> tuple[Distributor, str]:
    """Return the row of whom it is about, held, and the reason as it is kept."""
    said = rules.why(about.reason)
    person = await Person.get_or_none(handle=about.handle, closed_at=None)
    if person is None:
        raise PersonNotFound
    return await models.hold_distributor(person.id, row_id=new_id(now), now=now), said


async def _decided(
    held: Distributor,
    about: About,
    changed: tuple[str, ...],
    doing: tuple[str, ViewerEventKind],
    *,
    now: datetime,
) -> Distributor:
    verb, kind = doing
    await held.save(update_fields=list(changed))
    await note(
        person_id=about.operator_id,
        verb=verb,
        subject=about.handle,
        reason=rules.why(about.reason),
        now=now,
    )
    await tell(to_viewer(held.person_id, kind, now=now))
    return held


@one_transaction
async def assess_level(person_id: UUID, *, now: datetime) -> Distributor | None:
    """Work out somebody's level for this month from what they sold, settled, in ninety days.

    A level that an operator gave stays while it is kept. Returns the row, or None where
    there is nothing to work out or somebody else does.
    """
    held = await models.lock_level_due(person_id, now=now)
    if held is None:
        return None
    month = rules.month_of(now)
    from_at, to_at = rules.assessed_from(month)
    held.assessed_for = month
    held.sold_fen = await sold_within(person_id, from_at=from_at, to_at=to_at)
    earned = rules.level_for(held.sold_fen)
    is_given = held.given_until is not None and held.given_until > now
    changes = earned is not held.level and not is_given
    if changes:
        held.level, held.level_at, held.given_until = earned, now, None
    await held.save(update_fields=["assessed_for", "sold_fen", "level", "level_at", "given_until"])
    if changes:
        await tell(to_viewer(person_id, ViewerEventKind.LEVEL_CHANGED, now=now))
    return held
