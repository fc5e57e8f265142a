"""A provider that took the money of a script, admits to some of it, and refunds when it likes."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from random import Random

from app.errands.provider import (
    MovementStatus,
    NewRefund,
    Notification,
    PaymentStatus,
    Provider,
    ProviderPayment,
    ProviderRefund,
    ProviderUnavailable,
    Statement,
    StatementNotReady,
)
from tests.hostile.notices import Sum, back
from tests.hostile.script import Buyer

NO_ANSWER = 0.08


@dataclass
class Moody:
    """Answers late, not at all, or after the fact; what it refunded it never refunds twice."""

    inner: Provider
    rng: Random
    now: Callable[[], datetime]
    send: Callable[[bytes], Awaitable[object]]
    buyers: dict[str, Buyer] = field(default_factory=dict)
    refunds: dict[str, NewRefund] = field(default_factory=dict)
    untold: list[bytes] = field(default_factory=list)
    listed: list[Sum] = field(default_factory=list)
    asked_again: int = 0

    def opened(self, headers: Mapping[str, str], body: bytes) -> Notification:
        return self.inner.opened(headers, body)

    async def query(self, number: str) -> ProviderPayment | None:
        await self._think()
        buyer = self.buyers[number]
        if not buyer.known:
            return self.rng.choice([None, _unpaid(number, PaymentStatus.PENDING)])
        return _paid(buyer.known[0])

    async def receipts(self, *, after: str | None, limit: int) -> list[ProviderPayment]:
        """What it admits to of what it took by now, in an order that does not change."""
        await self._think()
        admitted = (s for buyer in self.buyers.values() for s in buyer.known)
        listed = set(self.listed)
        self.listed += [s for s in admitted if s.paid_at <= self.now() and s not in listed]
        begin = next((n for n, s in enumerate(self.listed, 1) if s.reference == after), 0)
        return [_paid(s) for s in self.listed[begin : begin + limit]]

    async def statement(self, day: date) -> Statement:
        raise StatementNotReady(day)

    async def close(self, number: str) -> ProviderPayment:
        await self._think()
        return _unpaid(number, PaymentStatus.CLOSED)

    async def query_refund(self, number: str) -> ProviderRefund | None:
        await self._think()
        known = self.refunds.get(number)
        self.asked_again += known is not None
        return known and self._answer(known, MovementStatus.SUCCEEDED)

    async def refund(self, refund: NewRefund) -> ProviderRefund:
        """It may be done before it is answered, told before that, or only told of."""
        await self._think()
        before = self.refunds.setdefault(refund.number, refund)
        assert (before.payment_number, before.amount_fen) == (
            refund.payment_number,
            refund.amount_fen,
        ), "one number, two refunds"
        if before is not refund:
            return self._answer(before, MovementStatus.SUCCEEDED)
        if len(self.refunds) == 1:
            # Once at least, whatever chance says: only who asks again hears of it.
            raise ProviderUnavailable("done, not answered, never told")
        told = back(refund.number, refund.payment_number, refund.amount_fen, self.now())
        self.untold.append(told)
        if self.rng.random() < 1 / 3:
            await self.send(told)
        if self.rng.random() < 1 / 5:
            raise ProviderUnavailable("done, and not answered")
        pending = self.rng.random() < 1 / 5
        return self._answer(
            refund, MovementStatus.PROCESSING if pending else MovementStatus.SUCCEEDED
        )

    def _answer(self, refund: NewRefund, status: MovementStatus) -> ProviderRefund:
        return ProviderRefund(
            number=refund.number,
            payment_number=refund.payment_number,
            reference=f"R{refund.number}",
            status=status,
            amount_fen=refund.amount_fen,
            succeeded_at=self.now() if status is MovementStatus.SUCCEEDED else None,
        )

    def tells(self) -> list[Awaitable[object]]:
        """What it has to tell of refunds by now, twice."""
        bodies, self.untold = self.untold * 2, []
        return [self.send(body) for body in bodies]

    async def _think(self) -> None:
        await asyncio.sleep(self.rng.random() * 0.003)
        if self.rng.random() < NO_ANSWER:
            raise ProviderUnavailable("no answer")


def _paid(sum_: Sum) -> ProviderPayment:
    return replace(
        _unpaid(sum_.number, PaymentStatus.SUCCEEDED),
        reference=sum_.reference,
        amount_fen=sum_.fen,
        currency=sum_.currency,
        paid_at=sum_.paid_at,
    )


def _unpaid(number: str, status: PaymentStatus) -> ProviderPayment:
    return ProviderPayment(
        number=number,
        reference="",
        status=status,
        amount_fen=0,
        currency="CNY",
        paid_at=None,
        refunded_fen=0,
    )
