"""How the words and numbers of a draw become bytes, and how its files are written."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

HASH_BYTES = 32
SALT_BYTES = 16
# Beyond it no browser counts truly.
MOST_NUMBER = 2**53 - 1


def u64be(number: int) -> bytes:
    """Return a whole number as 8 bytes, the largest first."""
    return number.to_bytes(8, "big")


def lp(text: bytes) -> bytes:
    """Return bytes behind their length in 4 bytes, so that two fields never run together."""
    return len(text).to_bytes(4, "big") + text


def sha256(content: bytes) -> bytes:
    """Return the 32 bytes of SHA-256."""
    return hashlib.sha256(content).digest()


def commitment_of(*, salt: bytes, person: str) -> bytes:
    """Return what binds an entry to a person without naming them.

    Whoever holds the salt can show that the entry is theirs; nobody else can
    try out who it might be.
    """
    assert len(salt) == SALT_BYTES
    return sha256(lp(salt) + lp(person.encode()))


def canonical(value: Mapping[str, Any]) -> bytes:
    """Return the one way in which an object of ours is written as JSON.

    Names in order, no blanks. There are no fractions in it and nothing beyond
    printable ASCII, so that every language writes the same bytes.
    """
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def unix(moment: datetime) -> int:
    """Return a moment in whole Unix seconds, rounded down."""
    assert moment.tzinfo is not None, "an instant knows its zone"
    return int(moment.timestamp() // 1)


def instant(seconds: int) -> datetime:
    """Return the moment that lies so many seconds after 1970 began, in UTC."""
    return datetime.fromtimestamp(seconds, tz=UTC)
