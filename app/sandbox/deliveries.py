"""Which notifications the sandbox provider still owes, and when each is due."""

import sqlite3
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson

from app.sandbox.fields import written

# Much longer than one attempt may take, so that nobody else takes it up meanwhile.
LEASE_SECONDS = 10
# The wait after each failed attempt; after the last one the shop has to ask.
BACKOFF_SECONDS = (1, 5, 30, 120, 600, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened, as the shop will be told."""

    kind: str
    payment: dict[str, object] | None
    refund: dict[str, object] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """An event on its way: the same bytes at every attempt."""

    event_id: str
    notify_url: str
    body: bytes
    attempts: int


def leased(now: str) -> str:
    """Return until when a delivery belongs to whoever took it up now."""
    return later(now, LEASE_SECONDS)


def later(now: str, seconds: int) -> str:
    """Return the instant so many seconds after."""
    return written(datetime.fromisoformat(now) + timedelta(seconds=seconds))


def insert(db: sqlite3.Connection, event: Event, *, notify_url: str, now: str, due_at: str) -> str:
    """Return the id of an event that is owed from now on."""
    event_id = f"evt_{uuid.uuid4().hex}"
    body = orjson.dumps(
        {
            "id": event_id,
            "kind": event.kind,
            "occurred_at": now,
            "payment": event.payment,
            "refund": event.refund,
        }
    )
    db.execute(
        "INSERT INTO deliveries (event_id, notify_url, body, due_at) VALUES (?, ?, ?, ?)",
        (event_id, notify_url, body, due_at),
    )
    return event_id


def owed(db: sqlite3.Connection, event_id: str) -> Delivery | None:
    """Return one delivery, unless it is done."""
    row = db.execute(
        "SELECT * FROM deliveries WHERE event_id = ? AND due_at IS NOT NULL", (event_id,)
    ).fetchone()
    return None if row is None else _delivery(row)


def take_due(db: sqlite3.Connection, *, limit: int, now: str) -> list[Delivery]:
    """Return deliveries that are due, the longest due first, and keep others from taking them."""
    rows = db.execute(
        "SELECT * FROM deliveries WHERE due_at <= ? ORDER BY due_at LIMIT ?", (now, limit)
    ).fetchall()
    db.executemany(
        "UPDATE deliveries SET due_at = ? WHERE event_id = ?",
        [(leased(now), row["event_id"]) for row in rows],
    )
    return [_delivery(row) for row in rows]


def attempted(db: sqlite3.Connection, delivery: Delivery, *, answered: bool, now: str) -> None:
    """Write down how an attempt ended: delivered, due again later, or given up."""
    attempts = delivery.attempts + 1
    retried = not answered and attempts <= len(BACKOFF_SECONDS)
    db.execute(
        "UPDATE deliveries SET attempts = ?, due_at = ?, delivered_at = ?"
        " WHERE event_id = ? AND delivered_at IS NULL",
        (
            attempts,
            later(now, BACKOFF_SECONDS[attempts - 1]) if retried else None,
            now if answered else None,
            delivery.event_id,
        ),
    )


def _delivery(row: sqlite3.Row) -> Delivery:
    return Delivery(
        event_id=row["event_id"],
        notify_url=row["notify_url"],
        body=row["body"],
        attempts=row["attempts"],
    )
