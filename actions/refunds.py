"""How money is promised back, tried again until it is there, and never twice."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from actions.events import to_viewer
from actions.tenders import return_rest
from models import ledger
from models.cases import PaymentCase
from models.db import insert_many
from models.failpoints import failpoint
from models.ids import new_id
from models.orders import Order, count_refunded
from models.outbox import OutboxEvent, tell
from models.payments import Payment, Refund, lock_refund, refunds_made, tenders
from models.reconciliation import discrepancy_found
from models.transactions import one_transaction
from rules import accounts, leases
from rules import ledger as recipes
from rules import payments as rules
from rules import refunds as refund_rules
from rules.cases import CaseStatus
from rules.events import ViewerEventKind
from rules.payments import RefundSource, RefundStatus
from rules.reconciliation import Arrival, Discrepancy, DiscrepancyKind, LineResult
from rules.refunds import Tender


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Money that is to go back: how much, whence, and to whom the provider took it from.

    ``payment_id`` and ``order`` are None where nothing of ours has that number.
    """

    payment_number: str
    payment_id: UUID | None
    order: Order | None
    amount_fen: int
    reason: str
    source: RefundSource = RefundSource.ESCROW
    ends: bool = False


async def promise(promised: Promise, *, now: datetime) -> Refund:
    """Promise money back in the caller's transaction; the worker sends it.

    The caller holds what keeps another refund of the payment away. What an
    order's escrow holds can be promised once: the database refuses more.

    Raises:
        TooManyRefunds: the payment can have no more; nothing was written.
    """
    [refund] = await promise_many([promised], now=now)
    return refund


async def promise_many(promises: Sequence[Promise], *, now: datetime) -> list[Refund]:
    """Promise money back for any number of payments, each once, in as many statements as for one.

    Raises:
        TooManyRefunds: a payment can have no more; nothing was written.
    """
    made = await refunds_made([each.payment_number for each in promises])
    assert len(made) == len(promises), "a payment is refunded once at a time"
    refunds = [_refund(each, made[each.payment_number], now) for each in promises]
    await insert_many(refunds)
    pairs = list(zip(refunds, (each.order for each in promises), strict=True))
    await ledger.post_many_new([_requested(refund, order) for refund, order in pairs], now=now)
    refunded: Counter[UUID] = Counter()
    for refund, order in pairs:
        if order is not None and refund.source is RefundSource.ESCROW:
            refunded[order.id] += refund.amount_fen
    await count_refunded(refunded)
    kind = ViewerEventKind.REFUND_REQUESTED
    await tell(*(_event(kind, refund, order, now) for refund, order in pairs if order is not None))
    return refunds


def _refund(promised: Promise, made: int, now: datetime) -> Refund:
    ordinal = refund_rules.ordinal(made, ends=promised.ends)
    return Refund(
        id=new_id(now),
        number=refund_rules.number(promised.payment_number, ordinal),
        payment_number=promised.payment_number,
        payment_id=promised.payment_id,
        ordinal=ordinal,
        amount_fen=promised.amount_fen,
        source=promised.source,
        reason=promised.reason,
        status=RefundStatus.REQUESTED,
        next_attempt_at=now,
        requested_at=now,
    )


def _requested(refund: Refund, order: Order | None) -> recipes.Journal:
    if refund.source is RefundSource.SUSPENSE:
        source = accounts.SUSPENSE
    else:
        assert order is not None, "an escrow is an order's"
        source = accounts.escrow(str(order.id))
    return recipes.refund_requested(
        number=refund.number,
        source=source,
        way=_way(refund, order),
        amount_fen=refund.amount_fen,
    )


def _way(refund: Refund, order: Order | None) -> accounts.AccountName:
    return accounts.in_flight(str(order.id) if order else None, refund.payment_number)


async def refund_rest(orders: Sequence[Order], *, reason: str, now: datetime) -> None:
    """Send back all that is left of what these orders were paid with, whoever took it."""
    await promise_rest(orders, reason=reason, now=now)
    await return_rest(orders, reason=reason, now=now)


async def promise_rest(orders: Sequence[Order], *, reason: str, now: datetime) -> None:
    """Promise back all that is left of what the provider took for these orders.

    What the buyers' own accounts paid goes back by ``return_rest``, which holds these
    accounts: who gives back what many share does that in between.
    """
    paid = await tenders([order.id for order in orders])
    promises: list[Promise] = []
    for order in orders:
        found = [(payment_id, tender) for payment_id, tender in paid[order.id] if tender.left_fen]
        amounts = [tender.left_fen for _, tender in found]
        promises += promises_of(order, found, amounts, reason)
    await promise_many(promises, now=now)


def promises_of(
    order: Order, paid: Sequence[tuple[UUID, Tender]], amounts: Sequence[int], reason: str
) -> list[Promise]:
    """Return the promises of so much of each tender; what is nothing of one is no refund."""
    return [
        Promise(
            payment_number=tender.source,
            payment_id=payment_id,
            order=order,
            amount_fen=amount_fen,
            reason=reason,
            ends=amount_fen == tender.left_fen,
        )
        for (payment_id, tender), amount_fen in zip(paid, amounts, strict=True)
        if amount_fen
    ]


