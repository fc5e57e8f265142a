"""What becomes of a notification on its way, where the sandbox provider was told to meddle."""

import hashlib
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson

from app.errands.signing import notification, sign
from app.sandbox.mischief import Mischief, chance


class Fate(StrEnum):
    """How one copy of a notification arrives: as it is, not at all, or falsified by a stranger.

    A stranger does not know the secret: whatever is changed, the signature fits no more.
    """

    TRUE = "TRUE"
    LOST = "LOST"
    WRONG_KEY = "WRONG_KEY"
    ALTERED = "ALTERED"
    OTHER_AMOUNT = "OTHER_AMOUNT"
    OTHER_NUMBER = "OTHER_NUMBER"
    UNKNOWN_NUMBER = "UNKNOWN_NUMBER"


FALSE = (
    Fate.WRONG_KEY,
    Fate.ALTERED,
    Fate.OTHER_AMOUNT,
    Fate.OTHER_NUMBER,
    Fate.UNKNOWN_NUMBER,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One copy to be sent: its bytes, what the signature was made of, and with which secret."""

    fate: Fate
    body: bytes

    def signed(self, secret: str, true_body: bytes, *, now: datetime, nonce: str) -> dict[str, str]:
        """Return the headers this copy goes with."""
        if self.fate is Fate.WRONG_KEY:
            secret = hashlib.sha256(secret.encode()).hexdigest()
        return sign(secret, notification(true_body), now=now, nonce=nonce)


def copies(db: sqlite3.Connection, body: bytes, *, mischief: Mischief) -> tuple[Copy, ...]:
    """Return what is sent at one attempt: the event once, unless the switches say otherwise."""
    number = 1 + mischief.duplicate_notifications
    if mischief.drop_notifications:
        return (Copy(fate=Fate.LOST, body=body),) * number
    if not mischief.falsify_notifications_percent:
        return (Copy(fate=Fate.TRUE, body=body),) * number
    return tuple(_fated(db, body, mischief) for _ in range(number))


def falsified(db: sqlite3.Connection, body: bytes, *, fate: Fate) -> Copy:
    """Return the event as a stranger would send it."""
    return Copy(fate=fate, body=_CHANGES[fate](db, body))


def _fated(db: sqlite3.Connection, body: bytes, mischief: Mischief) -> Copy:
    source = chance(db, mischief)
    if source.randrange(100) >= mischief.falsify_notifications_percent:
        return Copy(fate=Fate.TRUE, body=body)
    return falsified(db, body, fate=source.choice(FALSE))


def _as_it_is(_: sqlite3.Connection, body: bytes) -> bytes:
    return body


def _altered(_: sqlite3.Connection, body: bytes) -> bytes:
    # Means the same to whoever reads it before looking at the signature.
    return body + b" "


def _with_other_amount(_: sqlite3.Connection, body: bytes) -> bytes:
    def change(money: dict[str, Any]) -> None:
        money["amount_fen"] += 1

    return _changed(body, change)


def _with_other_number(db: sqlite3.Connection, body: bytes) -> bytes:
    def change(money: dict[str, Any]) -> None:
        row = db.execute(
            "SELECT number FROM payments WHERE number <> ? ORDER BY id DESC LIMIT 1",
            (money["number"],),
        ).fetchone()
        money["number"] = f"{money['number'][:60]}-not" if row is None else row["number"]

    return _changed(body, change)


def _with_unknown_number(_: sqlite3.Connection, body: bytes) -> bytes:
    def change(money: dict[str, Any]) -> None:
        money["number"] = f"{money['number'][:60]}-not"

    return _changed(body, change)


def _changed(body: bytes, change: Callable[[dict[str, Any]], None]) -> bytes:
    event = orjson.loads(body)
    change(event["payment"] or event["refund"] or event["payout"])
    return orjson.dumps(event)


_CHANGES: dict[Fate, Callable[[sqlite3.Connection, bytes], bytes]] = {
    Fate.WRONG_KEY: _as_it_is,
    Fate.ALTERED: _altered,
    Fate.OTHER_AMOUNT: _with_other_amount,
    Fate.OTHER_NUMBER: _with_other_number,
    Fate.UNKNOWN_NUMBER: _with_unknown_number,
}
