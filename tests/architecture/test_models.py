"""The models say what the migrated schema is, column for column, both ways."""

import importlib

import asyncpg
import pytest
from tortoise import Model

from app.database import TORTOISE_MODULES

WITHOUT_MODEL = {
    "schema_migrations",  # the runner's own
    "transfer",  # its key has two columns, which no model can say: plain SQL writes it
    "draw_block",  # the same
    "draw_secret",  # read in one place alone, so that nothing loads it by accident
    "account_entry",  # the same, and only a trigger of the database writes it
    "account_month",  # the same
}
# The database signs a journal with the transaction that wrote it; nobody else reads or writes that.
WITHOUT_FIELD = {("journal", "xact")}
COLUMNS = """
SELECT c.table_name, c.column_name, c.data_type, c.is_nullable = 'YES' AS nullable,
       EXISTS (
         SELECT 1 FROM pg_index i JOIN pg_attribute a
           ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
         WHERE i.indisprimary AND i.indrelid = c.table_name::regclass
           AND a.attname = c.column_name
       ) AS pk
FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
"""
# Tortoise's words for a type, in Postgres's.
SAME = {
    "BIGINT": "bigint",
    "BIGSERIAL": "bigint",
    "BOOL": "boolean",
    "BYTEA": "bytea",
    "DATE": "date",
    "DOUBLE PRECISION": "double precision",
    "INT": "integer",
    "JSONB": "jsonb",
    "SERIAL": "integer",
    "SMALLINT": "smallint",
    "TEXT": "text",
    "TIMESTAMPTZ": "timestamp with time zone",
    "UUID": "uuid",
    "VARCHAR": "text",
}


def models():
    for name in TORTOISE_MODULES:
        for value in vars(importlib.import_module(name)).values():
            if isinstance(value, type) and issubclass(value, Model) and value.__module__ == name:
                yield value


def from_models():
    tables = {}
    for model in models():
        columns = tables.setdefault(model._meta.db_table, {})
        for name, field in model._meta.fields_map.items():
            if field.has_db_field:
                kind = str(field.get_for_dialect("postgres", "SQL_TYPE")).partition("(")[0]
                told = (SAME.get(kind, kind), bool(field.null), field.pk)
                columns[field.source_field or name] = told
    return tables


@pytest.fixture
async def from_database(database):
    connection = await asyncpg.connect(database, timeout=10)
    try:
        rows = await connection.fetch(COLUMNS)
    finally:
        await connection.close()
    tables = {}
    for row in rows:
        place = (row["table_name"], row["column_name"])
        if row["table_name"] not in WITHOUT_MODEL and place not in WITHOUT_FIELD:
            tables.setdefault(row["table_name"], {})[row["column_name"]] = (
                row["data_type"],
                row["nullable"],
                row["pk"],
            )
    return tables


def test_models_and_migrations_agree(from_database):
    wanted = from_models()
    different = [
        f"{table}.{column}: model {modelled}, database {stored} (type, nullable, key)"
        for table in sorted({*wanted, *from_database})
        for column in sorted({*wanted.get(table, ()), *from_database.get(table, ())})
        if (modelled := wanted.get(table, {}).get(column))
        != (stored := from_database.get(table, {}).get(column))
    ]
    assert not different, "\n".join(["", *different])