@one_transaction
async def record_refund(
    *,
    number: str,
    now: datetime,
    amount_fen: int | None = None,
    payment_number: str | None = None,
    at: datetime | None = None,
    lease_no: int | None = None,
) -> bool:
    """Record that a refund reached its payer, and tell whether that was news.

    Where the sum that went back is told, another one than ours records nothing,
    and neither does one that nobody here asked for: a human is to see to it.

    Raises:
        LeaseLost: a worker sent it under a lease that is another's by now; nothing is written.
    """
    told = Arrival(number=number, payment_number=payment_number, amount_fen=amount_fen, at=at)
    came = await arrive(told, now=now, lease_no=lease_no)
    failpoint("refund.recorded")
    return came is LineResult.RECOVERED


async def arrive(
    told: Arrival, *, now: datetime, lease_no: int | None = None, day: date | None = None
) -> LineResult:
    """Record in the caller's transaction that a refund arrived, and return what that was.

    RECOVERED where it was news, MATCHED where it was known, DISCREPANT where it
    cannot be ours as it was told; ``day`` is that of the statement that told it.

    Raises:
        LeaseLost: a worker sent it under a lease that is another's by now; nothing is written.
    """
    found = await Refund.get_or_none(number=told.number)
    if found is None:
        await discrepancy_found(_difference(told, None, day), now=now)
        return LineResult.DISCREPANT
    refund = await lock_refund(found.id)
    leases.fence(lease_no, present=refund.lease_no)
    if not told.is_of(payment_number=refund.payment_number, amount_fen=refund.amount_fen):
        await discrepancy_found(_difference(told, refund, day), now=now)
        return LineResult.DISCREPANT
    if refund.status is RefundStatus.SUCCEEDED:
        return LineResult.MATCHED
    await _arrived(refund, at=told.at or now, now=now)
    return LineResult.RECOVERED


def _difference(told: Arrival, refund: Refund | None, day: date | None) -> Discrepancy:
    kind = DiscrepancyKind.REFUND_DIFFERS if refund else DiscrepancyKind.REFUND_UNKNOWN_HERE
    return Discrepancy(
        kind=kind,
        subject=told.number,
        payment_number=told.payment_number or (refund.payment_number if refund else ""),
        here_fen=refund.amount_fen if refund else None,
        there_fen=told.amount_fen or 0,
        currency=told.currency,
        day=day,
    )


async def _arrived(refund: Refund, *, at: datetime, now: datetime) -> None:
    payment = await Payment.get(id=refund.payment_id) if refund.payment_id else None
    order = await Order.get(id=payment.order_id) if payment else None
    await Refund.filter(id=refund.id).update(
        status=RefundStatus.SUCCEEDED, succeeded_at=at, lease_until=None
    )
    await PaymentCase.filter(refund_id=refund.id).update(
        status=CaseStatus.RESOLVED, resolved_at=now
    )
    journal = recipes.refund_succeeded(
        number=refund.number,
        payment_number=refund.payment_number,
        way=_way(refund, order),
        amount_fen=refund.amount_fen,
    )
    await ledger.post_new(journal, now=now)
    if order is not None:
        await _told(ViewerEventKind.REFUND_SUCCEEDED, refund, order, now)


@one_transaction
async def postpone_refund(
    *, refund_id: UUID, error: str, now: datetime, lease_no: int | None = None
) -> bool:
    """Record that an attempt brought no answer; it is tried again later, without end.

    Returns whether it is late by now: its payer is told so, once, and whoever
    called has a human told.

    Raises:
        LeaseLost: the lease it was sent under is another's by now; nothing is written.
    """
    refund = await lock_refund(refund_id)
    leases.fence(lease_no, present=refund.lease_no)
    if refund.status is RefundStatus.SUCCEEDED:
        return False
    late = refund_rules.is_late(refund.attempts)
    later = rules.next_attempt_at(attempts=refund.attempts, now=now)
    await Refund.filter(id=refund_id).update(
        next_attempt_at=later,
        last_error=error[:200],
        lease_until=None,
        **({"delayed_at": now} if late and refund.delayed_at is None else {}),
    )
    if late and refund.delayed_at is None and refund.payment_id is not None:
        payment = await Payment.get(id=refund.payment_id)
        order = await Order.get(id=payment.order_id)
        await _told(ViewerEventKind.REFUND_DELAYED, refund, order, now)
    return late


async def _told(kind: ViewerEventKind, refund: Refund, order: Order, now: datetime) -> None:
    await tell(_event(kind, refund, order, now))


def _event(kind: ViewerEventKind, refund: Refund, order: Order, now: datetime) -> OutboxEvent:
    facts = {"refund_id": str(refund.id), "amount_fen": str(refund.amount_fen)}
    return to_viewer(order.person_id, kind, now=now, order=order, facts=facts)
