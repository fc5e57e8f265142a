"""What the forked processes of a settlement do: settle all that is drawn, or refund a winner."""

import asyncio
import os
from collections.abc import Awaitable
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID, uuid4

import asyncpg

from actions import settlement
from actions.order_refunds import OrderRefund, refund_order
from app.database import opened
from models.draws import published_draws_to_settle
from models.failpoints import arm

# A team is a transaction of its own, so that there are many places to die between them.
SEATS_AT_ONCE = 3
POST = """
SELECT post_journal($1::text, 'SUBSIDY', $2, sha256($1::text::bytea), $3,
  jsonb_build_array(jsonb_build_object('from', jsonb_build_array('BUDGET', $4::text),
  'to', jsonb_build_array('CREDIT', $5::text),
  'unit', 'CNY', 'amount', $6::bigint)))
"""


def settle(database: str, now: str, failpoint: str | None, *, wrongly: bool = False) -> None:
    """Do what the worker does until nothing is left; what fails is not passed over."""
    at = datetime.fromisoformat(now)

    async def settling() -> None:
        while drawn := await published_draws_to_settle(now=at, besides=(), limit=1):
            assert await settlement.settle_draw(drawn[0], now=at)

    settlement.SEATS_AT_ONCE = SEATS_AT_ONCE
    os.environ["SETTLED_DATABASE"] = database
    with _mistaken() if wrongly else _right():
        _run(database, failpoint, settling())


def refund(database: str, now: str, failpoint: str | None, **wanted) -> None:
    """Give a part of an order back, under one key however often."""
    ids = {name: UUID(wanted.pop(name)) for name in ("operator_id", "order_id")}

    async def refunding() -> None:
        await refund_order(OrderRefund(**ids, **wanted), now=datetime.fromisoformat(now))

    _run(database, failpoint, refunding())


def _run(database: str, failpoint: str | None, doing: Awaitable[None]) -> None:
    async def main() -> None:
        async with opened(database, max_connections=3):
            await doing

    arm(failpoint)
    asyncio.run(main())


@contextmanager
def _right():
    yield


@contextmanager
def _mistaken():
    """Pays subsidies as a bank would be told to: apart, under a fresh number each time."""

    async def pay(settling, orders):
        connection = await asyncpg.connect(os.environ["SETTLED_DATABASE"])
        try:
            for order in orders:
                await connection.execute(
                    POST,
                    f"subsidy:{uuid4()}",
                    str(order.id),
                    settling.now,
                    str(order.campaign_id),
                    str(order.person_id),
                    settling.terms.subsidy_fen,
                )
        finally:
            await connection.close()

    async def hold_nothing(orders, *, campaign_id):
        """Whoever pays apart would wait for themselves."""

    settlement._subsidise, settlement.hold_accounts_of = pay, hold_nothing
    yield
