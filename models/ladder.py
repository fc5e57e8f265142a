"""What members of large teams got back once the price was known, as stored."""

from collections.abc import Collection
from datetime import datetime
from typing import cast
from uuid import UUID

from tortoise import fields
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models.orders import Order
from models.teams import Team
from rules.campaigns import CampaignKind
from rules.orders import OrderStatus
from rules.teams import TeamStatus


class Rebate(Model):
    """What one order got back of the price of the smallest size; nothing, where that was it."""

    order_id: UUID = fields.UUIDField(primary_key=True)
    team_id: UUID = fields.UUIDField()
    rung_size: int = fields.IntField()
    price_fen: int = fields.BigIntField()
    amount_fen: int = fields.BigIntField()
    made_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "rebate"


def _formed() -> QuerySet[Team]:
    formed = Team.filter(status=TeamStatus.FORMED, kind=CampaignKind.SUPER)
    return formed.order_by("formed_at")


async def formed_large_teams(*, now: datetime, besides: Collection[UUID], limit: int) -> list[UUID]:
    """Return the ids of large teams that formed by this moment, oldest first."""
    found = _formed().filter(formed_at__lte=now, id__not_in=list(besides)).limit(limit)
    return cast("list[UUID]", await found.values_list("id", flat=True))


async def lock_formed_large_team(team_id: UUID | None = None) -> Team | None:
    """Fetch this large team, or else the oldest, if it formed and nobody else holds its row."""
    found = _formed() if team_id is None else _formed().filter(id=team_id)
    return await found.select_for_update(no_key=True, skip_locked=True).first()


async def lock_paid_orders(team_id: UUID, *, limit: int) -> list[Order]:
    """Fetch so many orders of a locked team that wait for their price, and hold their rows."""
    paid = Order.filter(team_id=team_id, status=OrderStatus.PAID).order_by("id").limit(limit)
    return await paid.select_for_update(no_key=True)
