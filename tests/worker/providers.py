"""Providers that answer as a test has them answer, and tell how they were asked."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from app.errands.payments import Errands
from app.errands.provider import (
    MovementStatus,
    NewRefund,
    PaymentStatus,
    ProviderPayment,
    ProviderRefund,
    ProviderUnavailable,
    StatementNotReady,
)
from app.worker import Worker


@dataclass
class Moment:
    """A clock that stands where it was put."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Provider:
    """Nobody ever paid, every refund arrives; ``on_query`` and ``on_refund`` come before."""

    on_query: Callable | None = None
    on_refund: Callable | None = None
    is_down: bool = False
    queried: list[str] = field(default_factory=list)
    refunded: list[str] = field(default_factory=list)
    under_way: int = 0
    most_under_way: int = 0

    async def query(self, number: str) -> ProviderPayment | None:
        self.queried.append(number)
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            if self.is_down:
                raise ProviderUnavailable
            if self.on_query is not None:
                await self.on_query(number)
        finally:
            self.under_way -= 1
        return None

    async def close(self, number: str) -> ProviderPayment:
        return ProviderPayment(
            number=number,
            reference="",
            status=PaymentStatus.CLOSED,
            amount_fen=0,
            currency="CNY",
            paid_at=None,
            refunded_fen=0,
        )

    async def refund(self, refund: NewRefund) -> ProviderRefund:
        self.refunded.append(refund.number)
        answer = ProviderRefund(
            number=refund.number,
            payment_number=refund.payment_number,
            reference=f"R{refund.number}",
            status=MovementStatus.SUCCEEDED,
            amount_fen=refund.amount_fen,
            succeeded_at=None,
        )
        return answer if self.on_refund is None else self.on_refund(answer)

    async def query_refund(self, _: str) -> None:
        """It never heard of a refund that did not arrive at once."""

    async def receipts(self, *, after, limit) -> list[ProviderPayment]:
        return []

    async def statement(self, day):
        raise StatementNotReady


def worker_of(provider: Provider, clock: Callable[[], datetime]) -> Worker:
    return Worker(Errands(provider=provider, public_url="", now=clock))


async def until(happened: Callable) -> None:
    """Wait until ``await happened()`` is true; ten seconds are far more than it takes."""
    async with asyncio.timeout(10):
        while not await happened():  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.01)
