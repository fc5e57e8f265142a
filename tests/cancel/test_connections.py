"""A connection that cannot begin a transaction goes back to the pool like any other."""

import asyncio

import asyncpg
import pytest

from models import transactions
from models.db import rows
from models.transactions import one_transaction
from tests.cancel.leaks import free_connections
from tests.live.watching import until

KILL = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND pid <> pg_backend_pid()"""


@one_transaction
async def work() -> None:
    await rows("SELECT position FROM relay")
    await asyncio.sleep(0.005)


@pytest.fixture
async def beside(database):
    connection = await asyncpg.connect(database)
    yield connection
    await connection.close()


async def test_a_server_that_hangs_up_takes_no_place_of_the_pool(db, beside):
    met = set()
    for _ in range(8):
        await asyncio.gather(*(work() for _ in range(10)), return_exceptions=True)
        await beside.fetch(KILL)
        # At once: before anybody here has heard of it.
        ended = await asyncio.gather(*(work() for _ in range(10)), return_exceptions=True)
        met |= {type(error).__name__ for error in ended if error is not None}
        # The pool itself takes a place for a moment, to have as many connections as it should.
        await until(free_connections)
    assert met, "every connection was found dead before it was used"
    async with asyncio.timeout(5):
        await work()


async def test_a_beginning_that_fails_gives_its_connection_back(db, monkeypatch):
    opened = transactions.in_transaction

    def never_begins():
        opening = opened()

        async def begin():
            raise asyncpg.InternalClientError("another operation is in progress")

        opening.client.begin = begin
        return opening

    monkeypatch.setattr(transactions, "in_transaction", never_begins)
    for _ in range(12):
        with pytest.raises((asyncpg.InternalClientError, TimeoutError)):
            await work()
    monkeypatch.undo()
    assert free_connections()
    async with asyncio.timeout(5):
        await work()
