"""Campaigns, what they set aside, and who bought in them, as stored."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, ClassVar, cast
from uuid import UUID

from tortoise import fields
from tortoise.expressions import F
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models.db import rows
from models.ids import new_id
from rules import campaigns as campaign_rules
from rules.campaigns import CampaignKind, CampaignStatus
from rules.particulars import Particulars, of_plain


class Campaign(Model):
    """An offer; once published the database refuses any change but of its status."""

    id: UUID = fields.UUIDField(primary_key=True)
    slug: str = fields.TextField()
    merchant_id: UUID = fields.UUIDField()
    product_id: UUID = fields.UUIDField()
    title: str = fields.TextField()
    kind = fields.CharEnumField(CampaignKind, max_length=16)
    status = fields.CharEnumField(CampaignStatus, max_length=16)
    size: int = fields.IntField()
    completes_at_size: int | None = fields.IntField(null=True)
    hours_to_fill: int = fields.IntField()
    starts_at: datetime = fields.DatetimeField()
    ends_at: datetime = fields.DatetimeField()
    limit_per_person: int = fields.IntField()
    max_quantity: int = fields.IntField()
    leader_discount_fen: int = fields.BigIntField(default=0)
    terms: dict[str, Any] = fields.JSONField[dict[str, Any]](default=dict)
    rules: dict[str, Any] | None = fields.JSONField[dict[str, Any] | None](null=True)
    rules_hash: str | None = fields.TextField(null=True)
    team_price_fen: int = fields.BigIntField(default=0)
    created_at: datetime = fields.DatetimeField()
    published_at: datetime | None = fields.DatetimeField(null=True)
    ended_at: datetime | None = fields.DatetimeField(null=True)

    # Some kilobytes that lists do not show: read where somebody asks for them.
    heavy: ClassVar[tuple[str, ...]] = ("rules",)

    class Meta(Model.Meta):
        table = "campaign"

    def facts(self) -> campaign_rules.Campaign:
        """Return the facts the rules decide on."""
        return campaign_rules.Campaign(
            kind=self.kind,
            status=self.status,
            size=self.size,
            completes_at_size=self.completes_at_size,
            hours_to_fill=self.hours_to_fill,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            limit_per_person=self.limit_per_person,
            max_quantity=self.max_quantity,
            leader_discount_fen=self.leader_discount_fen,
            particulars=self.particulars(),
        )

    def particulars(self) -> Particulars:
        """Return what only its kind has: a draw, or a ladder of prices."""
        return of_plain(self.terms)


class CampaignSku(Model):
    """A SKU in a campaign: its team price and the stock set aside for it."""

    id: UUID = fields.UUIDField(primary_key=True)
    campaign_id: UUID = fields.UUIDField()
    sku_id: UUID = fields.UUIDField()
    team_price_fen: int = fields.BigIntField()
    stock: int = fields.IntField()
    taken: int = fields.IntField(default=0)

    class Meta(Model.Meta):
        table = "campaign_sku"


class PurchaseCount(Model):
    """How often a person bought in a campaign, beside how often they may."""

    id: UUID = fields.UUIDField(primary_key=True)
    campaign_id: UUID = fields.UUIDField()
    person_id: UUID = fields.UUIDField()
    most: int = fields.IntField()
    taken: int = fields.IntField()

    class Meta(Model.Meta):
        table = "purchase_count"


async def lock_campaign(campaign_id: UUID) -> Campaign | None:
    """Fetch a campaign and hold its row until the transaction ends."""
    return await Campaign.select_for_update(no_key=True).get_or_none(id=campaign_id)


async def return_campaign_sku(campaign_id: UUID, sku_id: UUID, pieces: int) -> None:
    """Put pieces back into what a campaign set aside."""
    choice = CampaignSku.filter(campaign_id=campaign_id, sku_id=sku_id)
    await choice.update(taken=F("taken") - pieces)


async def count_and_take(
    *, campaign_id: UUID, person_id: UUID, sku_id: UUID, most: int, pieces: int, now: datetime
) -> tuple[bool, bool]:
    """Count a purchase if the limit allows it, then take its pieces if so many are left.

    Returns which of the two was done; both rows are shared with other teams.
    """
    [row] = await rows(
        """
        WITH counted AS (
          INSERT INTO purchase_count (id, campaign_id, person_id, most, taken)
          VALUES ($1, $2, $3, $4, 1)
          ON CONFLICT (campaign_id, person_id) DO UPDATE SET taken = purchase_count.taken + 1
          WHERE purchase_count.taken < purchase_count.most RETURNING taken
        ), took AS (
          UPDATE campaign_sku SET taken = taken + $6
           WHERE $6 > 0 AND campaign_id = $2 AND sku_id = $5 AND stock >= taken + $6
             AND EXISTS (SELECT 1 FROM counted) RETURNING taken
        )
        SELECT EXISTS (SELECT 1 FROM counted) AS counted, EXISTS (SELECT 1 FROM took) AS took
        """,
        new_id(now),
        campaign_id,
        person_id,
        most,
        sku_id,
        pieces,
    )
    return row["counted"], row["took"]


async def uncount_purchases(campaign_id: UUID, person_ids: Collection[UUID]) -> None:
    """Take one purchase of each of these people back from their counts, held in one order."""
    await rows(
        """
        WITH held AS (SELECT id FROM purchase_count WHERE campaign_id = $1 AND person_id = ANY($2)
                       ORDER BY person_id FOR NO KEY UPDATE)
        UPDATE purchase_count SET taken = taken - 1 WHERE id IN (SELECT id FROM held)
        """,
        campaign_id,
        list(person_ids),
    )


async def lock_choices(campaign_id: UUID) -> list[CampaignSku]:
    """Fetch what a campaign set aside and hold the rows, in one order for everybody."""
    choices = CampaignSku.filter(campaign_id=campaign_id).order_by("sku_id")
    return list(await choices.select_for_update(no_key=True))


def _overdue(now: datetime) -> QuerySet[Campaign]:
    opening = (CampaignStatus.PUBLISHED, CampaignStatus.PAUSED)
    return Campaign.filter(status__in=opening, ends_at__lte=now).order_by("ends_at")


async def overdue_campaigns(*, now: datetime, besides: Collection[UUID], limit: int) -> list[UUID]:
    """Return the ids of campaigns whose window passed unended, oldest first."""
    overdue = _overdue(now).filter(id__not_in=list(besides)).limit(limit)
    return cast("list[UUID]", await overdue.values_list("id", flat=True))


async def lock_overdue_campaign(
    campaign_id: UUID | None = None, *, now: datetime
) -> Campaign | None:
    """Fetch this campaign, or else the oldest, if it is overdue and nobody else holds it."""
    overdue = _overdue(now) if campaign_id is None else _overdue(now).filter(id=campaign_id)
    return await overdue.select_for_update(no_key=True, skip_locked=True).first()


# What teams can need is said once in ``rules.campaigns.spare_pieces``; this finds candidates.
_WITH_SPARE = """
    SELECT c.id FROM campaign c WHERE c.status = 'ENDED'
       AND c.id <> ALL($2::uuid[]) AND ($3::uuid IS NULL OR c.id = $3) AND EXISTS (
      SELECT 1 FROM campaign_sku s WHERE s.campaign_id = c.id AND s.stock > s.taken
         AND (c.kind IN ('SECKILL', 'LOTTERY', 'TRIAL') OR s.stock - s.taken > c.max_quantity * (
           SELECT coalesce(sum(t.size), 0) FROM team t
            WHERE t.campaign_id = c.id AND t.status = 'OPEN' AND t.closes_at > $1)))
    ORDER BY c.ended_at LIMIT $4
    """


async def campaigns_with_spare(
    *, now: datetime, besides: Collection[UUID], limit: int
) -> list[UUID]:
    """Return the ids of ended campaigns with more set aside than their open teams can need."""
    found = await rows(_WITH_SPARE, now, list(besides), None, limit)
    return [row["id"] for row in found]


async def lock_campaign_with_spare(
    campaign_id: UUID | None = None, *, now: datetime
) -> Campaign | None:
    """Fetch this campaign, or else the oldest, if it has pieces to spare and nobody holds it."""
    locking = _WITH_SPARE + "FOR NO KEY UPDATE OF c SKIP LOCKED"
    found = await rows(locking, now, [], campaign_id, 1)
    return await Campaign.get(id=found[0]["id"]) if found else None


async def open_seats_in(campaign_id: UUID, *, now: datetime) -> int:
    """Return how many seats, taken or free, the teams of a campaign have that members may join."""
    [counted] = await rows(
        """
        SELECT coalesce(sum(size), 0) AS seats FROM team
         WHERE campaign_id = $1 AND status = 'OPEN' AND closes_at > $2
        """,
        campaign_id,
        now,
    )
    return int(counted["seats"])
