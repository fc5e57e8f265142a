"""How SQL is sent where the ORM has no words for it, or takes too long to find them."""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, TypeVar, cast
from uuid import UUID

import orjson
from tortoise import connections
from tortoise.context import require_context
from tortoise.models import Model

from models.shapes import MOST_SHAPES, shape

M = TypeVar("M", bound=Model)


async def rows(sql: str, *arguments: object) -> list[dict[str, Any]]:
    """Return the rows of one statement, RETURNING included.

    Inside a transaction it runs there. ``execute_query`` would drop the rows
    that an UPDATE returns, so nothing else is used.
    """
    return await connections.get("default").execute_query_dict(sql, list(arguments))


async def fetched(sql: str, *arguments: object) -> Sequence[Sequence[Any]]:
    """Return what one statement that only reads finds, each row as the driver gives it.

    Inside a transaction it runs there. Values are taken by the place of their column or by
    its name; that is a quarter of the work of a dictionary for each row.
    """
    # The proxy that others use for this imports a module at each look.
    client: Any = require_context().connections.get("default")
    _, found = await client.execute_query(sql, list(arguments))
    return cast("Sequence[Sequence[Any]]", found)


async def read(
    model: type[M], clauses: str, *arguments: object, names: frozenset[str] | None = None
) -> list[M]:
    """Return the rows of a table, called ``t`` in the clauses, without its heavy columns.

    With ``names`` they have these columns and the key alone.
    The text is the same for any number of values, so the server plans it once: lists are
    given whole, to ``= ANY($1)``.
    """
    asked = shape(model, whole=False, names=names)
    found = await fetched(_selection(model, whole=False, names=names) + clauses, *arguments)
    return [asked.built(each) for each in found]


async def first(model: type[M], clauses: str, *arguments: object) -> M | None:
    """Return the first row of a table, called ``t`` in the clauses; None if there is none.

    The ORM finds the same row in four times the time: this is for what crowds wait for.
    """
    found = await fetched(_selection(model, whole=True) + clauses, *arguments)
    return shape(model).built(found[0]) if found else None


@lru_cache(MOST_SHAPES)
def columns(
    model: type[Model],
    *,
    of: str,
    prefix: str = "",
    whole: bool = True,
    names: frozenset[str] | None = None,
) -> str:
    """Return a model's columns as they are selected from a table, ``prefix`` before each name.

    Unless ``whole``, what the model calls heavy is left out; ``names`` leave only them.
    """
    return shape(model, whole=whole, names=names).listed(of=of, prefix=prefix)


def built(model: type[M], row: Mapping[str, Any], *, prefix: str = "") -> M:
    """Return what ``columns`` selected as the ORM would."""
    whole = shape(model)
    return whole.built([row[prefix + name] for name in whole.names])


@lru_cache(MOST_SHAPES)
def _selection(model: type[Model], *, whole: bool, names: frozenset[str] | None = None) -> str:
    listed = columns(model, of="t", whole=whole, names=names)
    return f"SELECT {listed} FROM {_known(model).db_table} t "  # noqa: S608 - names of our own tables


async def insert(*new: Model) -> None:
    """Write new rows in one statement, of several tables too.

    What refers to each other among them may: keys are compared when all are written.
    """
    if not new:
        return
    tables = dict.fromkeys(type(row) for row in new)
    sorted_rows = [row for table in tables for row in new if type(row) is table]
    values = [_plain(getattr(row, name)) for row in sorted_rows for name in _filled(type(row))]
    await rows(_insertion(tuple(type(row) for row in sorted_rows)), *values)
    for row in new:
        cast("Any", row)._saved_in_db = True  # noqa: SLF001 - as after its own way of saving


async def insert_many(new: Sequence[Model]) -> None:
    """Write any number of new rows of one table, by a statement that is the same for every number.

    ``insert`` has another one for each, which a server that remembers statements
    would be full of.
    """
    if not new:
        return
    table = type(new[0])
    assert all(type(row) is table for row in new), "the rows of one table"
    names = _filled(table)
    lines = [{name: _in_json(getattr(row, name)) for name in names} for row in new]
    await rows(_many(table), orjson.dumps(lines).decode())
    for row in new:
        cast("Any", row)._saved_in_db = True  # noqa: SLF001 - as after its own way of saving


def _known(model: type[Model]) -> Any:
    return cast("Any", model)._meta  # noqa: SLF001 - what Tortoise knows of a table stands there


@cache
def _columns(model: type[Model]) -> tuple[str, ...]:
    return tuple(_known(model).fields_db_projection)


@cache
def _filled(model: type[Model]) -> tuple[str, ...]:
    """Return the columns that the database does not fill by itself."""
    fields = _known(model).fields_map
    return tuple(name for name in _columns(model) if not fields[name].generated)


def _plain(value: object) -> object:
    return orjson.dumps(value).decode() if isinstance(value, dict) else value


def _in_json(value: object) -> object:
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    # The driver's own kind of UUID is more than the encoder knows.
    return str(value) if isinstance(value, UUID) else value


@cache
def _many(table: type[Model]) -> str:
    listed, into = ", ".join(f'"{name}"' for name in _filled(table)), _known(table).db_table
    return (
        f"INSERT INTO {into} ({listed}) SELECT {listed}"  # noqa: S608
        f" FROM jsonb_populate_recordset(NULL::{into}, $1::text::jsonb)"
    )


@cache
def _insertion(tables: tuple[type[Model], ...]) -> str:
    """Return the statement that writes rows of these tables, those of one next to each other."""
    parts: list[str] = []
    taken = 0
    for table in dict.fromkeys(tables):
        names = _filled(table)
        lines: list[str] = []
        for _ in range(tables.count(table)):
            places = range(taken + 1, taken + len(names) + 1)
            lines.append(f"({', '.join(f'${place}' for place in places)})")
            taken += len(names)
        listed = ", ".join(f'"{name}"' for name in names)
        into = f"INSERT INTO {_known(table).db_table} ({listed})"
        parts.append(f"{into} VALUES {', '.join(lines)}")
    *before, last = parts
    made = ", ".join(f"made_{n} AS ({part})" for n, part in enumerate(before))
    return f"WITH {made} {last}" if before else last
