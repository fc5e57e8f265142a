"""Databases in which the day of the scenario is over, copied faster than it is played."""

import asyncio
import uuid

import asyncpg
import pytest

from app.database import opened
from tests.ledger.scenario import play
from tests.services.postgres import execute, fresh_database, on_database


@pytest.fixture(scope="session")
def played(postgres_url, template):
    """The name of a database where everything happened once."""
    name = f"played_{uuid.uuid4().hex}"

    async def prepare():
        await execute(postgres_url, f"CREATE DATABASE {name} TEMPLATE {template}")
        async with opened(on_database(postgres_url, name)):
            await play()

    asyncio.run(prepare())
    yield name
    asyncio.run(execute(postgres_url, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
async def day(postgres_url, played):
    """The URL of a copy of it, with the models opened on it."""
    async with fresh_database(postgres_url, template=played) as url, opened(url):
        yield url


@pytest.fixture
async def owner(day):
    """A connection to it as the tables' owner."""
    connection = await asyncpg.connect(day)
    yield connection
    await connection.close()
