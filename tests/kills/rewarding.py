"""What a forked worker does that gives large teams their price and releases funds."""

import asyncio
from datetime import datetime

from actions import ladder
from actions.releases import release_due_part
from app.database import opened
from app.steps import each
from models.db import insert_many
from models.failpoints import arm, failpoint
from models.ladder import formed_large_teams, lock_formed_large_team, lock_paid_orders
from models.orders import Order
from models.releases import due_releases
from models.transactions import one_transaction


@one_transaction
async def _refunded(team_id, *, now):
    team = await lock_formed_large_team(team_id)
    orders = await lock_paid_orders(team.id, limit=ladder.AT_ONCE)
    rung = ladder.rules.rung_reached(team.particulars().ladder, members=team.seats_filled)
    return await ladder._given_back(team, orders, rung, now=now)


@one_transaction
async def _remembered(rebates, *, now):
    await insert_many(rebates)
    orders = Order.filter(id__in=[rebate.order_id for rebate in rebates])
    await orders.update(status="CONFIRMED", confirmed_at=now)


async def careless(team_id, *, now):
    """Refund in one transaction and remember it in the next: what no worker may do."""
    rebates = await _refunded(team_id, now=now)
    failpoint("ladder.repriced")
    await _remembered(rebates, now=now)
    return await ladder.settle_large_team(team_id, now=now)


def reward(url: str, at: str, deadly: str | None, *, carelessly: bool = False) -> None:
    """Do all that is due at an instant, to be killed where it is said."""
    ladder.AT_ONCE = 4  # so that a small team has several batches to be killed in
    arm(deadly)
    asyncio.run(_reward(url, datetime.fromisoformat(at), carelessly=carelessly))


async def _reward(url: str, at: datetime, *, carelessly: bool) -> None:
    settle = careless if carelessly else ladder.settle_large_team
    async with opened(url, max_connections=4):
        for step in (each(formed_large_teams, settle), each(due_releases, release_due_part)):
            await step(lambda: at)
