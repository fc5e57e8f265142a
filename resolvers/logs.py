"""Answers about logs, whoever they are about: what comes after a position, in rows."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from models.db import rows
from models.outbox import RelayPosition
from rules.faults import BadInput, SnapshotRequired


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a log, at its place in the one order of everything."""

    position: int
    kind: str
    body: dict[str, Any]
    happened_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What a log holds between two positions: ``entries`` are all there are up to ``reached``."""

    entries: list[Entry]
    reached: int


async def bounds() -> tuple[int, int]:
    """Return the last position that is gone, and the last that was given to any entry."""
    relay = await RelayPosition.get(id=1)
    return relay.trimmed, relay.position


async def stretch(topic: str, after: int, *, most: int) -> Stretch:
    """Return a topic's next entries beyond a position, in order, at most so many.

    One statement sees what is there and what is gone at the same moment, so that
    nothing can be trimmed between the two and be skipped without a word.

    Raises:
        SnapshotRequired: entries beyond the position may be gone.
    """
    found = await rows(
        """
        SELECT r.trimmed, r.position AS head, e.position, e.kind, e.body, e.happened_at
          FROM relay r LEFT JOIN LATERAL (
            SELECT o.position, o.kind, o.body, o.happened_at FROM outbox o
             WHERE o.topic = $1 AND o.position > $2 ORDER BY o.position LIMIT $3) e ON true
         WHERE r.id = 1 ORDER BY e.position
        """,
        topic,
        after,
        most,
    )
    if after < found[0]["trimmed"]:
        raise SnapshotRequired
    entries = [_entry(row) for row in found if row["position"] is not None]
    # A page that is not full is the end of the log as it was at that moment.
    full = len(entries) == most
    return Stretch(entries=entries, reached=entries[-1].position if full else found[0]["head"])


def cursor(position: int) -> str:
    """Return how a position is written for clients, who need not understand it."""
    return base64.urlsafe_b64encode(f"v1:{position}".encode()).decode()


async def given(shown: str, *, field: str) -> int:
    """Return the position that a client shows, whether what it names is there or gone.

    Raises:
        BadInput: it was never given.
    """
    return (await _given(shown, field=field))[0]


async def position(shown: str, *, field: str) -> int:
    """Return the position that a client shows, to go on behind it.

    Raises:
        BadInput: it was never given, so it cannot say what its holder has missed.
        SnapshotRequired: what came after it is gone.
    """
    meant, trimmed = await _given(shown, field=field)
    if meant < trimmed:
        raise SnapshotRequired
    return meant


async def _given(shown: str, *, field: str) -> tuple[int, int]:
    try:
        _, _, number = base64.urlsafe_b64decode(shown.encode()).decode().partition(":")
        meant = int(number)
    except (ValueError, binascii.Error):
        raise BadInput(field, "not a position of ours") from None
    trimmed, newest = await bounds()
    if cursor(meant) != shown or not 0 <= meant <= newest:
        raise BadInput(field, "not a position of ours")
    return meant, trimmed


async def latest(topic: str, *, before: int, kinds: list[str], most: int) -> list[Entry]:
    """Return a topic's entries of these kinds before a position, the latest first."""
    found = await rows(
        """
        SELECT position, kind, body, happened_at FROM outbox
         WHERE topic = $1 AND position < $2 AND kind = ANY($3) ORDER BY position DESC LIMIT $4
        """,
        topic,
        before,
        kinds,
        most,
    )
    return [_entry(row) for row in found]


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(
        position=row["position"],
        kind=row["kind"],
        body=orjson.loads(row["body"]),
        happened_at=row["happened_at"],
    )
