"""What the sandbox provider sends back of a payment, and when it refuses."""

import sqlite3
from dataclasses import dataclass

from app.sandbox import deliveries, payments
from app.sandbox.fields import Fields
from app.sandbox.refusals import Refused, number_reused

FIELDS = frozenset({"number", "payment_number", "amount_fen", "reason"})
LONGEST_REASON = 200
MOST_REFUNDS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A refund as the shop asks for it."""

    number: str
    payment_number: str
    amount_fen: int
    reason: str

    @classmethod
    def read(cls, body: bytes) -> "Asked":
        """Return what a request asks for, each field within its bounds."""
        fields = Fields(body, allowed=FIELDS)
        return cls(
            number=fields.number("number"),
            payment_number=fields.number("payment_number"),
            amount_fen=fields.fen("amount_fen"),
            reason=fields.text("reason", longest=LONGEST_REASON),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """A row of refunds."""

    number: str
    payment_number: str
    reference: str
    status: str
    amount_fen: int
    succeeded_at: str | None

    def shown(self) -> dict[str, object]:
        """Return the refund as the shop sees it."""
        return {
            "number": self.number,
            "payment_number": self.payment_number,
            "reference": self.reference,
            "status": self.status,
            "amount_fen": self.amount_fen,
            "succeeded_at": self.succeeded_at,
        }


def request(db: sqlite3.Connection, asked: Asked, *, now: str) -> Refund:
    """Return the refund under this number, made now or before; it succeeds at once.

    Raises:
        Refused: NUMBER_REUSED, PAYMENT_UNKNOWN, PAYMENT_NOT_PAID,
            REFUND_EXCEEDS_PAYMENT, or TOO_MANY_REFUNDS.
    """
    found = find(db, asked.number)
    if found is not None:
        if (found.payment_number, found.amount_fen) != (asked.payment_number, asked.amount_fen):
            raise number_reused(asked.number)
        return found
    payment = _refundable(db, asked, now=now)
    db.execute(
        "INSERT INTO refunds (number, reference, payment_number, status, amount_fen, reason,"
        " succeeded_at) VALUES (?, ?, ?, 'SUCCEEDED', ?, ?, ?)",
        (
            asked.number,
            payments.reference(now),
            asked.payment_number,
            asked.amount_fen,
            asked.reason,
            now,
        ),
    )
    db.execute(
        "UPDATE payments SET refunded_fen = refunded_fen + ? WHERE id = ?",
        (asked.amount_fen, payment.id),
    )
    refund = find(db, asked.number)
    assert refund is not None, "a row written in this transaction is there"
    event = deliveries.Event(kind="REFUND_SUCCEEDED", payment=None, refund=refund.shown())
    deliveries.insert(db, event, notify_url=payment.asked.notify_url, now=now, due_at=now)
    return refund


def find(db: sqlite3.Connection, number: str) -> Refund | None:
    """Return the refund under this number."""
    row = db.execute("SELECT * FROM refunds WHERE number = ?", (number,)).fetchone()
    if row is None:
        return None
    return Refund(
        number=row["number"],
        payment_number=row["payment_number"],
        reference=row["reference"],
        status=row["status"],
        amount_fen=row["amount_fen"],
        succeeded_at=row["succeeded_at"],
    )


def _refundable(db: sqlite3.Connection, asked: Asked, *, now: str) -> payments.Payment:
    payment = payments.find(db, asked.payment_number, now=now)
    if payment is None:
        raise Refused("PAYMENT_UNKNOWN", "no such payment", status=404, field="payment_number")
    if payment.status != "SUCCEEDED":
        raise Refused("PAYMENT_NOT_PAID", "nothing was paid", field="payment_number")
    if asked.amount_fen > payment.paid_fen - payment.refunded_fen:
        left = payment.paid_fen - payment.refunded_fen
        raise Refused("REFUND_EXCEEDS_PAYMENT", f"{left} fen are left", field="amount_fen")
    made = db.execute(
        "SELECT count(*) AS made FROM refunds WHERE payment_number = ?", (asked.payment_number,)
    ).fetchone()["made"]
    if made >= MOST_REFUNDS:
        raise Refused("TOO_MANY_REFUNDS", f"a payment has at most {MOST_REFUNDS} refunds")
    return payment
