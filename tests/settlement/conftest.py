import asyncpg
import pytest

from resolvers.books import check_books
from tests.settlement.deciding import decide


@pytest.fixture
async def raw(database, db):
    """A connection beside the models'."""
    connection = await asyncpg.connect(database)
    yield connection
    await connection.close()


@pytest.fixture
async def books(db):
    """Whatever the test did, the books are true after it."""
    yield
    assert await check_books() == []


@pytest.fixture
def decided(raw):
    """A draw that is over: teams, who of them won, and when."""

    async def made(teams, winning, **words):
        return await decide(raw, teams, winning, **words)

    return made
