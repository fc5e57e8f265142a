"""How a picture is kept until the report it is for is written, and no longer."""

import hashlib
from datetime import datetime
from uuid import UUID

from models.ids import new_id
from models.people import lock_person
from models.reports import Picture, drop_pictures, owes_report
from models.transactions import one_transaction
from rules.pictures import Cleaned, NobodyAsked, TooManyPictures
from rules.policy import POLICY

FORGOTTEN_AT_ONCE = 100


@one_transaction
async def keep_picture(picture: Cleaned, *, person_id: UUID, now: datetime) -> Picture:
    """Return a picture as it is kept; the same one sent again is kept once.

    What is kept is bounded by what is owed: who owes no report sends nothing,
    and no more than twenty pictures of a person wait for one.

    Raises:
        NobodyAsked: they owe no report.
        TooManyPictures: so many wait already.
    """
    await lock_person(person_id)
    if not await owes_report(person_id):
        raise NobodyAsked
    digest = hashlib.sha256(picture.content).digest()
    waiting = Picture.filter(person_id=person_id, report_id=None)
    known = await waiting.filter(sha256=digest).first()
    if known is not None:
        return known
    if await waiting.count() >= POLICY.pictures_waiting_most:
        raise TooManyPictures
    return await Picture.create(
        id=new_id(now),
        person_id=person_id,
        media_type=picture.media_type,
        content=picture.content,
        sha256=digest,
        uploaded_at=now,
    )


@one_transaction
async def forget_pictures(*, now: datetime) -> int:
    """Forget pictures that waited for a report for a day, at most 100; returns how many."""
    return await drop_pictures(before=now - POLICY.picture_waits, limit=FORGOTTEN_AT_ONCE)
