"""How somebody comes to sell here: they apply, and an operator decides."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tortoise.exceptions import IntegrityError

from actions.audit import note
from actions.events import to_viewer
from models.applications import MerchantApplication, lock_application
from models.ids import new_id
from models.merchants import Merchant, MerchantStaff
from models.outbox import tell
from models.people import Person, lock_person, lock_present
from models.reports import keep_pictures
from models.transactions import one_transaction
from rules import applications as rules
from rules.applications import MerchantApplicationStatus, NewApplication
from rules.events import ViewerEventKind
from rules.people import Role
from rules.pictures import PictureUse
from rules.refusals import (
    MerchantApplicationNotFound,
    MerchantApplicationOpen,
    OtherPersonDecides,
    PictureNotFound,
    SlugTaken,
)


@one_transaction
async def apply_to_sell(
    new: NewApplication, *, person_id: UUID, now: datetime
) -> MerchantApplication:
    """Write down what somebody says who wants to sell here, for an operator to decide.

    Raises:
        NotSignedIn: they closed their account meanwhile.
        MerchantApplicationOpen: an application of theirs waits already.
        SlugTaken: a merchant has this slug.
        PictureNotFound: a picture is not theirs, was used, or waited too long.
    """
    kept = rules.application(new)
    await lock_present(person_id)
    waiting = MerchantApplication.filter(
        person_id=person_id, status=MerchantApplicationStatus.APPLIED
    )
    if await waiting.exists():
        raise MerchantApplicationOpen
    if await Merchant.exists(slug=kept.slug):
        raise SlugTaken
    row = await MerchantApplication.create(
        id=new_id(now),
        person_id=person_id,
        kind=kept.kind,
        slug=kept.slug,
        name=kept.name,
        about=kept.about,
        contact=kept.contact,
        legal_name=kept.legal_name,
        licence=kept.licence,
        pictures=[str(picture_id) for picture_id in kept.pictures],
        applied_at=now,
    )
    await _keep(kept.pictures, row)
    return row


async def _keep(picture_ids: Sequence[UUID], row: MerchantApplication) -> None:
    kept = await keep_pictures(
        picture_ids, person_id=row.person_id, use=PictureUse.APPLICATION, kept_id=row.id
    )
    if kept != len(picture_ids):
        raise PictureNotFound


@one_transaction
async def withdraw_merchant_application(
    *, application_id: UUID, person_id: UUID, now: datetime
) -> MerchantApplication:
    """Take an application back that nobody decided; saying it twice changes nothing.

    Raises:
        MerchantApplicationNotFound: this person wrote no such application.
        MerchantApplicationDecided: an operator decided it.
    """
    row = await lock_application(application_id)
    if row is None or row.person_id != person_id:
        raise MerchantApplicationNotFound
    if row.status is not MerchantApplicationStatus.WITHDRAWN:
        rules.may_decide(row.status)
        await _decide(row, MerchantApplicationStatus.WITHDRAWN, None, now=now)
    return row


@one_transaction
async def approve_merchant(
    *, application_id: UUID, operator_id: UUID, now: datetime
) -> MerchantApplication:
    """Make an applicant the owner of the merchant they want to be, noted in the record.

    Its kind says what has to stay down on its deposit before it publishes anything.

    Raises:
        MerchantApplicationNotFound: no application answers to the id.
        MerchantApplicationDecided: somebody decided it before, or it was taken back.
        OtherPersonDecides: this operator wrote it.
        SlugTaken: another merchant took this slug meanwhile.
    """
    row = await _undecided(application_id, operator_id)
    if await Merchant.exists(slug=row.slug):
        raise SlugTaken
    merchant_id = new_id(now)
    try:
        await Merchant.create(
            id=merchant_id,
            slug=row.slug,
            name=row.name,
            about=row.about,
            kind=row.kind,
            contact=row.contact,
            deposit_least_fen=rules.deposit_least_fen(row.kind),
            created_at=now,
        )
    except IntegrityError:  # two came at once, and the database let one in
        raise SlugTaken from None
    await MerchantStaff.create(
        id=new_id(now), merchant_id=merchant_id, person_id=row.person_id, added_at=now
    )
    await Person.filter(id=row.person_id, role=Role.CUSTOMER).update(role=Role.MERCHANT)
    row.merchant_id = merchant_id
    await _decide(row, MerchantApplicationStatus.APPROVED, operator_id, now=now)
    await _told(row, ViewerEventKind.MERCHANT_APPROVED, "approveMerchant", now=now)
    return row


@one_transaction
async def reject_merchant(
    *, application_id: UUID, operator_id: UUID, reason: str, now: datetime
) -> MerchantApplication:
    """Refuse an application with a reason that who wrote it reads; they may apply again.

    Raises:
        MerchantApplicationNotFound: no application answers to the id.
        MerchantApplicationDecided: somebody decided it before, or it was taken back.
        OtherPersonDecides: this operator wrote it.
    """
    row = await _undecided(application_id, operator_id)
    row.reason = reason
    await _decide(row, MerchantApplicationStatus.REJECTED, operator_id, now=now)
    await _told(row, ViewerEventKind.MERCHANT_REJECTED, "rejectMerchant", now=now)
    return row


async def _undecided(application_id: UUID, operator_id: UUID) -> MerchantApplication:
    found = await MerchantApplication.get_or_none(id=application_id)
    if found is None:
        raise MerchantApplicationNotFound
    await lock_person(found.person_id)  # people come before what is theirs
    row = await lock_application(application_id)
    assert row is not None, "nobody removes one"
    rules.may_decide(row.status)
    if row.person_id == operator_id:
        raise OtherPersonDecides
    return row


async def _decide(
    row: MerchantApplication,
    status: MerchantApplicationStatus,
    operator_id: UUID | None,
    *,
    now: datetime,
) -> None:
    row.status, row.decided_at, row.decided_by_id = status, now, operator_id
    decided = ["status", "reason", "merchant_id", "decided_at", "decided_by_id"]
    await row.save(update_fields=decided)


async def _told(
    row: MerchantApplication, kind: ViewerEventKind, verb: str, *, now: datetime
) -> None:
    await note(person_id=row.decided_by_id, verb=verb, subject=row.slug, reason=row.reason, now=now)
    await tell(to_viewer(row.person_id, kind, now=now, facts={"reason": row.reason}))
