"""What the sandbox provider pays to accounts outside, slowly, late, never, or once taken."""

import sqlite3
from dataclasses import dataclass

from app.sandbox import deliveries, mischief, payees, payments
from app.sandbox.fields import Fields
from app.sandbox.refusals import Refused, number_reused

FIELDS = frozenset({"number", "payee", "amount_fen", "note", "notify_url"})
LONGEST_PAYEE = 128
LONGEST_NOTE = 200
RIPE_AT_ONCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A payout as the shop asks for it."""

    number: str
    payee: str
    amount_fen: int
    note: str
    notify_url: str

    @classmethod
    def read(cls, body: bytes) -> "Asked":
        """Return what a request asks for, each field within its bounds."""
        fields = Fields(body, allowed=FIELDS)
        return cls(
            number=fields.number("number"),
            payee=fields.text("payee", longest=LONGEST_PAYEE),
            amount_fen=fields.fen("amount_fen"),
            note=fields.text("note", longest=LONGEST_NOTE),
            notify_url=fields.address("notify_url"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Payout:
    """A row of payouts; ``comes_to`` is what it will be when it is no longer PROCESSING."""

    number: str
    reference: str
    payee: str
    status: str
    amount_fen: int
    notify_url: str
    comes_to: str
    waits_until: str | None
    succeeded_at: str | None
    failure: str

    def shown(self) -> dict[str, object]:
        """Return the payout as the shop sees it."""
        return {
            "number": self.number,
            "reference": self.reference,
            "payee": self.payee,
            "status": self.status,
            "amount_fen": self.amount_fen,
            "succeeded_at": self.succeeded_at,
            "waits_until": self.waits_until if self.status == "WAITING" else None,
            "failure": self.failure,
        }


def request(db: sqlite3.Connection, asked: Asked, *, now: str) -> Payout:
    """Return the payout under this number, made now or before.

    It succeeds at once, unless the switches make it slow, fail, or wait for its payee.
    Where there is no such payee it is made, and failed.

    Raises:
        Refused: NUMBER_REUSED with another sum or payee.
    """
    ripen(db, now=now)
    found = find(db, asked.number)
    if found is None:
        return _made(db, asked, now=now)
    if (found.payee, found.amount_fen) != (asked.payee, asked.amount_fen):
        raise number_reused(asked.number)
    return found


def find(db: sqlite3.Connection, number: str) -> Payout | None:
    """Return the payout under this number."""
    row = db.execute("SELECT * FROM payouts WHERE number = ?", (number,)).fetchone()
    return None if row is None else _payout(row)


def confirm(db: sqlite3.Connection, number: str, *, now: str) -> Payout:
    """Return a payout that its payee takes.

    Raises:
        Refused: PAYOUT_UNKNOWN, or PAYOUT_NOT_WAITING where it neither waits nor was taken.
    """
    ripen(db, now=now)
    found = find(db, number)
    if found is None:
        raise Refused("PAYOUT_UNKNOWN", "no such payout", status=404)
    if found.status == "WAITING":
        return _turned(db, found, "SUCCEEDED", now=now)
    if found.status == "SUCCEEDED":
        return found
    raise Refused("PAYOUT_NOT_WAITING", f"it is {found.status}")


def ripen(db: sqlite3.Connection, *, now: str) -> int:
    """Turn what is due by now into what it comes to, and tell the shop; returns how many."""
    due = db.execute(
        "SELECT * FROM payouts WHERE due_at <= ? ORDER BY due_at LIMIT ?", (now, RIPE_AT_ONCE)
    ).fetchall()
    for row in due:
        payout = _payout(row)
        ends = payout.comes_to if payout.status == "PROCESSING" else "EXPIRED"
        _turned(db, payout, ends, now=now)
    return len(due)


def _made(db: sqlite3.Connection, asked: Asked, *, now: str) -> Payout:
    told = mischief.read(db, now=now)
    is_known = payees.is_known(db, asked.payee)
    if not is_known or mischief.takes(db, told, "failing_transfers"):
        comes_to = "FAILED"
    elif mischief.takes(db, told, "confirming_transfers"):
        comes_to = "WAITING"
    else:
        comes_to = "SUCCEEDED"
    db.execute(
        "INSERT INTO payouts (number, reference, payee, status, amount_fen, note, notify_url,"
        " comes_to, due_at, failure) VALUES (?, ?, ?, 'PROCESSING', ?, ?, ?, ?, ?, ?)",
        (
            asked.number,
            payments.reference(now),
            asked.payee,
            asked.amount_fen,
            asked.note,
            asked.notify_url,
            comes_to,
            deliveries.later(now, told.slow_transfers_seconds),
            "" if is_known else "PAYEE_UNKNOWN",
        ),
    )
    made = _known(db, asked.number)
    return made if told.slow_transfers_seconds else _turned(db, made, comes_to, now=now)


def _turned(db: sqlite3.Connection, payout: Payout, status: str, *, now: str) -> Payout:
    within = mischief.read(db, now=now).confirm_within_seconds
    waits_until = deliveries.later(now, within) if status == "WAITING" else None
    failure = payout.failure or {"FAILED": "ACCOUNT_CLOSED", "EXPIRED": "NOT_TAKEN"}.get(status, "")
    db.execute(
        "UPDATE payouts SET status = ?, due_at = ?, waits_until = ?, succeeded_at = ?, failure = ?"
        " WHERE number = ?",
        (
            status,
            waits_until,
            waits_until,
            now if status == "SUCCEEDED" else None,
            failure if status in ("FAILED", "EXPIRED") else "",
            payout.number,
        ),
    )
    turned = _known(db, payout.number)
    deliveries.insert(
        db,
        deliveries.Event(kind="PAYOUT_CHANGED", payment=None, refund=None, payout=turned.shown()),
        notify_url=payout.notify_url,
        now=now,
        first_at_once=False,
    )
    return turned


def _known(db: sqlite3.Connection, number: str) -> Payout:
    payout = find(db, number)
    assert payout is not None, "a row written in this transaction is there"
    return payout


def _payout(row: sqlite3.Row) -> Payout:
    return Payout(
        number=row["number"],
        reference=row["reference"],
        payee=row["payee"],
        status=row["status"],
        amount_fen=row["amount_fen"],
        notify_url=row["notify_url"],
        comes_to=row["comes_to"],
        waits_until=row["waits_until"],
        succeeded_at=row["succeeded_at"],
        failure=row["failure"],
    )
