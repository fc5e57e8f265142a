"""What tests of actions hold against: true books afterwards, and nothing changed by a refusal."""

from contextlib import asynccontextmanager

import asyncpg
import pytest

from resolvers.books import check_books
from tests.ledger.fingerprints import fingerprint


@pytest.fixture
async def books(db):
    """Whatever the test did, the books are true after it."""
    yield
    assert await check_books() == []


@pytest.fixture
async def refused(database, db):
    """``async with refused(TeamFull) as refusal:`` and not one row of any table changed."""
    connection = await asyncpg.connect(database)

    @asynccontextmanager
    async def expecting(refusal):
        before = await fingerprint(connection)
        with pytest.raises(refusal) as raised:
            yield raised
        assert await fingerprint(connection) == before

    yield expecting
    await connection.close()
