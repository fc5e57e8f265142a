"""How a picture is kept until what it is for is written, and no longer."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from models.after_sales import may_ask
from models.applications import MerchantApplication
from models.conversations import takes_part
from models.ids import new_id
from models.merchants import MerchantStaff
from models.people import Person, lock_person
from models.reports import Picture, drop_pictures, owes_report
from models.transactions import one_transaction
from rules.applications import MerchantApplicationStatus
from rules.people import Role
from rules.pictures import Cleaned, NobodyAsked, PictureUse, TooManyPictures
from rules.policy import POLICY

FORGOTTEN_AT_ONCE = 100


async def _owes_report(person: Person) -> bool:
    return await owes_report(person.id)


async def _may_apply(person: Person) -> bool:
    applied = MerchantApplication.filter(
        person_id=person.id, status=MerchantApplicationStatus.APPLIED
    )
    return not await applied.exists()


async def _inspects(person: Person) -> bool:
    return person.role is Role.OPERATOR


async def _has_after_sales(person: Person) -> bool:
    # Who sells shows what came back, and an operator nothing of their own.
    return await may_ask(person.id) or await MerchantStaff.exists(person_id=person.id)


async def _talks(person: Person) -> bool:
    return await takes_part(person.id)


# Who is asked for a picture of each use.
_ASKED: Mapping[PictureUse, Callable[[Person], Awaitable[bool]]] = MappingProxyType(
    {
        PictureUse.REPORT: _owes_report,
        PictureUse.APPLICATION: _may_apply,
        PictureUse.INSPECTION: _inspects,
        PictureUse.AFTER_SALE: _has_after_sales,
        PictureUse.MESSAGE: _talks,
    }
)


@one_transaction
async def keep_picture(
    picture: Cleaned, *, person_id: UUID, use: PictureUse = PictureUse.REPORT, now: datetime
) -> Picture:
    """Return a picture as it is kept; the same one sent again for the same use is kept once.

    What is kept is bounded by what waits for it: who owes no report sends none for
    one, and no more than twenty pictures of a person wait in all, nor are a hundred
    of a day in what they say.

    Raises:
        NobodyAsked: nothing of theirs waits for a picture of this use.
        TooManyPictures: so many wait already, or were said today.
    """
    person = await lock_person(person_id)
    if not await _ASKED[use](person):
        raise NobodyAsked
    digest = hashlib.sha256(picture.content).digest()
    waiting = Picture.filter(person_id=person_id, report_id=None, kept_id=None)
    known = await waiting.filter(sha256=digest, use=use).first()
    if known is not None:
        return known
    if await waiting.count() >= POLICY.pictures_waiting_most or await _said_enough(
        person_id, use, now=now
    ):
        raise TooManyPictures
    return await Picture.create(
        id=new_id(now),
        person_id=person_id,
        use=use,
        media_type=picture.media_type,
        content=picture.content,
        sha256=digest,
        uploaded_at=now,
    )


async def _said_enough(person_id: UUID, use: PictureUse, *, now: datetime) -> bool:
    sent = Picture.filter(person_id=person_id, use=PictureUse.MESSAGE)
    today = sent.filter(uploaded_at__gt=now - timedelta(days=1))
    return use is PictureUse.MESSAGE and (
        await today.count() >= POLICY.message_pictures_of_day_most
    )


@one_transaction
async def forget_pictures(*, now: datetime) -> int:
    """Forget pictures that waited for a day, at most 100; returns how many."""
    return await drop_pictures(before=now - POLICY.picture_waits, limit=FORGOTTEN_AT_ONCE)
