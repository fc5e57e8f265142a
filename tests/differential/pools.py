"""The values a made-up leaf may hold, right, odd and wrong, and the ways a resolver may fail."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import IntEnum
from typing import Any

from graphql import GraphQLError

from rules.faults import AskedTooOften, BadInput, Forbidden, NotFound, NotSignedIn

SHARED = Forbidden()  # one error for all who meet it, as a constant would be
TOLD = GraphQLError("one and the same, wherever it is raised", extensions={"code": "NOT_FOUND"})
FAILURES: tuple[Callable[[str], Exception], ...] = (
    lambda at: BadInput(f"input.{len(at)}", f"wrong at {at}"),
    lambda _: NotFound("id"),
    lambda _: SHARED,
    lambda _: TOLD,
    lambda _: NotSignedIn(),
    lambda at: AskedTooOften(len(at)),
    lambda at: RuntimeError(f"a secret of {at}"),
    lambda at: GraphQLError(f"said at {at}", extensions={"code": "BAD_INPUT", "at": at}),
    lambda at: GraphQLError(f"a code of nobody's at {at}", extensions={"code": "OURS"}),
    lambda at: GraphQLError(f"elsewhere than {at}", path=["some", "where", 1]),
    lambda _: TimeoutError(),
    KeyError,
)


class Text(str):
    """A text of its own class."""

    __slots__ = ()


class Number(IntEnum):
    """A number of its own class."""

    SEVEN = 7


NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
EAST = timezone(timedelta(hours=8))
RIGHT: dict[str, tuple[Any, ...]] = {
    "String": ("", "开团", 'quoted "so"', "line\nend", "x" * 40),
    "ID": ("VGVhbTox", "0", ""),
    "Int": (0, 1, -7, 2**31 - 1, -(2**31)),
    "Float": (0.0, -1.5, 1e300),
    "Boolean": (True, False),
    "DateTime": (NOON, NOON.astimezone(EAST), NOON.replace(microsecond=5)),
    "Date": (date(2026, 2, 3),),
    "BigInt": (0, 2**53 + 1, -5),
    "Decimal": (Decimal("12.50"), Decimal(0), Decimal("1E+2")),
    "JSON": ({"a": [1, None, {"b": "c"}]}, [], "text", 0, False),
}
ODD: dict[str, tuple[Any, ...]] = {
    "String": (5, True, 1.5, Text("own"), Number.SEVEN),
    "ID": (7, 2**60, Text("own")),
    "Int": (True, 3.0, "12", Number.SEVEN),
    "Float": (True, 3, "1.5"),
    "Boolean": (1, 0.0),
    "DateTime": (datetime(2026, 1, 1), date(2026, 1, 1)),  # noqa: DTZ001 - no zone: that is odd
    "Date": (NOON,),
    "BigInt": ("5", 1.5, True),
    "Decimal": ("1.5", 2, float("nan")),
    "JSON": (None, Text("own"), (1, 2)),
}
WRONG: dict[str, tuple[Any, ...]] = {
    "String": ([], {"a": 1}, object),
    "ID": (1.5, [1]),
    "Int": (2**31, -(2**40), "many", 1.5, [1], float("nan")),
    "Float": ("much", float("inf"), [1]),
    "Boolean": ("yes", [], float("nan")),
    "DateTime": ("2026-01-01", 5),
    "Date": ("2026-01-01", 5),
}
