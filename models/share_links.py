"""Links that people share, and who opened them, as stored."""

from datetime import date, datetime
from typing import cast
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.db import rows
from models.ids import new_id
from rules.referrals import BindDecision, ShareChannel, ShareTarget


class ShareLink(Model):
    """One person's link to one thing; whoever knows the code may open it."""

    id: UUID = fields.UUIDField(primary_key=True)
    code: str = fields.TextField()
    person_id: UUID = fields.UUIDField()
    target = fields.CharEnumField(ShareTarget, max_length=16)
    target_id: UUID | None = fields.UUIDField(null=True)
    made_at: datetime = fields.DatetimeField()
    merchant_id: UUID | None = fields.UUIDField(null=True)
    blocked_at: datetime | None = fields.DatetimeField(null=True)
    block_reason: str | None = fields.TextField(null=True)

    class Meta(Model.Meta):
        table = "share_link"


class ShareOpening(Model):
    """How often a link was opened on a day by people who were not signed in."""

    id: UUID = fields.UUIDField(primary_key=True)
    link_id: UUID = fields.UUIDField()
    channel = fields.CharEnumField(ShareChannel, max_length=16)
    day: date = fields.DateField()
    opened: int = fields.IntField()

    class Meta(Model.Meta):
        table = "share_opening"


class Touch(Model):
    """A link that somebody who is signed in opened, and what was decided then."""

    id: UUID = fields.UUIDField(primary_key=True)
    link_id: UUID = fields.UUIDField()
    person_id: UUID = fields.UUIDField()
    channel = fields.CharEnumField(ShareChannel, max_length=16)
    day: date = fields.DateField()
    touched_at: datetime = fields.DatetimeField()
    recorded_at: datetime = fields.DatetimeField()
    decision = fields.CharEnumField(BindDecision, max_length=24)
    referral_id = cast("UUID | None", fields.UUIDField(null=True))

    class Meta(Model.Meta):
        table = "touch"


class SharingSuspension(Model):
    """Somebody whom an operator keeps from sharing, and why."""

    person_id: UUID = fields.UUIDField(primary_key=True)
    suspended_at: datetime = fields.DatetimeField()
    reason: str = fields.TextField()

    class Meta(Model.Meta):
        table = "sharing_suspension"


async def count_opening(
    link_id: UUID, channel: ShareChannel, *, day: date, most: int, now: datetime
) -> bool:
    """Count that somebody unknown opened a link; False where as many did already as are counted."""
    counted = await rows(
        """
        INSERT INTO share_opening (id, link_id, channel, day, opened) VALUES ($1, $2, $3, $4, 1)
        ON CONFLICT (link_id, channel, day) DO UPDATE SET opened = share_opening.opened + 1
          WHERE share_opening.opened < $5
        RETURNING id
        """,
        new_id(now),
        link_id,
        channel,
        day,
        most,
    )
    return bool(counted)


async def links_since(person_id: UUID, *, since: datetime) -> int:
    """Return how many links somebody made from a moment on."""
    return await ShareLink.filter(person_id=person_id, made_at__gte=since).count()


async def touches_since(person_id: UUID, *, since: datetime) -> int:
    """Return how many links somebody opened from a moment on."""
    return await Touch.filter(person_id=person_id, recorded_at__gte=since).count()


async def suspend_sharing(person_id: UUID, *, reason: str, now: datetime) -> bool:
    """Keep somebody from sharing; False where somebody did before."""
    made = await rows(
        """
        INSERT INTO sharing_suspension (person_id, suspended_at, reason) VALUES ($1, $2, $3)
        ON CONFLICT DO NOTHING RETURNING person_id
        """,
        person_id,
        now,
        reason,
    )
    return bool(made)
