"""What the sandbox provider's file of one day says: a line for each sum that moved, then totals."""

import hashlib
import sqlite3
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from app.sandbox.fields import written
from app.sandbox.refusals import Refused, field_invalid
from app.sandbox.store import Store

HEADER = "kind,reference,number,payment_number,amount_fen,currency,at"
PAGE_LINES = 1_000
# What was taken just before midnight may still be on its way to the disk just after it.
SETTLING = timedelta(seconds=60)
_SHANGHAI = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day in Asia/Shanghai, and the instants, as the store writes them, at which it is."""

    date: date
    begins_at: str
    ends_at: str

    @classmethod
    def read(cls, text: str, *, now: datetime) -> "Day":
        """Return a day that is over.

        Raises:
            Refused: FIELD_INVALID, or STATEMENT_NOT_READY.
        """
        try:
            day = date.fromisoformat(text)
            # It reads 20260101 and 2026-W01-4 too.
            if day.isoformat() != text:
                raise field_invalid("day", "must be a day as 2026-01-01")
            begins = datetime.combine(day, time(), tzinfo=_SHANGHAI)
            ends = begins + timedelta(days=1)
            bounds = written(begins), written(ends)
        except (ValueError, OverflowError):
            raise field_invalid("day", "must be a day as 2026-01-01") from None
        if now < ends + SETTLING:
            raise Refused("STATEMENT_NOT_READY", f"{day} is not over", field="day")
        return cls(date=day, begins_at=bounds[0], ends_at=bounds[1])


@dataclass(slots=True)
class _Total:
    number: int = 0
    sum_fen: int = 0


async def chunks(store: Store, day: Day) -> AsyncGenerator[bytes]:
    """Yield the file in parts; a long day is never in memory whole."""
    yield f"{HEADER}\n".encode()
    totals: list[int] = []
    for read in (_payments, _refunds, _payouts):
        total = _Total()
        after = (day.begins_at, "")
        while rows := await store.transact(_page(read, day, after)):
            total.number += len(rows)
            total.sum_fen += sum(row["amount_fen"] for row in rows)
            yield "".join(_line(row) for row in rows).encode()
            after = (rows[-1]["at"], rows[-1]["reference"])
        totals += [total.number, total.sum_fen]
    yield f"TOTAL,{','.join(map(str, totals))},CNY,{day.date}\n".encode()


async def sha256(store: Store, day: Day) -> str:
    """Return the hash of the whole file, in hexadecimal."""
    digest = hashlib.sha256()
    async for chunk in chunks(store, day):
        digest.update(chunk)
    return digest.hexdigest()


_Rows = list[sqlite3.Row]
_Read = Callable[[sqlite3.Connection, Day, tuple[str, str]], _Rows]


def _page(read: _Read, day: Day, after: tuple[str, str]) -> Callable[[sqlite3.Connection], _Rows]:
    return lambda db: read(db, day, after)


def _payments(db: sqlite3.Connection, day: Day, after: tuple[str, str]) -> _Rows:
    return db.execute(
        "SELECT 'PAYMENT' AS kind, r.reference, r.payment_number AS number, r.payment_number,"
        " r.amount_fen, p.currency, r.paid_at AS at"
        " FROM receipts r JOIN payments p ON p.number = r.payment_number"
        " WHERE (r.paid_at, r.reference) > (?, ?) AND r.paid_at < ?"
        " ORDER BY r.paid_at, r.reference LIMIT ?",
        (*after, day.ends_at, PAGE_LINES),
    ).fetchall()


def _refunds(db: sqlite3.Connection, day: Day, after: tuple[str, str]) -> _Rows:
    return db.execute(
        "SELECT 'REFUND' AS kind, r.reference, r.number, r.payment_number,"
        " r.amount_fen, p.currency, r.succeeded_at AS at"
        " FROM refunds r JOIN payments p ON p.number = r.payment_number"
        " WHERE (r.succeeded_at, r.reference) > (?, ?) AND r.succeeded_at < ?"
        " ORDER BY r.succeeded_at, r.reference LIMIT ?",
        (*after, day.ends_at, PAGE_LINES),
    ).fetchall()


def _payouts(db: sqlite3.Connection, day: Day, after: tuple[str, str]) -> _Rows:
    return db.execute(
        "SELECT 'PAYOUT' AS kind, reference, number, number AS payment_number,"
        " amount_fen, 'CNY' AS currency, succeeded_at AS at FROM payouts"
        " WHERE (succeeded_at, reference) > (?, ?) AND succeeded_at < ?"
        " ORDER BY succeeded_at, reference LIMIT ?",
        (*after, day.ends_at, PAGE_LINES),
    ).fetchall()


def _line(row: sqlite3.Row) -> str:
    # No value holds a comma: numbers and references are made of the characters of NUMBER.
    return f"{','.join(map(str, row))}\n"
