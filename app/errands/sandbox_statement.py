"""How the sandbox provider's file of one day is checked, and then read line by line."""

import hashlib
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import date, datetime

from app.errands.provider import ProviderUnavailable, StatementKind, StatementLine
from rules.days import day_of
from rules.reconciliation import SUM_MOST_FEN, is_name

HEADER = b"kind,reference,number,payment_number,amount_fen,currency,at"
COLUMNS = 7
# Half a million lines; whoever moves more in a day wants a statement by the hour.
LARGEST_FILE = 64 * 1024 * 1024
LONGEST_LINE = 1_024


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxStatement:
    """A checked file, kept as its bytes, which are a fifth of what its lines would be."""

    day: date
    sha256: str
    payments: int
    payments_fen: int
    refunds: int
    refunds_fen: int
    payouts: int
    payouts_fen: int
    file: bytes

    def __iter__(self) -> Iterator[StatementLine]:
        """Return its lines: payments, refunds, payouts, each kind in the order of its instants."""
        begin = len(HEADER) + 1
        while (end := self.file.index(b"\n", begin)) != len(self.file) - 1:
            yield _line(self.file[begin:end], self.day)
            begin = end + 1


class _Reading:
    """A file on its way: each line is understood when it arrives, and counted."""

    def __init__(self, day: date) -> None:
        self._day = day
        self._bytes = bytearray()
        self._begin = 0
        self._digest = hashlib.sha256()
        self._counts = dict.fromkeys(StatementKind, 0)
        self._sums = dict.fromkeys(StatementKind, 0)
        self._lines = 0
        self._is_total_seen = False

    def feed(self, chunk: bytes) -> None:
        """Take the next part in.

        Raises:
            ValueError: the file is too large, or a line in it cannot be meant.
        """
        if len(self._bytes) + len(chunk) > LARGEST_FILE:
            raise ValueError("the file does not end")
        self._digest.update(chunk)
        self._bytes += chunk
        while (end := self._bytes.find(b"\n", self._begin)) >= 0:
            self._understand(bytes(self._bytes[self._begin : end]))
            self._begin = end + 1
        if len(self._bytes) - self._begin > LONGEST_LINE:
            raise ValueError("a line does not end")

    def checked(self, sha256: str) -> SandboxStatement:
        """Return the whole file.

        Raises:
            ValueError: it is not the file that was told of, or not whole.
        """
        if self._digest.hexdigest() != sha256:
            raise ValueError("the file has another hash than was told")
        if not self._is_total_seen or self._begin != len(self._bytes):
            raise ValueError("the file has no end")
        paid, back, out = StatementKind.PAYMENT, StatementKind.REFUND, StatementKind.PAYOUT
        return SandboxStatement(
            day=self._day,
            sha256=sha256,
            payments=self._counts[paid],
            payments_fen=self._sums[paid],
            refunds=self._counts[back],
            refunds_fen=self._sums[back],
            payouts=self._counts[out],
            payouts_fen=self._sums[out],
            file=bytes(self._bytes),
        )

    def _understand(self, text: bytes) -> None:
        self._lines += 1
        if self._is_total_seen:
            raise ValueError("a line after the totals")
        if self._lines == 1:
            if text != HEADER:
                raise ValueError("another header")
        elif text.startswith(b"TOTAL,"):
            self._is_total_seen = True
            if text != self._total():
                raise ValueError("the totals are not those of the lines")
        else:
            line = _line(text, self._day)
            self._counts[line.kind] += 1
            self._sums[line.kind] += line.amount_fen

    def _total(self) -> bytes:
        parts = [f"{self._counts[kind]},{self._sums[kind]}" for kind in StatementKind]
        return f"TOTAL,{','.join(parts)},CNY,{self._day.isoformat()}".encode()


async def read_statement(
    chunks: AsyncGenerator[bytes], *, day: date, sha256: str
) -> SandboxStatement:
    """Return the file of a day once all of it was found right.

    Raises:
        ProviderUnavailable: wrong hash, wrong totals, an unreadable line, no end.
    """
    reading = _Reading(day)
    try:
        # Closed here, whatever is found in it: the connection is not left to chance.
        async with aclosing(chunks):
            async for chunk in chunks:
                reading.feed(chunk)
        return reading.checked(sha256)
    except (ValueError, OverflowError) as failure:
        raise ProviderUnavailable(f"the statement of {day} is unusable: {failure}") from failure


def _line(text: bytes, day: date) -> StatementLine:
    values = text.decode().split(",")
    if len(values) != COLUMNS or not all(values):
        raise ValueError(f"no line of a statement: {text[:80]!r}")
    kind, reference, number, payment_number, amount_fen, currency, at = values
    if not (amount_fen.isascii() and amount_fen.isdecimal()):
        raise ValueError(f"{amount_fen[:40]!r} is no sum")
    if not 1 <= int(amount_fen) <= SUM_MOST_FEN:
        raise ValueError(f"nobody moves {amount_fen[:40]} fen")
    if not all(map(is_name, (reference, number, payment_number, currency))):
        raise ValueError(f"a line whose names are none: {text[:80]!r}")
    moment = datetime.fromisoformat(at)
    if moment.tzinfo is None or day_of(moment) != day:
        raise ValueError(f"{at[:40]!r} is not in this day")
    return StatementLine(
        kind=StatementKind(kind),
        reference=reference,
        number=number,
        payment_number=payment_number,
        amount_fen=int(amount_fen),
        currency=currency,
        at=moment,
    )
