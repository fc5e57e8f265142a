"""What the sandbox provider can be made to do once, about one payment."""

import asyncio
import sqlite3
import uuid
from dataclasses import dataclass
from enum import StrEnum

from app.sandbox import deliveries, fates, payments, receipts, till
from app.sandbox.deliveries import Delivery
from app.sandbox.desk import Desk
from app.sandbox.fates import FALSE, Copy, Fate
from app.sandbox.fields import Fields
from app.sandbox.payments import Payment
from app.sandbox.refusals import Refused
from app.sandbox.till import Pressed

FIELDS = frozenset({"deed", "number", "amount_fen", "times", "how"})
MOST_TIMES = 100


class Deed(StrEnum):
    """What can be done: money comes in, in five ways, or the shop is told, truly or not."""

    PAY = "pay"
    PAY_LATE = "pay_late"
    PAY_TWICE = "pay_twice"
    PAY_WRONG = "pay_wrong"
    PAY_STRAY = "pay_stray"
    NOTIFY_AGAIN = "notify_again"
    NOTIFY_FALSELY = "notify_falsely"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A deed as it is asked for."""

    deed: Deed
    number: str
    amount_fen: int
    times: int
    how: Fate

    @classmethod
    def read(cls, body: bytes) -> "Asked":
        """Return what a request asks for, each field within its bounds."""
        fields = Fields(body, allowed=FIELDS)
        deed = Deed(fields.choice("deed", tuple(Deed)))
        needs_amount = deed in (Deed.PAY_WRONG, Deed.PAY_STRAY)
        is_again, is_false = deed is Deed.NOTIFY_AGAIN, deed is Deed.NOTIFY_FALSELY
        return cls(
            deed=deed,
            number=fields.number("number"),
            amount_fen=fields.fen("amount_fen") if needs_amount else 0,
            times=fields.whole("times", least=1, most=MOST_TIMES) if is_again else 1,
            how=Fate(fields.choice("how", FALSE)) if is_false else Fate.TRUE,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A payment after a deed, and what the shop answered to each copy that was sent on purpose."""

    payment: Payment
    answers: tuple[int | None, ...] = ()


async def do(desk: Desk, asked: Asked) -> Done:
    """Return what came of a deed.

    Raises:
        Refused: PAYMENT_UNKNOWN, PAYMENT_CLOSED, PAYMENT_NOT_PAID or NUMBER_REUSED.
    """
    now = desk.now()
    if asked.deed in (Deed.NOTIFY_AGAIN, Deed.NOTIFY_FALSELY):
        return await _told(desk, asked, now)
    pressed = await desk.store.transact(lambda db: _paid(db, asked, now=now))
    await desk.courier.deliver(*pressed.event_ids)
    desk.courier.wake()
    return Done(payment=pressed.payment)


def _paid(db: sqlite3.Connection, asked: Asked, *, now: str) -> Pressed:
    if asked.deed is Deed.PAY_STRAY:
        return till.take_stray(db, asked.number, amount_fen=asked.amount_fen, now=now)
    found = _known(db, asked.number, now=now)
    if asked.deed is Deed.PAY:
        pressed = till.press(db, found.cashier_token, now=now)
        if pressed is None or pressed.payment.status != "SUCCEEDED":
            raise Refused("PAYMENT_CLOSED", f"{asked.number} takes no money", field="number")
        return pressed
    if asked.deed is Deed.PAY_WRONG:
        return till.take(db, found, (asked.amount_fen,), now=now)
    is_second = found.status == "SUCCEEDED"
    times = 2 if asked.deed is Deed.PAY_TWICE and not is_second else 1
    return till.take(db, found, (found.asked.asked_fen,) * times, now=now)


async def _told(desk: Desk, asked: Asked, now: str) -> Done:
    payment, delivery, copy = await desk.store.transact(lambda db: _copy(db, asked, now=now))
    sent = (desk.courier.post(delivery, copy) for _ in range(asked.times))
    return Done(payment=payment, answers=tuple(await asyncio.gather(*sent)))


def _copy(db: sqlite3.Connection, asked: Asked, *, now: str) -> tuple[Payment, Delivery, Copy]:
    payment = _known(db, asked.number, now=now)
    delivery = deliveries.latest_of(db, asked.number)
    if asked.deed is Deed.NOTIFY_AGAIN:
        if delivery is None:
            raise Refused("PAYMENT_NOT_PAID", "there is nothing to tell", field="number")
        return payment, delivery, Copy(fate=Fate.TRUE, body=delivery.body)
    delivery = delivery or _pretended(payment, now=now)
    return payment, delivery, fates.falsified(db, delivery.body, fate=asked.how)


def _pretended(payment: Payment, *, now: str) -> Delivery:
    """Return the news that an unpaid payment was paid, which nobody ever owed."""
    receipt = receipts.Receipt(
        reference=payments.reference(now),
        payment_number=payment.asked.number,
        amount_fen=payment.asked.asked_fen,
        currency=payment.asked.currency,
        paid_at=now,
        refunded_fen=0,
    )
    event = deliveries.Event(kind="PAYMENT_SUCCEEDED", payment=receipt.shown(), refund=None)
    event_id = f"evt_{uuid.uuid4().hex}"
    return Delivery(
        event_id=event_id,
        notify_url=payment.asked.notify_url,
        body=deliveries.body_of(event_id, event, now),
        attempts=0,
        copies=(),
    )


def _known(db: sqlite3.Connection, number: str, *, now: str) -> Payment:
    found = payments.find(db, number, now=now)
    if found is None:
        raise Refused("PAYMENT_UNKNOWN", "no such payment", status=404, field="number")
    if not found.asked.asked_fen:
        # Closed before anybody said for what, and whom to tell.
        raise Refused("PAYMENT_CLOSED", f"{number} was only ever closed", field="number")
    return found
