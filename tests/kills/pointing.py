"""What the forked processes of points and dividends do: one errand each, as often as it takes."""

import asyncio
from collections.abc import Awaitable
from datetime import datetime
from uuid import UUID

from actions import dividend_payouts
from actions.dividends import Decision, post_dividend
from actions.points import expire_lot
from actions.redemptions import Choice, GivingBack, cancel_redemption, redeem_points
from app.database import opened
from models.dividends import periods_due
from models.failpoints import arm
from models.points import lots_expired

# A few holders each, so that there are places to die between them.
BATCH = 3


def redeem(database: str, now: str, failpoint: str | None, **wanted: str) -> None:
    """Redeem an item for points, under one key however often."""
    ids = {name: UUID(wanted[name]) for name in ("person_id", "item_id")}
    choice = Choice(**ids, quantity=1, address_id=None, key="once")
    _run(database, failpoint, redeem_points(choice, now=datetime.fromisoformat(now)))


def cancel(database: str, now: str, failpoint: str | None, **wanted: str) -> None:
    """Call a redemption off, under one key however often."""
    ids = {name: UUID(wanted[name]) for name in ("operator_id", "order_id")}
    back = GivingBack(**ids, reason="缺货", key="once")
    _run(database, failpoint, cancel_redemption(back, now=datetime.fromisoformat(now)))


def expire(database: str, now: str, failpoint: str | None) -> None:
    """Do what the worker does until no expired lot is left."""
    at = datetime.fromisoformat(now)

    async def expiring() -> None:
        while due := await lots_expired(now=at, limit=1):
            assert await expire_lot(due[0], now=at)

    _run(database, failpoint, expiring())


def post(database: str, now: str, failpoint: str | None, **wanted: str) -> None:
    """Post a dividend, under one key however often."""
    ids = {name: UUID(wanted[name]) for name in ("operator_id", "period_id")}
    decision = Decision(**ids, key="once")
    _run(database, failpoint, post_dividend(decision, now=datetime.fromisoformat(now)))


def share(database: str, now: str, failpoint: str | None) -> None:
    """Do what the worker does until every holder is listed, or paid."""
    at = datetime.fromisoformat(now)
    dividend_payouts.BATCH = BATCH

    async def sharing() -> None:
        while due := await periods_due(now=at, limit=1):
            assert await dividend_payouts.advance_dividend(due[0], now=at)

    _run(database, failpoint, sharing())


def _run(database: str, failpoint: str | None, doing: Awaitable[object]) -> None:
    async def main() -> None:
        async with opened(database, max_connections=3):
            await doing

    arm(failpoint)
    asyncio.run(main())
