"""A provider that shows what it took, and what a test does to it."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from actions.orders import buy_solo
from actions.reconciliation import claim_day
from app.errands.payments import Errands
from app.errands.provider import (
    PaymentStatus,
    ProviderPayment,
    ProviderRefused,
    ProviderUnavailable,
    StatementKind,
    StatementLine,
    StatementNotReady,
)
from app.errands.reconciliation import Reconciling
from models.orders import Order
from models.payments import Payment
from models.reconciliation import Reconciliation
from rules.orders import OrderStatus
from tests.actions.worlds import World, make_world
from tests.worker.providers import Moment, Provider

DAY = date(2026, 1, 1)
MINUTE = timedelta(minutes=1)
MORNING = datetime(2026, 1, 2, 4, tzinfo=UTC)


@dataclass
class Books(Provider):
    """A provider that also shows what it took."""

    sums: list[ProviderPayment] = field(default_factory=list)
    lines: dict[date, list[StatementLine]] = field(default_factory=dict)
    silent: bool = False
    forgot: bool = False
    asked: list[str | None] = field(default_factory=list)

    async def receipts(self, *, after, limit):
        self.asked.append(after)
        if self.silent:
            raise ProviderUnavailable("no answer")
        if self.forgot and after is not None:
            raise ProviderRefused("FIELD_INVALID", "no such sum")
        begin = 0 if after is None else [one.reference for one in self.sums].index(after) + 1
        return self.sums[begin : begin + limit]

    async def statement(self, day):
        if self.silent:
            raise ProviderUnavailable("no answer")
        if day not in self.lines:
            raise StatementNotReady("not yet")
        return File(day, self.lines[day])

    def takes(self, payment: Payment, *, at: datetime, **changes) -> ProviderPayment:
        """Money is paid, and nobody is told."""
        facts = {
            "number": payment.number,
            "reference": f"T{payment.number}",
            "status": PaymentStatus.SUCCEEDED,
            "amount_fen": payment.amount_fen,
            "currency": "CNY",
            "paid_at": at,
            "refunded_fen": 0,
        }
        sum_ = ProviderPayment(**{**facts, **changes})
        self.sums.append(sum_)
        return sum_

    def states(self, *lines: StatementLine, day: date = DAY) -> None:
        self.lines.setdefault(day, []).extend(lines)


@dataclass
class File:
    day: date
    lines: list[StatementLine]
    sha256: str = "f" * 64

    @property
    def payments(self):
        return sum(line.kind is StatementKind.PAYMENT for line in self.lines)

    @property
    def refunds(self):
        return sum(line.kind is StatementKind.REFUND for line in self.lines)

    @property
    def payouts(self):
        return len(self.lines) - self.payments - self.refunds

    def __iter__(self):
        return iter(self.lines)


def stated(sum_: ProviderPayment, **changes) -> StatementLine:
    line = StatementLine(
        kind=StatementKind.PAYMENT,
        reference=sum_.reference,
        number=sum_.number,
        payment_number=sum_.number,
        amount_fen=sum_.amount_fen,
        currency=sum_.currency,
        at=sum_.paid_at,
    )
    return replace(line, **changes)


def stated_refund(number, fen, at, **changes) -> StatementLine:
    line = StatementLine(
        kind=StatementKind.REFUND,
        reference=f"R{number}",
        number=number,
        payment_number=number.rpartition("-")[0],
        amount_fen=fen,
        currency="CNY",
        at=at,
    )
    return replace(line, **changes)


@dataclass
class Shop:
    provider: Books
    moment: Moment
    reconciling: Reconciling
    world: World

    async def bought(self) -> Payment:
        placed = await buy_solo(self.world.wish(await self.world.person()), now=self.world.now)
        return placed.payment

    async def read(self) -> int:
        return await self.reconciling.read_receipts(self.moment)

    async def reconcile(self, day: date = DAY) -> Reconciliation:
        await claim_day(day, now=self.moment())
        return await self.reconciling.reconcile(day)


async def reconciling_shop(noon) -> Shop:
    provider, moment = Books(), Moment(noon)
    errands = Errands(provider=provider, public_url="", now=moment)
    return Shop(provider, moment, Reconciling(errands=errands), await make_world(noon))


async def is_confirmed(payment) -> bool:
    return (await Order.get(id=payment.order_id)).status is OrderStatus.CONFIRMED
