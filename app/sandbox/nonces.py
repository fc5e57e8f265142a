"""Which signed requests the sandbox provider has seen already, in whichever of its processes."""

import sqlite3
from datetime import datetime, timedelta

from app.errands.signing import WINDOW_SECONDS
from app.sandbox.fields import written
from app.sandbox.refusals import Refused

CAPACITY = 200_000
# At most so many are forgotten at a time: nobody's request waits for a long deletion.
MOST_FORGOTTEN = 1_000


def remember(db: sqlite3.Connection, nonce: str, *, now: str, capacity: int = CAPACITY) -> None:
    """Take note of a nonce whose signature was right, for ten minutes.

    A timestamp may lie five minutes ahead and is good for five minutes after, so that no
    request can be played back once its nonce is forgotten. When the memory is full,
    requests are refused: forgetting early would let one through.

    Raises:
        Refused: NONCE_REPEATED, or BUSY when the memory is full.
    """
    before = written(datetime.fromisoformat(now) - timedelta(seconds=2 * WINDOW_SECONDS))
    db.execute(
        "DELETE FROM nonces WHERE id IN"
        " (SELECT id FROM nonces WHERE seen_at < ? ORDER BY seen_at LIMIT ?)",
        (before, MOST_FORGOTTEN),
    )
    if db.execute("SELECT 1 FROM nonces WHERE nonce = ?", (nonce,)).fetchone() is not None:
        raise Refused("NONCE_REPEATED", "this request was already received", status=401)
    # Ids are given one after the other, so that their range bounds the number without a count.
    held = db.execute(
        "SELECT (SELECT max(id) FROM nonces) - (SELECT min(id) FROM nonces) + 1 AS most"
    ).fetchone()["most"]
    if (held or 0) >= capacity:
        raise Refused("BUSY", "too many requests within ten minutes", status=503)
    db.execute("INSERT INTO nonces (nonce, seen_at) VALUES (?, ?)", (nonce, now))
