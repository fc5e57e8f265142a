"""How a long list is answered page by page, by a cursor that later rows cannot shift."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar, overload
from uuid import UUID

import orjson
from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet
from typing_extensions import override

from models.db import read
from models.shapes import ALL, Columns
from resolvers.batches import besides
from rules.faults import BadInput
from rules.money import MOST_FEN

M = TypeVar("M", bound=Model)
MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Which page is asked for: ``first`` after a cursor, or ``last`` before one."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None

    def size(self) -> int:
        """Return how many rows are wanted, 1 to 100.

        Raises:
            BadInput: none, too many, or both ends were asked for.
        """
        if (self.first is None) == (self.last is None):
            raise BadInput("first", "one of first and last is needed")
        name, wanted = ("first", self.first) if self.last is None else ("last", self.last)
        assert wanted is not None
        if not 1 <= wanted <= MOST:
            raise BadInput(name, f"1 to {MOST}")
        return wanted

    def cursor(self) -> tuple[str | None, str]:
        """Return the cursor that bounds the page, if any, and which argument it is."""
        return (self.after, "after") if self.last is None else (self.before, "before")

    def place_after(self, order: "Order") -> tuple[Any, UUID] | None:
        """Return the value and the id the page comes after, None at the list's beginning.

        Raises:
            BadInput: the cursor is not one of this sort.
        """
        assert self.last is None, "asked of lists that are read forwards alone"
        return None if self.after is None else _place(self.after, order, "after")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A sort: one column, then the id; a row's place in it never changes by accident."""

    column: str = "id"
    descending: bool = False

    def turned(self) -> "Order":
        """Return the same sort read from its end."""
        return Order(column=self.column, descending=not self.descending)

    def sql(self) -> str:
        """Return the sort as SQL has it, of a table called ``t``."""
        way = " DESC" if self.descending else ""
        return ", ".join(f't."{name.removeprefix("-")}"{way}' for name in self.words())

    def words(self) -> list[str]:
        """Return the sort as the ORM takes it."""
        sign = "-" if self.descending else ""
        columns = [self.column] if self.column == "id" else [self.column, "id"]
        return [sign + column for column in columns]

    def beyond(self, place: Sequence[Any]) -> Q:
        """Return the condition of lying after a place in this sort."""
        way = "lt" if self.descending else "gt"
        if self.column == "id":
            return Q(**{f"id__{way}": place[-1]})
        # The first half alone says where an index is to be entered.
        here = Q(**{f"{self.column}__{way}e": place[0]})
        further = Q(**{f"{self.column}__{way}": place[0]})
        return here & (further | Q(**{f"id__{way}": place[-1]}))


class Cursors(Sequence[str]):
    """The cursors of a page's rows, each written when it is looked at: few ask for all."""

    __slots__ = ("_order", "_rows")

    def __init__(self, rows: Sequence[Model], order: Order) -> None:
        self._rows, self._order = rows, order

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...

    @override
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        if isinstance(place, slice):
            return Cursors(self._rows[place], self._order)
        return _cursor(self._rows[place], self._order)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[M]):
    """Rows in the order asked for, and whether more lie on either side."""

    rows: Sequence[M]
    cursors: Sequence[str]
    has_next: bool
    has_previous: bool


@dataclass(slots=True)
class Where:
    """The conditions of a list, each with the values it names: rows of a table called ``t``."""

    conditions: list[str] = field(default_factory=list[str])
    values: list[object] = field(default_factory=list[object])

    def add(self, condition: str, *values: object) -> "Where":
        """Have this hold too, where each ``{}`` stands for a value."""
        places = range(len(self.values) + 1, len(self.values) + len(values) + 1)
        self.conditions.append(condition.format(*(f"${place}" for place in places)))
        self.values += values
        return self

    def sql(self) -> str:
        """Return all of them as SQL has them."""
        return f"WHERE {' AND '.join(self.conditions)}" if self.conditions else ""


def containing(word: str) -> str:
    """Return the pattern of texts that hold a word: its own signs mean nothing to LIKE."""
    plain = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{plain}%"


async def listed(
    model: type[M], where: Where, window: Window, order: Order, columns: Columns = ALL
) -> Page[M]:
    """Return one page of a table's rows, with one statement and without their heavy columns.

    With what is known of the ``columns`` that will be looked at, it reads no others.
    Its text depends on what is asked and not on the values: the server plans it once.

    Raises:
        BadInput: the size or the cursor cannot be meant.
    """
    size, sort = window.size(), order.turned() if window.last is not None else order
    cursor, name = window.cursor()
    if cursor is not None:
        value, row_id = _place(cursor, order, name)
        way = "<" if sort.descending else ">"
        if order.column == "id":
            where.add(f"t.id {way} {{}}", row_id)
        else:
            where.add(f't."{order.column}" {way}= {{}}', value)
            where.add(f'(t."{order.column}", t.id) {way} ({{}}, {{}})', value, row_id)
    place = len(where.values) + 1
    clauses = f"{where.sql()} ORDER BY {sort.sql()} LIMIT ${place}"
    names = besides(columns, model, order.column)
    return _page(await read(model, clauses, *where.values, size + 1, names=names), window, order)


async def paged(query: QuerySet[M], window: Window, order: Order) -> Page[M]:
    """Return one page of a query, with one statement.

    Raises:
        BadInput: the size or the cursor cannot be meant.
    """
    size, sort = window.size(), order.turned() if window.last is not None else order
    cursor, name = window.cursor()
    if cursor is not None:
        query = query.filter(sort.beyond(_place(cursor, order, name)))
    found = list(await query.order_by(*sort.words()).limit(size + 1))
    return _page(found, window, order)


def _page(found: list[M], window: Window, order: Order) -> Page[M]:
    """Return the page of which one row more was read, in the way it was read."""
    size, backwards = window.size(), window.last is not None
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    bounded = window.cursor()[0] is not None
    return Page(
        rows=found,
        cursors=Cursors(found, order),
        has_next=bounded if backwards else more,
        has_previous=more if backwards else bounded,
    )


def forward_page(found: Sequence[M], size: int, order: Order, *, has_previous: bool) -> Page[M]:
    """Return a page, read forwards, of a list of which one row more was read."""
    return Page(
        rows=found[:size],
        cursors=Cursors(found[:size], order),
        has_next=len(found) > size,
        has_previous=has_previous,
    )


def _cursor(row: Model, order: Order) -> str:
    value = getattr(row, order.column)
    # The driver's own kind of UUID is unknown to JSON.
    place = [str(value) if isinstance(value, UUID) else value, str(row.pk)]
    return base64.urlsafe_b64encode(orjson.dumps([order.column, *place])).decode().rstrip("=")


def _place(cursor: str, order: Order, name: str) -> tuple[Any, UUID]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        column, value, row_id = orjson.loads(base64.urlsafe_b64decode(padded))
        if column != order.column:
            raise BadInput(name, "a cursor of another sort")
        return _typed(value, column), UUID(row_id)
    except (ValueError, TypeError, AttributeError, OverflowError, binascii.Error):
        raise BadInput(name, "not a cursor of ours") from None


def _typed(value: object, column: str) -> object:
    if column.endswith("_at") and isinstance(value, str):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    counts = column.endswith("_fen") or column in {"line", "number", "points"}
    if counts and type(value) is int and abs(value) <= MOST_FEN:
        return value
    if column == "id" and isinstance(value, str):
        return UUID(value)
    raise ValueError(column)
