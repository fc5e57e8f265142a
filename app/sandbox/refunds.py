"""What the sandbox provider sends back of a payment, and when it refuses."""

import sqlite3
from dataclasses import dataclass

from app.sandbox import deliveries, mischief, payments
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
    fails_once: bool

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
    """Return the refund under this number, made now or before.

    It succeeds at once, unless the switches keep it PROCESSING; each request under its
    number then takes it one step further: to SUCCEEDED, or to FAILED once, which a further
    request overcomes.

    Raises:
        Refused: NUMBER_REUSED, PAYMENT_UNKNOWN, PAYMENT_NOT_PAID,
            REFUND_EXCEEDS_PAYMENT, or TOO_MANY_REFUNDS.
    """
    found = find(db, asked.number)
    if found is None:
        return _made(db, asked, now=now)
    if (found.payment_number, found.amount_fen) != (asked.payment_number, asked.amount_fen):
        raise number_reused(asked.number)
    if found.status == "SUCCEEDED":
        return found
    if found.status == "FAILED":
        # Its sum was free meanwhile, and may be gone.
        _refundable(db, asked, now=now)
    elif mischief.takes(db, mischief.read(db, now=now), "processing_refunds"):
        return found
    elif found.fails_once:
        db.execute(
            "UPDATE refunds SET status = 'FAILED', fails_once = 0 WHERE number = ?",
            (asked.number,),
        )
        return _known(db, asked.number)
    return _succeeded(db, asked, now=now)


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
        fails_once=bool(row["fails_once"]),
    )


def _made(db: sqlite3.Connection, asked: Asked, *, now: str) -> Refund:
    payment = _refundable(db, asked, now=now)
    made = db.execute(
        "SELECT count(*) AS made FROM refunds WHERE payment_number = ?", (payment.asked.number,)
    ).fetchone()["made"]
    if made >= MOST_REFUNDS:
        raise Refused("TOO_MANY_REFUNDS", f"a payment has at most {MOST_REFUNDS} refunds")
    told = mischief.read(db, now=now)
    fails_once = mischief.takes(db, told, "failing_refunds")
    waits = fails_once or mischief.takes(db, told, "processing_refunds")
    db.execute(
        "INSERT INTO refunds (number, reference, payment_number, status, amount_fen, reason,"
        " fails_once) VALUES (?, ?, ?, 'PROCESSING', ?, ?, ?)",
        (
            asked.number,
            payments.reference(now),
            asked.payment_number,
            asked.amount_fen,
            asked.reason,
            int(fails_once),
        ),
    )
    return _known(db, asked.number) if waits else _succeeded(db, asked, now=now)


def _succeeded(db: sqlite3.Connection, asked: Asked, *, now: str) -> Refund:
    db.execute(
        "UPDATE refunds SET status = 'SUCCEEDED', succeeded_at = ? WHERE number = ?",
        (now, asked.number),
    )
    refund = _known(db, asked.number)
    deliveries.insert(
        db,
        deliveries.Event(kind="REFUND_SUCCEEDED", payment=None, refund=refund.shown()),
        notify_url=payments.known(db, asked.payment_number).asked.notify_url,
        now=now,
        first_at_once=False,
    )
    return refund


def _known(db: sqlite3.Connection, number: str) -> Refund:
    refund = find(db, number)
    assert refund is not None, "a row written in this transaction is there"
    return refund


def _refundable(db: sqlite3.Connection, asked: Asked, *, now: str) -> payments.Payment:
    payment = payments.find(db, asked.payment_number, now=now)
    if payment is None:
        raise Refused("PAYMENT_UNKNOWN", "no such payment", status=404, field="payment_number")
    if payment.status != "SUCCEEDED":
        raise Refused("PAYMENT_NOT_PAID", "nothing was paid", field="payment_number")
    left = payment.received_fen - payment.refunded_fen
    if asked.amount_fen > left:
        raise Refused("REFUND_EXCEEDS_PAYMENT", f"{left} fen are left", field="amount_fen")
    return payment
