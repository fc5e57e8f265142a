"""How money comes into the sandbox provider: the payer presses once, and what may come of it."""

import sqlite3
from dataclasses import dataclass

from app.sandbox import mischief, payments, receipts
from app.sandbox.mischief import Mischief
from app.sandbox.payments import Payment
from app.sandbox.refusals import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """A payment after something was pressed, and the events whose first attempt is due at once."""

    payment: Payment
    event_ids: tuple[str, ...] = ()


def takes_money(payment: Payment, told: Mischief) -> bool:
    """Return whether the cashier takes money for this payment as things stand."""
    if payment.status != "CLOSED":
        return payment.status == "PENDING"
    forgets = told.pay_late or payment.ignores_close
    # A number that was closed before anybody asked for a sum has no cashier to go to.
    return forgets and payment.asked.asked_fen > 0


def press(db: sqlite3.Connection, token: str, *, now: str) -> Pressed | None:
    """Return the payment after the payer pressed Pay, or None if there is no such cashier page.

    Pressing twice pays once, and a closed or expired payment stays as it is, unless the
    switches say otherwise.
    """
    found = payments.find_at_cashier(db, token, now=now)
    if found is None:
        return None
    told = mischief.read(db, now=now)
    if not takes_money(found, told):
        return Pressed(payment=found)
    amount_fen = told.pay_amount_fen or found.asked.asked_fen
    return take(db, found, (amount_fen,) * (2 if told.pay_twice else 1), now=now)


def take(
    db: sqlite3.Connection, payment: Payment, amounts_fen: tuple[int, ...], *, now: str
) -> Pressed:
    """Return the payment after these sums were taken for it, whatever its state was."""
    events = [receipts.take(db, payment, amount_fen=each, now=now) for each in amounts_fen]
    paid = payments.known(db, payment.asked.number)
    return Pressed(payment=paid, event_ids=tuple(each for each in events if each is not None))


def take_stray(db: sqlite3.Connection, number: str, *, amount_fen: int, now: str) -> Pressed:
    """Return the payment of somebody who paid under a number that the shop never asked for.

    Raises:
        Refused: NUMBER_REUSED if the number is known, PAYMENT_UNKNOWN before any payment
            has told where the shop wants to be notified.
    """
    if payments.find(db, number, now=now) is not None:
        raise Refused("NUMBER_REUSED", "this number is known", field="number")
    stray = payments.insert_stray(db, number, amount_fen=amount_fen, now=now)
    return take(db, stray, (amount_fen,), now=now)
