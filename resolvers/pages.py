"""How a long list is answered page by page, by a cursor that later rows cannot shift."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

import orjson
from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[M]):
    """Rows in the order asked for, and whether more lie on either side."""

    rows: Sequence[M]
    cursors: Sequence[str]
    has_next: bool
    has_previous: bool


async def paged(query: QuerySet[M], window: Window, order: Order) -> Page[M]:
    """Return one page of a query, with one statement.

    Raises:
        BadInput: the size or the cursor cannot be meant.
    """
    size = window.size()
    backwards = window.last is not None
    sort = order.turned() if backwards else order
    cursor, name = (window.before, "before") if backwards else (window.after, "after")
    if cursor is not None:
        query = query.filter(sort.beyond(_place(cursor, order, name)))
    found = list(await query.order_by(*sort.words()).limit(size + 1))
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    return Page(
        rows=found,
        cursors=[_cursor(row, order) for row in found],
        has_next=cursor is not None if backwards else more,
        has_previous=more if backwards else cursor is not None,
    )


def forward_page(found: Sequence[M], size: int, order: Order, *, has_previous: bool) -> Page[M]:
    """Return a page, read forwards, of a list of which one row more was read."""
    return Page(
        rows=found[:size],
        cursors=[_cursor(row, order) for row in found[:size]],
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
    counts = column.endswith("_fen") or column == "points"
    if counts and type(value) is int and abs(value) <= MOST_FEN:
        return value
    if column == "id" and isinstance(value, str):
        return UUID(value)
    raise ValueError(column)
