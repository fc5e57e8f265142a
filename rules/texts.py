"""What a short name, a text, an amount or a count must be to be kept."""

import re
from datetime import UTC, datetime

from rules.faults import BadInput
from rules.people import line

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
# Times a quantity it stays far below what a column holds.
PRICE_MOST_FEN = 10**10
STOCK_MOST = 10_000_000


def slug(text: str, *, field: str) -> str:
    """Return a short name fit for addresses: 1 to 60 of a-z 0-9 and inner dashes.

    Raises:
        BadInput: it is not one.
    """
    if not SLUG.fullmatch(text):
        raise BadInput(field, "1 to 60 of a-z, 0-9 and dashes, no dash at either end")
    return text


def paragraphs(text: str, *, field: str, most: int) -> str:
    """Return text of several lines without control characters; it may be empty.

    Raises:
        BadInput: it is too long, or holds what cannot be seen.
    """
    lines = text.replace("\r\n", "\n").strip().split("\n")
    kept = "\n".join(line(each, field=field, most=most, least=0) for each in lines)
    if len(kept) > most:
        raise BadInput(field, f"at most {most} characters")
    return kept


def within(number: int, least: int, most: int, *, field: str) -> int:
    """Return a number that lies between two others, both included.

    Raises:
        BadInput: it does not.
    """
    if not least <= number <= most:
        raise BadInput(field, f"{least} to {most}")
    return number


def price(fen: int, *, field: str) -> int:
    """Return a price in fen, at least one.

    Raises:
        BadInput: nothing could cost so much or so little.
    """
    return within(fen, 1, PRICE_MOST_FEN, field=field)


def instant(moment: datetime, *, field: str) -> datetime:
    """Return an instant in UTC.

    Raises:
        BadInput: it names no offset, so that nobody knows when it is meant.
    """
    if moment.tzinfo is None:
        raise BadInput(field, "an instant with its offset: 2026-01-01T12:00:00Z")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise BadInput(field, "an instant of this age") from None
