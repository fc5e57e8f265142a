"""Cursors of lists that are sorted by several values: each says which list it is of."""

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

from rules.faults import BadInput

# More than any row counts, and no more than a column can.
COUNT_MOST = 2**31 - 1
# More than any account will ever have, and no more than a column can count.
ENTRIES_MOST = 10**17


def cursor(kind: str, *place: object) -> str:
    """Return how a row's place in a list is written for clients, who need not understand it."""
    plain = [str(value) if isinstance(value, UUID) else value for value in place]
    return base64.urlsafe_b64encode(orjson.dumps([kind, *plain])).decode().rstrip("=")


def place(shown: str, kind: str, values: Sequence[Callable[[Any], object]]) -> list[Any]:
    """Return the place that a cursor given to ``after`` names, value for value.

    Raises:
        BadInput: it is not a cursor of this list.
    """
    try:
        padded = shown + "=" * (-len(shown) % 4)
        named, *written = orjson.loads(base64.urlsafe_b64decode(padded))
        if named != kind:
            raise BadInput("after", "a cursor of another list")
        return [value(text) for value, text in zip(values, written, strict=True)]
    except (ValueError, TypeError, AttributeError, OverflowError, binascii.Error):
        raise BadInput("after", "not a cursor of ours") from None


def count(written: object) -> int:
    """Return a whole number that a column can hold.

    Raises:
        ValueError: it is none.
    """
    if type(written) is not int or abs(written) > COUNT_MOST:
        raise ValueError(written)
    return written


def entry(written: object) -> int:
    """Return which entry of an account is meant, from 1.

    Raises:
        ValueError: no account can have one of that number.
    """
    if type(written) is not int or not 1 <= written <= ENTRIES_MOST:
        raise ValueError(written)
    return written


def instant(written: object) -> datetime:
    """Return an instant with its zone.

    Raises:
        ValueError: it is none.
    """
    moment = datetime.fromisoformat(str(written))
    if moment.tzinfo is None:
        raise ValueError(written)
    return moment.astimezone(UTC)
