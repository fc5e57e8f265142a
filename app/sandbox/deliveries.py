"""Which notifications the sandbox provider still owes, and when each is due."""

import sqlite3
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson

from app.sandbox import fates, mischief
from app.sandbox.fates import Copy
from app.sandbox.fields import written
from app.sandbox.mischief import Mischief

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
    payout: dict[str, object] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """An event on its way: the same bytes at every attempt, unless somebody meddles."""

    event_id: str
    notify_url: str
    body: bytes
    attempts: int
    copies: tuple[Copy, ...]


def leased(now: str) -> str:
    """Return until when a delivery belongs to whoever took it up now."""
    return later(now, LEASE_SECONDS)


def later(now: str, seconds: int) -> str:
    """Return the instant so many seconds after."""
    return written(datetime.fromisoformat(now) + timedelta(seconds=seconds))


def insert(
    db: sqlite3.Connection, event: Event, *, notify_url: str, now: str, first_at_once: bool
) -> str | None:
    """Write down an event that is owed from now on.

    Returns its id if the caller is to make the first attempt; should it die before, the
    retries make up for it. Held back or delayed events are nobody's to hurry.
    """
    told = mischief.read(db, now=now)
    event_id = f"evt_{uuid.uuid4().hex}"
    is_held, delay = told.reorder_notifications > 1, told.delay_notifications_seconds
    prompt = first_at_once and not is_held and not delay
    due_at = None if is_held else leased(now) if prompt else later(now, delay)
    db.execute(
        "INSERT INTO deliveries (event_id, notify_url, body, due_at, is_held, payment_number)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (event_id, notify_url, body_of(event_id, event, now), due_at, is_held, _number(event)),
    )
    if is_held:
        release_held(db, told, now=now)
    return event_id if prompt else None


def release_held(db: sqlite3.Connection, told: Mischief, *, now: str) -> None:
    """Let go of what is held back, shuffled, once there is as much as was told."""
    held = db.execute("SELECT event_id FROM deliveries WHERE is_held = 1 ORDER BY rowid").fetchall()
    if not held or len(held) < told.reorder_notifications:
        return
    shuffled = [row["event_id"] for row in held]
    mischief.chance(db, told).shuffle(shuffled)
    # Due a microsecond apart, because deliveries are taken up by when they are due.
    last = datetime.fromisoformat(later(now, told.delay_notifications_seconds))
    first = last - timedelta(microseconds=len(shuffled))
    db.executemany(
        "UPDATE deliveries SET is_held = 0, due_at = ? WHERE event_id = ?",
        [(written(first + timedelta(microseconds=n)), each) for n, each in enumerate(shuffled)],
    )


def count_held(db: sqlite3.Connection) -> int:
    """Return how many events are held back."""
    return db.execute("SELECT count(*) AS held FROM deliveries WHERE is_held = 1").fetchone()[
        "held"
    ]


def owed(db: sqlite3.Connection, event_id: str, *, now: str) -> Delivery | None:
    """Return one delivery, unless it is done."""
    row = db.execute(
        "SELECT * FROM deliveries WHERE event_id = ? AND due_at IS NOT NULL", (event_id,)
    ).fetchone()
    return None if row is None else _delivery(db, row, mischief.read(db, now=now))


def take_due(db: sqlite3.Connection, *, limit: int, now: str) -> list[Delivery]:
    """Return deliveries that are due, the longest due first, and keep others from taking them."""
    rows = db.execute(
        "SELECT * FROM deliveries WHERE due_at <= ? ORDER BY due_at LIMIT ?", (now, limit)
    ).fetchall()
    db.executemany(
        "UPDATE deliveries SET due_at = ? WHERE event_id = ?",
        [(leased(now), row["event_id"]) for row in rows],
    )
    told = mischief.read(db, now=now) if rows else mischief.CALM
    return [_delivery(db, row, told) for row in rows]


def latest_of(db: sqlite3.Connection, number: str) -> Delivery | None:
    """Return the last event about a payment, as it is, whether it was delivered or not."""
    row = db.execute(
        "SELECT * FROM deliveries WHERE payment_number = ? ORDER BY rowid DESC LIMIT 1", (number,)
    ).fetchone()
    return None if row is None else _delivery(db, row, mischief.CALM)


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


def body_of(event_id: str, event: Event, now: str) -> bytes:
    """Return the bytes of an event, which stay the same however often it is told."""
    return orjson.dumps(
        {
            "id": event_id,
            "kind": event.kind,
            "occurred_at": now,
            "payment": event.payment,
            "refund": event.refund,
            "payout": event.payout,
        }
    )


def _number(event: Event) -> str | None:
    return None if event.payment is None else str(event.payment["number"])


def _delivery(db: sqlite3.Connection, row: sqlite3.Row, told: Mischief) -> Delivery:
    return Delivery(
        event_id=row["event_id"],
        notify_url=row["notify_url"],
        body=row["body"],
        attempts=row["attempts"],
        copies=fates.copies(db, row["body"], mischief=told),
    )
