"""What the sandbox provider knows of a payment, and how that may change."""

import secrets
import sqlite3
from dataclasses import dataclass, replace

from app.sandbox import mischief
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
    first_fen: int | None
    received_fen: int
    paid_at: str | None
    refunded_fen: int
    ignores_close: bool

    def shown(self) -> dict[str, object]:
        """Return the payment as the shop sees it: once paid, with the first sum received."""
        paid = self.status == "SUCCEEDED"
        return {
            "number": self.asked.number,
            "reference": self.reference,
            "status": self.status,
            "amount_fen": self.first_fen if paid else self.asked.asked_fen,
            "currency": self.asked.currency,
            "paid_at": self.paid_at,
            "refunded_fen": self.refunded_fen,
        }


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
    return _one(db, number)


def find_at_cashier(db: sqlite3.Connection, token: str, *, now: str) -> Payment | None:
    """Return the payment that this cashier page is for."""
    row = db.execute("SELECT number FROM payments WHERE cashier_token = ?", (token,)).fetchone()
    return None if row is None else find(db, row["number"], now=now)


def close(db: sqlite3.Connection, number: str, *, now: str) -> Payment:
    """Return the payment after it takes no more money; an unknown number is remembered closed.

    A close that is forgotten is answered the same: an unknown number stays unknown, and a
    known one goes on taking money, even after it expires.
    """
    found = find(db, number, now=now)
    if found is not None and found.status != "PENDING":
        return found
    told = mischief.read(db, now=now)
    is_forgotten = mischief.takes(db, told, "forget_closes")
    if found is None:
        closed = _insert(db, _nothing(number, now), status="CLOSED", now=now)
        if is_forgotten:
            db.execute("DELETE FROM payments WHERE id = ?", (closed.id,))
        return closed
    db.execute(
        "UPDATE payments SET status = 'CLOSED', ignores_close = ? WHERE id = ?",
        (int(is_forgotten), found.id),
    )
    return known(db, number)


def receive(db: sqlite3.Connection, payment: Payment, *, now: str) -> bool:
    """Mark a payment paid, whatever its state was; return whether this was the first time."""
    first = db.execute(
        "UPDATE payments SET status = 'SUCCEEDED', paid_at = ?"
        " WHERE id = ? AND status <> 'SUCCEEDED'",
        (now, payment.id),
    )
    return first.rowcount == 1


def insert_stray(db: sqlite3.Connection, number: str, *, amount_fen: int, now: str) -> Payment:
    """Return a payment that the shop never asked for, told of where the last one is told of.

    Raises:
        Refused: PAYMENT_UNKNOWN before there is any payment.
    """
    row = db.execute(
        "SELECT notify_url, return_url FROM payments WHERE notify_url <> ''"
        " ORDER BY id DESC LIMIT 1"
    ).fetchone()
    if row is None:
        raise Refused("PAYMENT_UNKNOWN", "no payment has told where to notify", status=404)
    nothing = _nothing(number, now)
    stray = replace(
        nothing,
        asked_fen=amount_fen,
        notify_url=row["notify_url"],
        return_url=row["return_url"],
    )
    return _insert(db, stray, status="PENDING", now=now)


def latest(db: sqlite3.Connection, *, limit: int, now: str) -> list[Payment]:
    """Return the payments made last, the newest first."""
    rows = db.execute("SELECT number FROM payments ORDER BY id DESC LIMIT ?", (limit,)).fetchall()
    found = [find(db, row["number"], now=now) for row in rows]
    return [payment for payment in found if payment is not None]


def count_receipts(db: sqlite3.Connection, number: str) -> int:
    """Return how many sums were taken for a payment."""
    counted = "SELECT count(*) AS taken FROM receipts WHERE payment_number = ?"
    return db.execute(counted, (number,)).fetchone()["taken"]


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
    rows = db.execute(f"{_SELECT} WHERE p.id > ? ORDER BY p.id LIMIT ?", (last, limit))
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
    return known(db, asked.number)


def known(db: sqlite3.Connection, number: str) -> Payment:
    """Return a payment that is there."""
    found = _one(db, number)
    assert found is not None, "a row written in this transaction is there"
    return found


_SELECT = """
  SELECT p.*, (
    SELECT r.amount_fen FROM receipts r WHERE r.payment_number = p.number ORDER BY r.id LIMIT 1
  ) AS first_fen
  FROM payments p
"""


def _nothing(number: str, now: str) -> Asked:
    return Asked(
        number=number,
        asked_fen=0,
        currency="CNY",
        subject="",
        expires_at=now,
        notify_url="",
        return_url="",
    )


def _one(db: sqlite3.Connection, number: str) -> Payment | None:
    row = db.execute(f"{_SELECT} WHERE p.number = ?", (number,)).fetchone()
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
        first_fen=row["first_fen"],
        received_fen=row["paid_fen"],
        paid_at=row["paid_at"],
        refunded_fen=row["refunded_fen"],
        ignores_close=bool(row["ignores_close"]),
    )
