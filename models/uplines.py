"""What an order keeps of who was above its buyer when it was paid, as stored."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import orjson
from tortoise import fields
from tortoise.models import Model

from models.db import rows
from models.orders import Order
from rules.referrals import ShareChannel
from rules.share_rights import ShareRight, ShareRightStatus, ShareVerdict, SharingPolicy


class OrderUpline(Model):
    """Who was above an order's buyer when it was paid; never changed."""

    id: UUID = fields.UUIDField(primary_key=True)
    order_id: UUID = fields.UUIDField()
    level: int = fields.IntField()
    buyer_id: UUID = fields.UUIDField()
    person_id: UUID = fields.UUIDField()
    edge_id: UUID = fields.UUIDField()
    channel = cast(
        "ShareChannel | None", fields.CharEnumField(ShareChannel, max_length=16, null=True)
    )
    may_share = fields.BooleanField()
    verdict = fields.CharEnumField(ShareVerdict, max_length=16)
    copied_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "order_upline"


class OrderSource(Model):
    """Which shared link the buyer of an order opened last that leads to what they bought."""

    order_id: UUID = fields.UUIDField(primary_key=True)
    touch_id: UUID = fields.UUIDField()
    link_id: UUID = fields.UUIDField()
    person_id: UUID = fields.UUIDField()
    channel = fields.CharEnumField(ShareChannel, max_length=16)
    may_share = fields.BooleanField()
    touched_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "order_source"


@dataclass(frozen=True, slots=True, kw_only=True)
class Led:
    """Somebody above a buyer, or at level 0 whose link the buyer opened for these goods."""

    level: int
    row_id: UUID
    person_id: UUID
    link_id: UUID | None
    channel: ShareChannel | None
    at: datetime
    until_at: datetime | None
    policy: SharingPolicy
    right: ShareRight | None
    is_suspended: bool
    is_gone: bool


# In one look, since every payment asks: who is above the buyer, and their last link to the goods.
# What was ended after that moment held at it: a payment may have waited for its locks meanwhile.
_ABOVE = """
WITH RECURSIVE above AS (
  SELECT 1 AS level, r.id, r.upline_id, r.link_id, r.channel, r.from_at, r.until_at FROM referral r
   WHERE r.member_id = $1 AND (r.ended_at IS NULL OR r.ended_at > $2)
     AND r.from_at <= $2 AND r.until_at > $2
  UNION ALL
  SELECT a.level + 1, r.id, r.upline_id, r.link_id, r.channel, r.from_at, r.until_at
    FROM above a JOIN referral r ON r.member_id = a.upline_id
     AND (r.ended_at IS NULL OR r.ended_at > $2) AND r.from_at <= $2 AND r.until_at > $2
   WHERE a.level < $6),
led AS (
  SELECT level, id, upline_id AS person_id, link_id, channel, from_at AS at, until_at FROM above
  UNION ALL
  (SELECT 0, t.id, l.person_id, l.id, t.channel, t.touched_at, NULL
     FROM touch t JOIN share_link l ON l.id = t.link_id
    WHERE t.person_id = $1 AND t.recorded_at > $2 - $7::interval AND t.recorded_at <= $2
      AND t.touched_at > $2 - $7::interval AND l.person_id <> $1 AND l.blocked_at IS NULL
      AND CASE l.target WHEN 'TEAM' THEN l.target_id = $5 WHEN 'CAMPAIGN' THEN l.target_id = $4
          WHEN 'PRODUCT' THEN l.target_id = (SELECT k.product_id FROM sku k WHERE k.id = $8) END
    ORDER BY t.recorded_at DESC, t.id DESC LIMIT 1))
SELECT led.*, p.closed_at IS NOT NULL AS is_gone, u.person_id IS NOT NULL AS is_suspended, s.policy,
       g.status, g.campaign_ids::text AS campaign_ids, g.until_at AS right_until_at
  FROM led JOIN person p ON p.id = led.person_id
  LEFT JOIN sharing_suspension u ON u.person_id = led.person_id
  LEFT JOIN merchant_sharing s ON s.merchant_id = $3
  LEFT JOIN share_right g ON g.merchant_id = $3 AND g.person_id = led.person_id
 ORDER BY led.level
"""


async def led_by(order: Order, *, at: datetime, levels: int, within: object) -> list[Led]:
    """Return who is above an order's buyer at a moment, nearest first, after level 0, if any."""
    found = await rows(
        _ABOVE,
        order.person_id,
        at,
        order.merchant_id,
        order.campaign_id,
        order.team_id,
        levels,
        within,
        order.sku_id,
    )
    return [_led(row) for row in found]


def _led(row: dict[str, Any]) -> Led:
    right = None
    if row["status"] is not None:
        right = ShareRight(
            status=ShareRightStatus(row["status"]),
            campaign_ids=frozenset(UUID(each) for each in orjson.loads(row["campaign_ids"])),
            until_at=row["right_until_at"],
        )
    return Led(
        level=row["level"],
        row_id=row["id"],
        person_id=row["person_id"],
        link_id=row["link_id"],
        channel=ShareChannel(row["channel"]) if row["channel"] else None,
        at=row["at"],
        until_at=row["until_at"],
        policy=SharingPolicy(row["policy"]) if row["policy"] else SharingPolicy.OPEN,
        right=right,
        is_suspended=row["is_suspended"],
        is_gone=row["is_gone"],
    )
