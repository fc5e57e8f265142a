"""What the forked processes of commissions do: pay, settle, refund; each as often as it takes."""

import asyncio
from collections.abc import Awaitable
from datetime import datetime
from uuid import UUID

from actions.order_refunds import OrderRefund, refund_order
from actions.order_settlements import settle_orders
from actions.payments import record_money
from app.database import opened
from models.failpoints import arm
from models.order_settlements import orders_to_settle
from models.payments import Payment
from rules.payments import Money


def pay(database: str, now: str, failpoint: str | None, payment_id: str) -> None:
    """Hear from the provider that an order was paid."""
    at = datetime.fromisoformat(now)

    async def hear() -> None:
        payment = await Payment.get(id=payment_id)
        told = Money(
            reference=f"T{payment.number}",
            payment_number=payment.number,
            amount_fen=payment.amount_fen,
            currency="CNY",
            paid_at=at,
        )
        await record_money(told, now=at)

    _run(database, failpoint, hear())


def settle(database: str, now: str, failpoint: str | None) -> None:
    """Do what the worker does until no order is due, a few of them at once."""
    at = datetime.fromisoformat(now)

    async def settling() -> None:
        while due := await orders_to_settle(now=at, besides=(), limit=3):
            assert await settle_orders(due, now=at)

    _run(database, failpoint, settling())


def refund(database: str, now: str, failpoint: str | None, order_id: str, operator_id: str) -> None:
    """Give a part of an order back, under one key however often."""
    wanted = OrderRefund(
        operator_id=UUID(operator_id),
        order_id=UUID(order_id),
        amount_fen=1000,
        reason="少了一颗",
        key=f"once-{now}",
    )
    _run(database, failpoint, refund_order(wanted, now=datetime.fromisoformat(now)))


def _run(database: str, failpoint: str | None, doing: Awaitable[object]) -> None:
    async def main() -> None:
        async with opened(database, max_connections=3):
            await doing

    arm(failpoint)
    asyncio.run(main())
