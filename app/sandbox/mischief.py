"""Which ways of misbehaving the sandbox provider has been told to practise."""

import dataclasses
import random
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import orjson

from app.sandbox.switches import ALL, SWITCHES, Value

Times = int | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mischief:
    """The switches as they stand, all off at the start: a real one does each of these some day.

    Those of the type Times hold how many more times, or "all". ``refunds_down_seconds``
    is what is left of the seconds that were told. Each is described in docs/payments.md.
    """

    drop_notifications: bool = False
    duplicate_notifications: int = 0
    delay_notifications_seconds: int = 0
    reorder_notifications: int = 0
    falsify_notifications_percent: int = 0
    seed: int = 0
    pay_twice: bool = False
    pay_amount_fen: int | None = None
    pay_late: bool = False
    forget_closes: Times = 0
    refund_failures: Times = 0
    refunds_down_seconds: int = 0
    processing_refunds: Times = 0
    failing_refunds: Times = 0
    slow_transfers_seconds: int = 0
    failing_transfers: Times = 0
    confirming_transfers: Times = 0
    confirm_within_seconds: int = 86_400
    unknown_transfers: Times = 0
    answers_of: str = ALL
    slow_requests: Times = 0
    slow_ms: int = 2_000
    hung_requests: Times = 0
    refused_requests: Times = 0
    lost_answers: Times = 0
    cut_answers: Times = 0

    def shown(self) -> dict[str, Value]:
        """Return every switch by its name."""
        return dataclasses.asdict(self)


CALM = Mischief()


def read(db: sqlite3.Connection, *, now: str) -> Mischief:
    """Return the switches as whoever turned them last left them, in whichever process."""
    rows = db.execute("SELECT name, value, turned_at FROM mischief").fetchall()
    if not rows:
        return CALM
    told: dict[str, Any] = {
        row["name"]: orjson.loads(row["value"]) for row in rows if row["name"] in SWITCHES
    }
    for row in rows:
        if row["name"] == "refunds_down_seconds":
            told[row["name"]] = _left(told[row["name"]], since=row["turned_at"], now=now)
    return Mischief(**told)


def turn(db: sqlite3.Connection, turns: Mapping[str, Value], *, now: str) -> None:
    """Turn the switches that are named; a new seed begins its sequence at the beginning."""
    for name, value in turns.items():
        db.execute("DELETE FROM mischief WHERE name = ?", (name,))
        if value != SWITCHES[name].off:
            _write(db, name, value, now=now)
    if "seed" in turns:
        db.execute("DELETE FROM chance")


def calm(db: sqlite3.Connection) -> None:
    """Turn every switch off, and forget which payments ignore their close."""
    db.execute("DELETE FROM mischief")
    db.execute("DELETE FROM chance")
    db.execute("UPDATE payments SET ignores_close = 0 WHERE ignores_close = 1")


def takes(db: sqlite3.Connection, mischief: Mischief, name: str) -> bool:
    """Return whether this is one of the times told, and count it."""
    left = cast("Times", getattr(mischief, name))
    if left == ALL:
        return True
    assert isinstance(left, int), f"{name} holds times"
    if left <= 0:
        return False
    # Counted in the statement itself: what was read a moment ago may be counted down already.
    counted = db.execute(
        "UPDATE mischief SET value = CAST(CAST(value AS INTEGER) - 1 AS TEXT)"
        " WHERE name = ? AND CAST(value AS INTEGER) > 0",
        (name,),
    )
    db.execute("DELETE FROM mischief WHERE name = ? AND value = '0'", (name,))
    return counted.rowcount == 1


def chance(db: sqlite3.Connection, mischief: Mischief) -> random.Random:
    """Return the next source of chance: the same seed draws the same sequence of them."""
    db.execute(
        "INSERT INTO chance (only_row, drawn) VALUES (1, 1)"
        " ON CONFLICT (only_row) DO UPDATE SET drawn = drawn + 1"
    )
    drawn = db.execute("SELECT drawn FROM chance").fetchone()["drawn"]
    return random.Random(f"{mischief.seed}/{drawn}")  # noqa: S311 - play, to be repeated at will


def _write(db: sqlite3.Connection, name: str, value: Value, *, now: str) -> None:
    db.execute(
        "INSERT INTO mischief (name, value, turned_at) VALUES (?, ?, ?)",
        (name, orjson.dumps(value).decode(), now),
    )


def _left(seconds: int, *, since: str, now: str) -> int:
    until = datetime.fromisoformat(since) + timedelta(seconds=seconds)
    left = until - datetime.fromisoformat(now)
    # Rounded up: while a part of a second is left, it is not over.
    return max(0, -(-left // timedelta(seconds=1)))
