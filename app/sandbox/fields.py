"""What the fields of a request to the sandbox provider may hold."""

import re
from datetime import UTC, datetime
from typing import cast
from urllib.parse import urlsplit

import orjson

from app.sandbox.refusals import Refused, field_invalid

NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")
HOST = re.compile(r"[A-Za-z0-9.:\[\]-]{1,255}")
MAX_FEN = 1_000_000_000
LONGEST_ADDRESS = 2_048


def written(at: datetime) -> str:
    """Return an instant as text that sorts as the instants do."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def checked_number(name: str, value: object) -> str:
    """Return a number as a caller may choose it.

    Raises:
        Refused: FIELD_INVALID.
    """
    if not isinstance(value, str) or NUMBER.fullmatch(value) is None:
        raise field_invalid(name, "must be 1 to 64 letters, digits or . _ : -")
    return value


class Fields:
    """The fields of one JSON object; each is taken out within its bounds or refused by name."""

    def __init__(self, body: bytes, *, allowed: frozenset[str]) -> None:
        try:
            parsed = orjson.loads(body)
        except orjson.JSONDecodeError:
            raise Refused("JSON_INVALID", "the body is not JSON", status=400) from None
        if not isinstance(parsed, dict):
            raise Refused("JSON_INVALID", "the body is not a JSON object", status=400)
        self._values = cast("dict[str, object]", parsed)
        for name in self._values:
            if name not in allowed:
                raise field_invalid(name[:64], "is not a field of this request")

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def is_null(self, name: str) -> bool:
        """Return whether the field is there and says nothing."""
        return name in self and self._values[name] is None

    def says(self, name: str, word: str) -> bool:
        """Return whether the field holds exactly this word."""
        return self._values.get(name) == word

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        """Return one of the names that may be chosen."""
        value = self._values.get(name)
        if not isinstance(value, str) or value not in choices:
            raise field_invalid(name, f"must be one of {', '.join(choices)}")
        return value

    def number(self, name: str) -> str:
        """Return a number as a caller may choose it."""
        return checked_number(name, self._values.get(name))

    def whole(self, name: str, *, least: int, most: int) -> int:
        """Return a whole number between two bounds, both allowed."""
        value = self._values.get(name)
        # bool is an int to isinstance, and true is no sum of money.
        if type(value) is not int or not least <= value <= most:
            raise field_invalid(name, f"must be a whole number from {least} to {most}")
        return value

    def fen(self, name: str) -> int:
        """Return a sum of money in fen, at least 1."""
        return self.whole(name, least=1, most=MAX_FEN)

    def truth(self, name: str) -> bool:
        """Return true or false."""
        value = self._values.get(name)
        if not isinstance(value, bool):
            raise field_invalid(name, "must be true or false")
        return value

    def text(self, name: str, *, longest: int) -> str:
        """Return one line of text that is not empty."""
        value = self._values.get(name)
        if not isinstance(value, str) or not 0 < len(value) <= longest or not value.isprintable():
            raise field_invalid(name, f"must be one line of 1 to {longest} characters")
        return value

    def currency(self, name: str) -> str:
        """Return the one currency that this provider takes."""
        if self._values.get(name) != "CNY":
            raise field_invalid(name, "must be CNY")
        return "CNY"

    def instant(self, name: str) -> str:
        """Return an instant as ``written`` writes it."""
        value = self._values.get(name)
        try:
            at = datetime.fromisoformat(value) if isinstance(value, str) else None
            if at is not None and at.tzinfo is not None:
                return written(at)
        except (ValueError, OverflowError):
            pass
        raise field_invalid(name, "must be an instant as 2026-01-01T12:00:00+00:00")

    def address(self, name: str) -> str:
        """Return an address of the web, whose host can be quoted in a security policy."""
        value = self._values.get(name)
        if isinstance(value, str) and len(value) <= LONGEST_ADDRESS and _is_web_address(value):
            return value
        raise field_invalid(name, "must be an http or https address")


def _is_web_address(text: str) -> bool:
    if not (text.isascii() and text.isprintable()) or " " in text:
        return False
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and HOST.fullmatch(parts.netloc) is not None
