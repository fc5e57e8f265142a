"""Answers about logs, whoever they are about: what comes after a position, in rows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from models.db import rows
from models.outbox import RelayPosition
from rules.faults import SnapshotRequired


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


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(
        position=row["position"],
        kind=row["kind"],
        body=orjson.loads(row["body"]),
        happened_at=row["happened_at"],
    )
