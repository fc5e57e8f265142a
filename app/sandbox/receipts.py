"""Which sums the sandbox provider took: one receipt each, in the order of their taking."""

import sqlite3
from dataclasses import dataclass

from app.sandbox import deliveries, payments
from app.sandbox.payments import Payment
from app.sandbox.refusals import Refused

MOST_LISTED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A sum taken for a payment."""

    reference: str
    payment_number: str
    amount_fen: int
    currency: str
    paid_at: str
    refunded_fen: int

    def shown(self) -> dict[str, object]:
        """Return the receipt as the shop sees it: as its payment, with this sum."""
        return {
            "number": self.payment_number,
            "reference": self.reference,
            "status": "SUCCEEDED",
            "amount_fen": self.amount_fen,
            "currency": self.currency,
            "paid_at": self.paid_at,
            "refunded_fen": self.refunded_fen,
        }


def take(db: sqlite3.Connection, payment: Payment, *, amount_fen: int, now: str) -> str | None:
    """Take a sum for a payment, whatever its state, and owe the shop the news.

    Returns the event whose first attempt is the caller's. The first sum makes the
    payment SUCCEEDED under its own reference, each further one has a fresh reference.
    """
    is_first = payments.receive(db, payment, now=now)
    reference = payment.reference if is_first else payments.reference(now)
    db.execute(
        "INSERT INTO receipts (reference, payment_number, amount_fen, paid_at) VALUES (?, ?, ?, ?)",
        (reference, payment.asked.number, amount_fen, now),
    )
    taken = find(db, reference)
    assert taken is not None, "a row written in this transaction is there"
    return deliveries.insert(
        db,
        deliveries.Event(kind="PAYMENT_SUCCEEDED", payment=taken.shown(), refund=None),
        notify_url=payment.asked.notify_url,
        now=now,
        first_at_once=True,
    )


def find(db: sqlite3.Connection, reference: str) -> Receipt | None:
    """Return the receipt with this reference."""
    row = db.execute(f"{_SELECT} WHERE r.reference = ?", (reference,)).fetchone()
    return None if row is None else _receipt(row)


def page(db: sqlite3.Connection, *, after: str | None, limit: int) -> list[Receipt]:
    """Return receipts in the order of their taking, those after the one named ``after``.

    Raises:
        Refused: FIELD_INVALID when ``after`` names no receipt.
    """
    last = 0
    if after is not None:
        row = db.execute("SELECT id FROM receipts WHERE reference = ?", (after,)).fetchone()
        if row is None:
            raise Refused("FIELD_INVALID", "after names no receipt", status=400, field="after")
        last = row["id"]
    rows = db.execute(f"{_SELECT} WHERE r.id > ? ORDER BY r.id LIMIT ?", (last, limit))
    return [_receipt(row) for row in rows]


_SELECT = """
  SELECT r.reference, r.payment_number, r.amount_fen, r.paid_at, p.currency, p.refunded_fen
  FROM receipts r JOIN payments p ON p.number = r.payment_number
"""


def _receipt(row: sqlite3.Row) -> Receipt:
    return Receipt(
        reference=row["reference"],
        payment_number=row["payment_number"],
        amount_fen=row["amount_fen"],
        currency=row["currency"],
        paid_at=row["paid_at"],
        refunded_fen=row["refunded_fen"],
    )
