"""What tests of the worker may ask for: a row that Postgres will not let change."""

from contextlib import asynccontextmanager

import asyncpg
import pytest

from resolvers.books import check_books


@pytest.fixture
async def books(db):
    """Whatever the worker could not do, the books are true after it."""
    yield
    assert await check_books() == []


@pytest.fixture
async def raw(database):
    """A connection beside the application's."""
    connection = await asyncpg.connect(database)
    yield connection
    await connection.close()


@pytest.fixture
def unwritable(raw):
    """``async with unwritable("team", "id = '…'")``: no such row can be updated meanwhile."""

    @asynccontextmanager
    async def standing(table, condition):
        await raw.execute(
            f"""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF {condition} THEN RAISE 'this row cannot be written'; END IF;
              RETURN NEW;
            END $$;
            CREATE TRIGGER refuse BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse();
            """
        )
        yield
        await raw.execute(f"DROP TRIGGER refuse ON {table}; DROP FUNCTION refuse()")

    return standing
