"""A real Postgres for the tests, and a fresh database for each that asks."""

import asyncio
import hashlib
import os
import shutil
import tempfile
import uuid
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import psutil

from app.local.postgres import start
from models.migrate import MIGRATIONS, up
from tests.services.watchdog import watch

# Nothing here must survive a power cut.
CONF = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": 200,
    "shared_buffers": "64MB",
    "max_wal_size": "128MB",
}
MEMORY = Path("/dev/shm")  # noqa: S108 (a folder of our own is made in it)
ENOUGH_BYTES = 2 * 1024**3
LOCK_KEY = 0x7465_6D70_6C61_7465


def owner_pid() -> int:
    """The process whose end is the end of the run: a worker's parent, or this one."""
    return os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()


def place() -> Path:
    """Where files are made fastest: a database is hundreds of them, and on some disks each
    takes a millisecond. Containers often have a memory folder too small for a server.
    """
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH_BYTES
    return MEMORY if roomy and os.access(MEMORY, os.W_OK) else Path(tempfile.gettempdir())


def server_url() -> str:
    """The URL of the run's server; all workers of a run get the same."""
    if given := os.environ.get("DATABASE_URL"):
        return given
    owner = owner_pid()
    born = int(psutil.Process(owner).create_time() * 100)
    folder = place() / f"kaituan-tests-{owner}-{born}"
    try:
        folder.mkdir()
    except FileExistsError:
        pass
    else:
        watch(folder, owner=owner)
    return start(folder, port=0, **CONF)


def on_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


async def execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url, timeout=30)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def fingerprint(folder: Path = MIGRATIONS) -> str:
    text = b"".join(path.read_bytes() for path in sorted(folder.glob("*.sql")))
    return hashlib.sha256(text).hexdigest()[:12]


async def make_template(url: str) -> str:
    """The name of a database with all migrations applied; made once for all workers.

    It is named after the migrations, so that a server that lives on can keep it, and
    gets that name only when it is complete.
    """
    name = f"kaituan_template_{fingerprint()}"
    connection = await asyncpg.connect(url, timeout=30)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", LOCK_KEY)
        known = "SELECT 1 FROM pg_database WHERE datname = $1"
        if not await connection.fetchval(known, name):
            raw = f"unfinished_{uuid.uuid4().hex[:12]}"
            await connection.execute(f"CREATE DATABASE {raw} TEMPLATE template0")
            await up(on_database(url, raw))
            await connection.execute(f"ALTER DATABASE {raw} RENAME TO {name}")
    finally:
        await connection.close()
    return name


@asynccontextmanager
async def fresh_database(url: str, *, template: str) -> AsyncGenerator[str]:
    """The URL of a copy of ``template``, which is dropped afterwards, whoever still uses it."""
    name = f"test_{uuid.uuid4().hex}"
    await execute(url, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield on_database(url, name)
    finally:
        await execute(url, f"DROP DATABASE {name} WITH (FORCE)")


def ready_template(url: str) -> str:
    return asyncio.run(make_template(url))
