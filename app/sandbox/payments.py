"""What the sandbox provider knows of a payment, and how that may change."""

import secrets
import sqlite3
from dataclasses import dataclass

from app.sandbox import deliveries
from app.sandbox.fields import Fields
from app.sandbox.refusals import Refused, number_reused

FIELDS = frozenset(
    {"number", "amount_fen", "currency", "subject", "expires_at", "notify_url", "return_url"}
)
LONGEST_SUBJECT = 127
MOST_LISTED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A payment as the shop asks for it; instants are text that sorts."""

    number: str
    asked_fen: int
    currency: str
    subject: str
    expires_at: str
    notify_url: str
    return_url: str

    @classmethod
    def read(cls, body: bytes) -> "Asked":
        """Return what a request asks for, each field within its bounds."""
        fields = Fields(body, allowed=FIELDS)
        return cls(
            number=fields.number("number"),
            asked_fen=fields.fen("amount_fen"),
            currency=fields.currency("currency"),
            subject=fields.text("subject", longest=LONGEST_SUBJECT),
            expires_at=fields.instant("expires_at"),
            notify_url=fields.address("notify_url"),
            return_url=fields.address("return_url"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A row of payments."""

    id: int
    reference: str
    cashier_token: str
    status: str
    asked: Asked
    paid_fen: int
    paid_at: str | None
    refunded_fen: int

    def shown(self) -> dict[str, object]:
        """Return the payment as the shop sees it: once paid, with the sum received."""
        paid = self.status == "SUCCEEDED"
        return {
            "number": self.asked.number,
            "reference": self.reference,
            "status": self.status,
            "amount_fen": self.paid_fen if paid else self.asked.asked_fen,
            "currency": self.asked.currency,
            "paid_at": self.paid_at,
            "refunded_fen": self.refunded_fen,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """A payment after the payer pressed the button, and the event that this caused, if any."""

    payment: Payment
    event_id: str | None


def reference(now: str) -> str:
    """Return a fresh reference of the provider's own, with the day in it."""
    return f"SB{now[:10].replace('-', '')}{secrets.token_hex(8).upper()}"


def create(db: sqlite3.Connection, asked: Asked, *, now: str) -> Payment:
    """Return the payment under this number, new or as it was asked for before.

    Raises:
        Refused: PAYMENT_EXPIRED, PAYMENT_CLOSED, or NUMBER_REUSED.
    """
    found = find(db, asked.number, now=now)
    if found is None:
        if asked.expires_at <= now:
            raise Refused("PAYMENT_EXPIRED", "expires_at has passed", field="expires_at")
        return _insert(db, asked, status="PENDING", now=now)
    if found.status == "CLOSED":
        raise Refused("PAYMENT_CLOSED", f"{asked.number} is closed", field="number")
    if found.asked != asked:
        raise number_reused(asked.number)
    return found


def find(db: sqlite3.Connection, number: str, *, now: str) -> Payment | None:
    """Return the payment under this number; one that expired unpaid is closed."""
    db.execute(
        "UPDATE payments SET status = 'CLOSED'"
        " WHERE number = ? AND status = 'PENDING' AND expires_at <= ?",
        (number, now),
    )
    return _one(db.execute("SELECT * FROM payments WHERE number = ?", (number,)))


def find_at_cashier(db: sqlite3.Connection, token: str, *, now: str) -> Payment | None:
    """Return the payment that this cashier page is for."""
    row = db.execute("SELECT number FROM payments WHERE cashier_token = ?", (token,)).fetchone()
    return None if row is None else find(db, row["number"], now=now)


def close(db: sqlite3.Connection, number: str, *, now: str) -> Payment:
    """Return the payment after it takes no more money; an unknown number is remembered closed."""
    found = find(db, number, now=now)
    if found is None:
        nothing = Asked(
            number=number,
            asked_fen=0,
            currency="CNY",
            subject="",
            expires_at=now,
            notify_url="",
            return_url="",
        )
        return _insert(db, nothing, status="CLOSED", now=now)
    db.execute(
        "UPDATE payments SET status = 'CLOSED' WHERE id = ? AND status = 'PENDING'", (found.id,)
    )
    return _known(db, number)


def pay(db: sqlite3.Connection, token: str, *, paid_fen: int | None, now: str) -> Pressed | None:
    """Return the payment after the payer pressed Pay, or None if there is no such cashier page.

    Money moves only while the payment is pending: pressing twice pays once, and
    a closed or expired payment stays as it is. ``paid_fen`` is the sum taken,
    by default the sum asked for.
    """
    found = find_at_cashier(db, token, now=now)
    if found is None or found.status != "PENDING":
        return None if found is None else Pressed(payment=found, event_id=None)
    taken = found.asked.asked_fen if paid_fen is None else paid_fen
    db.execute(
        "UPDATE payments SET status = 'SUCCEEDED', paid_fen = ?, paid_at = ?"
        " WHERE id = ? AND status = 'PENDING'",
        (taken, now, found.id),
    )
    paid = _known(db, found.asked.number)
    event_id = deliveries.insert(
        db,
        deliveries.Event(kind="PAYMENT_SUCCEEDED", payment=paid.shown(), refund=None),
        notify_url=paid.asked.notify_url,
        now=now,
        # The first attempt is made at once by whoever pays; a crash leaves it to the retries.
        due_at=deliveries.leased(now),
    )
    return Pressed(payment=paid, event_id=event_id)


def page(db: sqlite3.Connection, *, after: str | None, limit: int, now: str) -> list[Payment]:
    """Return payments in the order they were made, those after the one named ``after``.

    Raises:
        Refused: FIELD_INVALID when ``after`` names no payment.
    """
    last = 0
    if after is not None:
        row = db.execute("SELECT id FROM payments WHERE number = ?", (after,)).fetchone()
        if row is None:
            raise Refused("FIELD_INVALID", "after names no payment", status=400, field="after")
        last = row["id"]
    db.execute(
        "UPDATE payments SET status = 'CLOSED'"
        " WHERE id IN (SELECT id FROM payments WHERE id > ? ORDER BY id LIMIT ?)"
        " AND status = 'PENDING' AND expires_at <= ?",
        (last, limit, now),
    )
    rows = db.execute("SELECT * FROM payments WHERE id > ? ORDER BY id LIMIT ?", (last, limit))
    return [_payment(row) for row in rows]


def _insert(db: sqlite3.Connection, asked: Asked, *, status: str, now: str) -> Payment:
    db.execute(
        "INSERT INTO payments (number, reference, cashier_token, status, asked_fen, currency,"
        " subject, expires_at, notify_url, return_url) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            asked.number,
            reference(now),
            secrets.token_urlsafe(24),
            status,
            asked.asked_fen,
            asked.currency,
            asked.subject,
            asked.expires_at,
            asked.notify_url,
            asked.return_url,
        ),
    )
    return _known(db, asked.number)


def _known(db: sqlite3.Connection, number: str) -> Payment:
    found = _one(db.execute("SELECT * FROM payments WHERE number = ?", (number,)))
    assert found is not None, "a row written in this transaction is there"
    return found


def _one(cursor: sqlite3.Cursor) -> Payment | None:
    row = cursor.fetchone()
    return None if row is None else _payment(row)


def _payment(row: sqlite3.Row) -> Payment:
    return Payment(
        id=row["id"],
        reference=row["reference"],
        cashier_token=row["cashier_token"],
        status=row["status"],
        asked=Asked(
            number=row["number"],
            asked_fen=row["asked_fen"],
            currency=row["currency"],
            subject=row["subject"],
            expires_at=row["expires_at"],
            notify_url=row["notify_url"],
            return_url=row["return_url"],
        ),
        paid_fen=row["paid_fen"],
        paid_at=row["paid_at"],
        refunded_fen=row["refunded_fen"],
    )
