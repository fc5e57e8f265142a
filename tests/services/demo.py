"""A demo world that is planted once, for every test that does not plant one itself."""

import asyncio
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime

from app.database import opened
from app.seed.plant import plant
from tests.services.postgres import execute, on_database


@contextmanager
def demo_world(url: str, *, template: str) -> Generator[str]:
    """The name of a database with the demo world in it, planted now, to be copied."""
    name = f"demo_{uuid.uuid4().hex}"
    asyncio.run(execute(url, f"CREATE DATABASE {name} TEMPLATE {template}"))
    try:
        asyncio.run(_plant(on_database(url, name)))
        yield name
    finally:
        asyncio.run(execute(url, f"DROP DATABASE {name} WITH (FORCE)"))


async def _plant(url: str) -> None:
    async with opened(url, max_connections=4):
        await plant(now=datetime.now(UTC))
