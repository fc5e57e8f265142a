"""Which orders wait for their parcels past their time, as stored."""

from collections.abc import Collection
from datetime import datetime
from typing import cast
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from models.orders import Order
from rules.orders import OrderStatus
from rules.policy import POLICY


def past_time(now: datetime) -> Q:
    """Return what is true of orders that should have been shipped by this moment."""
    since = now - POLICY.ship_by
    addressed = Q(addressed_at=None) | Q(addressed_at__lte=since)
    waiting = Q(status=OrderStatus.CONFIRMED, ship_to__isnull=False, confirmed_at__lte=since)
    return waiting & addressed


def _unnoted(now: datetime) -> QuerySet[Order]:
    return Order.filter(past_time(now), late_at=None).order_by("confirmed_at", "id")


async def late_orders(*, now: datetime, besides: Collection[UUID], limit: int) -> list[UUID]:
    """Return the ids of orders that are late without its being noted, the oldest first."""
    found = _unnoted(now).filter(id__not_in=list(besides)).limit(limit)
    return cast("list[UUID]", await found.values_list("id", flat=True))


async def lock_late_order(order_id: UUID, *, now: datetime) -> Order | None:
    """Fetch an order that is late without its being noted, if nobody else holds it."""
    found = _unnoted(now).filter(id=order_id)
    return await found.select_for_update(no_key=True, skip_locked=True).first()
