"""Everything that changes a payment: sent to the cashier, paid, given up."""

from datetime import datetime
from uuid import UUID

from actions.cases import open_case
from actions.endings import release_seat
from actions.orders import close_order
from actions.redemptions import paid_in_full, put_down
from actions.seats import fill_seat
from actions.tenders import return_rest
from models import ledger
from models.failpoints import failpoint
from models.orders import Order, lock_order
from models.payments import (
    MoneyIn,
    Payment,
    first_told,
    lock_payment,
)
from models.teams import Seat, Team, lock_team
from models.transactions import one_transaction
from rules import leases
from rules import ledger as recipes
from rules import payments as rules
from rules.orders import OrderStatus
from rules.payments import (
    Money,
    MoneyOutcome,
    PaymentStatus,
    ReferenceReused,
)
from rules.refusals import PaymentNotFound
from rules.teams import EndReason, SeatState


class Paid:
    """A payment with everything it may change, its team's row locked first, then its own."""

    __slots__ = ("order", "payment", "seat", "team")

    def __init__(
        self, payment: Payment, order: Order, team: Team | None, seat: Seat | None
    ) -> None:
        self.payment, self.order, self.team, self.seat = payment, order, team, seat

    def facts(self) -> rules.Payment:
        """Return the facts the rules decide on."""
        if self.seat is not None:
            waits = self.seat.state is SeatState.HELD
        else:
            waits = self.order.status is OrderStatus.AWAITING_PAYMENT
        return rules.Payment(
            amount_fen=self.payment.amount_fen,
            status=self.payment.status,
            expires_at=self.payment.expires_at,
            for_seat=self.seat is not None,
            waits=waits,
        )


async def _locked(payment_id: UUID) -> Paid:
    payment = await Payment.get(id=payment_id)
    order = await Order.get(id=payment.order_id)
    team = await lock_team(order.team_id) if order.team_id else None
    locked = await lock_payment(payment.id)
    seat = await Seat.get(order_id=order.id) if team else None
    return Paid(locked, await lock_order(order.id), team, seat)


@one_transaction
async def start_payment(*, person_id: UUID, payment_id: UUID, now: datetime) -> Payment:
    """Return a payment whose payer may be sent to the cashier now.

    Raises:
        PaymentNotFound: no payment of this person answers to the id.
        AlreadyPaid: the money arrived.
        HoldExpired: the time to pay ran out.
        PaymentClosed: what was to be paid for is gone.
    """
    payment = await Payment.get_or_none(id=payment_id)
    order = await Order.get_or_none(id=payment.order_id, person_id=person_id) if payment else None
    if payment is None or order is None:
        raise PaymentNotFound
    # Read without a lock: the answer may be stale the moment it is given, and the provider,
    # the hold's end and the outcome of the money each decide for themselves.
    seat = await Seat.get_or_none(order_id=order.id)
    paid = Paid(payment, order, None, seat)
    rules.payable(paid.facts(), closing=paid.payment.closing_at is not None, now=now)
    return paid.payment


@one_transaction
async def record_money(money: Money, *, now: datetime, lease_no: int | None = None) -> MoneyOutcome:
    """Record a sum the provider took, and return the one outcome it has.

    It may be told any number of times, in any order: the provider's reference
    is the key, and the outcome is decided once, under the team's lock.

    Raises:
        ReferenceReused: another sum came under this reference; nothing is written.
        LeaseLost: a worker asked under a lease that is another's by now; nothing is written.
    """
    return await take_money(money, now=now, lease_no=lease_no)


async def take_money(money: Money, *, now: datetime, lease_no: int | None = None) -> MoneyOutcome:
    """Record a sum in the caller's transaction, and return the one outcome it has.

    Raises:
        ReferenceReused: another sum came under this reference; nothing is written.
        LeaseLost: a worker asked under a lease that is another's by now; nothing is written.
    """
    payment = await Payment.get_or_none(number=money.payment_number)
    paid = await _locked(payment.id) if payment else None
    if paid is not None:
        leases.fence(lease_no, present=paid.payment.lease_no)
    known = await MoneyIn.get_or_none(reference=money.reference)
    if known is not None:
        return _same(known, money)
    outcome = rules.outcome(paid.facts() if paid else None, money)
    if not await first_told(money, outcome, now=now):
        return _same(await MoneyIn.get(reference=money.reference), money)
    failpoint("money.written")
    if paid is None or outcome not in {MoneyOutcome.SEAT, MoneyOutcome.ORDER}:
        await _suspend(money, outcome, paid, now)
    else:
        await _accept(money, paid, now)
    return outcome


def _same(known: MoneyIn, money: Money) -> MoneyOutcome:
    told = (money.payment_number, money.amount_fen, money.currency)
    if (known.payment_number, known.amount_fen, known.currency) != told:
        raise ReferenceReused(money.reference)
    return known.outcome


async def _accept(money: Money, paid: Paid, now: datetime) -> None:
    await _succeed(paid.payment, money)
    order = paid.order
    journal = recipes.payment_succeeded(
        number=paid.payment.number, order_id=str(order.id), amount_fen=money.amount_fen
    )
    await ledger.post_new(journal, now=now)
    failpoint("money.booked")
    if paid.team is not None and paid.seat is not None:
        await fill_seat(paid.team, paid.seat, order, now=now)
        return
    await paid_in_full(order, now=now)


async def _succeed(payment: Payment, money: Money) -> None:
    await Payment.filter(id=payment.id).update(
        status=PaymentStatus.SUCCEEDED, reference=money.reference, paid_at=money.paid_at
    )


async def _suspend(money: Money, outcome: MoneyOutcome, paid: Paid | None, now: datetime) -> None:
    if paid is not None and outcome is not MoneyOutcome.DUPLICATE:
        # A provider takes money once for a payment: what it held waits for nothing now.
        await _give_up(paid, EndReason.UNPAID, now)
        if outcome is MoneyOutcome.LATE:
            await _succeed(paid.payment, money)
    payment, order = (paid.payment, paid.order) if paid else (None, None)
    await open_case(money, outcome, payment=payment, order=order, now=now)


@one_transaction
async def give_up_payment(
    *, payment_id: UUID, reason: EndReason, now: datetime, lease_no: int | None = None
) -> bool:
    """Close a payment that the provider closed, and free what it held.

    Returns whether there was anything to give up: nothing is, once it was paid
    or closed before.

    Raises:
        LeaseLost: a worker asked under a lease that is another's by now; nothing is written.
    """
    paid = await _locked(payment_id)
    leases.fence(lease_no, present=paid.payment.lease_no)
    return await _give_up(paid, reason, now)


async def _give_up(paid: Paid, reason: EndReason, now: datetime) -> bool:
    payment, order = paid.payment, paid.order
    reason = payment.close_reason or reason
    if payment.status is not PaymentStatus.PENDING:
        return False
    await Payment.filter(id=payment.id).update(
        status=PaymentStatus.CLOSED, closed_at=now, lease_until=None
    )
    if not paid.facts().waits:
        return False
    if paid.team is not None and paid.seat is not None:
        await release_seat(paid.team, paid.seat, order, reason=reason, now=now)
    else:
        await close_order(order, reason, now=now)
        await put_down(order, now=now)
        await return_rest([order], reason=reason, now=now)
    return True
