"""What the sandbox provider pays to accounts outside."""

import sqlite3
from dataclasses import dataclass

from app.sandbox import payments
from app.sandbox.fields import Fields
from app.sandbox.refusals import number_reused

FIELDS = frozenset({"number", "account", "amount_fen", "note"})
LONGEST_ACCOUNT = 128
LONGEST_NOTE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A transfer out as the shop asks for it."""

    number: str
    account: str
    amount_fen: int
    note: str

    @classmethod
    def read(cls, body: bytes) -> "Asked":
        """Return what a request asks for, each field within its bounds."""
        fields = Fields(body, allowed=FIELDS)
        return cls(
            number=fields.number("number"),
            account=fields.text("account", longest=LONGEST_ACCOUNT),
            amount_fen=fields.fen("amount_fen"),
            note=fields.text("note", longest=LONGEST_NOTE),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferOut:
    """A row of transfers."""

    number: str
    reference: str
    account: str
    status: str
    amount_fen: int
    succeeded_at: str | None

    def shown(self) -> dict[str, object]:
        """Return the transfer as the shop sees it."""
        return {
            "number": self.number,
            "reference": self.reference,
            "account": self.account,
            "status": self.status,
            "amount_fen": self.amount_fen,
            "succeeded_at": self.succeeded_at,
        }


def request(db: sqlite3.Connection, asked: Asked, *, now: str) -> TransferOut:
    """Return the transfer under this number, made now or before; it succeeds at once.

    Raises:
        Refused: NUMBER_REUSED with another sum or account.
    """
    found = find(db, asked.number)
    if found is not None:
        if (found.account, found.amount_fen) != (asked.account, asked.amount_fen):
            raise number_reused(asked.number)
        return found
    db.execute(
        "INSERT INTO transfers (number, reference, account, status, amount_fen, note,"
        " succeeded_at) VALUES (?, ?, ?, 'SUCCEEDED', ?, ?, ?)",
        (
            asked.number,
            payments.reference(now),
            asked.account,
            asked.amount_fen,
            asked.note,
            now,
        ),
    )
    made = find(db, asked.number)
    assert made is not None, "a row written in this transaction is there"
    return made


def find(db: sqlite3.Connection, number: str) -> TransferOut | None:
    """Return the transfer under this number."""
    row = db.execute("SELECT * FROM transfers WHERE number = ?", (number,)).fetchone()
    if row is None:
        return None
    return TransferOut(
        number=row["number"],
        reference=row["reference"],
        account=row["account"],
        status=row["status"],
        amount_fen=row["amount_fen"],
        succeeded_at=row["succeeded_at"],
    )
