"""What a file of many parcels says, line by line, and which of its words is wrong."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rules.faults import BadInput
from rules.parcels import tracking_number

LINES_MOST = 1_000
BYTES_MOST = 45_000
PIECES_MOST = 10_000
# What columns are called, by what they hold; a file without such a heading has them in this order.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "order": ("订单号", "订单编号", "order", "order number"),
    "carrier": ("快递公司", "物流公司", "快递", "carrier"),
    "number": ("快递单号", "物流单号", "运单号", "tracking number", "tracking"),
    "pieces": ("件数", "数量", "pieces", "quantity"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One parcel as a file names it; ``fault`` is what of ``column`` cannot be meant."""

    line: int
    order_number: str
    carrier: str
    tracking_number: str
    pieces: int | None = None
    column: str | None = None
    fault: str | None = None


def text_of(file: bytes) -> str:
    """Return what a file says: UTF-8 with its mark or without, else as Chinese Excel writes it.

    Raises:
        BadInput: it is too large, or no text.
    """
    if len(file) > BYTES_MOST:
        raise BadInput("input.file", f"at most {BYTES_MOST} bytes")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = file.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadInput("input.file", "a text of comma-separated values in UTF-8 or GBK")


def lines_of(file: bytes) -> list[Line]:
    """Return the parcels that a file names, each with its first fault, if any.

    Raises:
        BadInput: it names none, too many, or is no text.
    """
    try:
        told = list(csv.reader(io.StringIO(text_of(file), newline="")))
    except csv.Error:
        raise BadInput("input.file", "comma-separated values") from None
    numbered = [(n, row) for n, row in enumerate(told, 1) if any(cell.strip() for cell in row)]
    columns = _columns(numbered[0][1]) if numbered else None
    body = numbered[1:] if columns else numbered
    if not 1 <= len(body) <= LINES_MOST:
        raise BadInput("input.file", f"1 to {LINES_MOST} lines")
    places = columns or {name: place for place, name in enumerate(HEADINGS)}
    return [_line(n, row, places) for n, row in body]


def _columns(first: Sequence[str]) -> dict[str, int] | None:
    said = [cell.strip().casefold() for cell in first]
    found = {
        name: said.index(word) for name, words in HEADINGS.items() for word in words if word in said
    }
    return found if {"order", "carrier", "number"} <= set(found) else None


def _line(n: int, row: Sequence[str], places: Mapping[str, int]) -> Line:
    def cell(name: str) -> str:
        place = places.get(name, len(row))
        # A sign that Excel puts before numbers so that it does not round them.
        return row[place].strip().removeprefix("'").strip('="') if place < len(row) else ""

    line = Line(
        line=n,
        order_number=cell("order")[:64],
        carrier=cell("carrier")[:40],
        tracking_number=cell("number")[:64],
    )
    return _checked(line, cell("pieces"))


def _checked(line: Line, pieces: str) -> Line:
    if not line.order_number:
        return replace(line, column="order", fault="MISSING")
    try:
        line = replace(line, tracking_number=tracking_number(line.tracking_number))
    except BadInput:
        return replace(line, column="number", fault="NOT_A_NUMBER")
    if not pieces:
        return line
    if not (pieces.isascii() and pieces.isdigit() and 1 <= int(pieces[:6]) <= PIECES_MOST):
        return replace(line, column="pieces", fault="NOT_A_COUNT")
    return replace(line, pieces=int(pieces))
