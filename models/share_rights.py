"""Who may share a merchant's goods, what shared pages say, and what was reported, as stored."""

from datetime import datetime
from typing import cast
from uuid import UUID

import orjson
from tortoise import fields
from tortoise.models import Model

from models.db import rows
from rules import share_rights as rules
from rules.share_reports import ShareGround, ShareRuling
from rules.share_rights import ShareRightStatus, SharingPolicy


class MerchantSharing(Model):
    """Who may share a merchant's goods where nothing is said of them by name."""

    merchant_id: UUID = fields.UUIDField(primary_key=True)
    policy = fields.CharEnumField(SharingPolicy, max_length=16)
    changed_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "merchant_sharing"


class ShareRight(Model):
    """What a merchant said of one person by name."""

    id: UUID = fields.UUIDField(primary_key=True)
    merchant_id: UUID = fields.UUIDField()
    person_id: UUID = fields.UUIDField()
    status = fields.CharEnumField(ShareRightStatus, max_length=16)
    campaign_ids: list[str] = fields.JSONField[list[str]](default=list)
    until_at: datetime | None = fields.DatetimeField(null=True)
    reason: str = fields.TextField(default="")
    changed_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "share_right"

    def facts(self) -> rules.ShareRight:
        """Return the facts the rules decide on."""
        return rules.ShareRight(
            status=self.status,
            campaign_ids=frozenset(UUID(each) for each in self.campaign_ids),
            until_at=self.until_at,
        )


class ShareWords(Model):
    """What a merchant has every shared page say of a product or a campaign."""

    id: UUID = fields.UUIDField(primary_key=True)
    merchant_id: UUID = fields.UUIDField()
    product_id: UUID | None = fields.UUIDField(null=True)
    campaign_id: UUID | None = fields.UUIDField(null=True)
    title: str = fields.TextField(default="")
    text: str = fields.TextField(default="")
    picture: str = fields.TextField(default="")
    changed_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "share_words"


class ShareReport(Model):
    """A link that somebody reported, and what an operator made of it."""

    id: UUID = fields.UUIDField(primary_key=True)
    link_id: UUID = fields.UUIDField()
    reporter_id: UUID = fields.UUIDField()
    ground = fields.CharEnumField(ShareGround, max_length=16)
    words: str = fields.TextField(default="")
    made_at: datetime = fields.DatetimeField()
    ruling = cast("ShareRuling | None", fields.CharEnumField(ShareRuling, max_length=24, null=True))
    ruled_at: datetime | None = fields.DatetimeField(null=True)
    ruled_by: UUID | None = fields.UUIDField(null=True)
    reason: str | None = fields.TextField(null=True)

    class Meta(Model.Meta):
        table = "share_report"


async def put_policy(merchant_id: UUID, policy: SharingPolicy, *, now: datetime) -> None:
    """Write who may share a merchant's goods, over what was written before."""
    await rows(
        """
        INSERT INTO merchant_sharing (merchant_id, policy, changed_at) VALUES ($1, $2, $3)
        ON CONFLICT (merchant_id) DO UPDATE SET policy = $2, changed_at = $3
        RETURNING merchant_id
        """,
        merchant_id,
        policy.value,
        now,
    )


async def put_right(row: ShareRight) -> UUID:
    """Write what a merchant says of a person, over what it said before; returns the row's id."""
    [kept] = await rows(
        """
        INSERT INTO share_right (id, merchant_id, person_id, status, campaign_ids, until_at, reason,
                                 changed_at)
        VALUES ($1, $2, $3, $4, $5::text::jsonb, $6, $7, $8)
        ON CONFLICT (merchant_id, person_id) DO UPDATE
          SET status = $4, campaign_ids = $5::text::jsonb, until_at = $6, reason = $7,
              changed_at = $8
        RETURNING id
        """,
        row.id,
        row.merchant_id,
        row.person_id,
        row.status.value,
        orjson.dumps(row.campaign_ids).decode(),
        row.until_at,
        row.reason,
        row.changed_at,
    )
    return cast("UUID", kept["id"])


async def put_words(row: ShareWords) -> None:
    """Write what shared pages say of a thing, over what they said before; nothing takes it away."""
    subject = {"product_id": row.product_id, "campaign_id": row.campaign_id}
    if not (row.title or row.text or row.picture):
        await ShareWords.filter(**subject).delete()
        return
    said = {"title": row.title, "text": row.text, "picture": row.picture}
    if not await ShareWords.filter(**subject).update(**said, changed_at=row.changed_at):
        await row.save()


async def campaigns_shown_of(product_id: UUID, *, limit: int) -> list[UUID]:
    """Return campaigns of a product that may still be looked at, the latest first."""
    found = await rows(
        """
        SELECT id FROM campaign WHERE product_id = $1 AND status <> 'DRAFT'
         ORDER BY published_at DESC, id DESC LIMIT $2
        """,
        product_id,
        limit,
    )
    return [row["id"] for row in found]


async def lock_report(report_id: UUID) -> ShareReport | None:
    """Fetch a report of a link and hold its row."""
    return await ShareReport.select_for_update(no_key=True).get_or_none(id=report_id)


async def reports_since(reporter_id: UUID, *, since: datetime) -> int:
    """Return how many links somebody reported from a moment on."""
    return await ShareReport.filter(reporter_id=reporter_id, made_at__gte=since).count()
