"""Which migrations a database has, and how it gets the others."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import asyncpg

from models.migration_files import Migration, MigrationError, Section, read_migrations

Connection = Any  # asyncpg ships no types
MIGRATIONS = Path(__file__).parent / "migrations"

# Any number, as long as no other program takes it as its advisory lock in our database.
_LOCK_KEY = 0x6B61_6974_7561_6E
_POLL_SECONDS = 0.05
_TABLE = """
CREATE TABLE IF NOT EXISTS schema_migrations (
    version text PRIMARY KEY,
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
)
"""


async def up(url: str, folder: Path = MIGRATIONS, wait_seconds: float = 300) -> list[str]:
    """Return the versions applied just now, oldest first; none when all were.

    Several starters may call this at once: one works, the others wait for it.

    Raises:
        MigrationError: a file is malformed, was edited after it was applied, is
            missing or comes too late, its SQL failed, or another held the lock
            for ``wait_seconds``.
    """
    migrations = read_migrations(folder)
    async with _locked(url, wait_seconds) as connection:
        applied = await _applied(connection, migrations)
        waiting = [m for m in migrations if m.version not in applied]
        for migration in waiting:
            await _run(
                connection,
                migration,
                migration.up,
                "INSERT INTO schema_migrations (version, name, sha256) VALUES ($1, $2, $3)",
                (migration.version, migration.name, migration.sha256),
            )
    return [m.version for m in waiting]


async def down(
    url: str, folder: Path = MIGRATIONS, wait_seconds: float = 300, *, steps: int = 1
) -> list[str]:
    """Return the versions taken back just now, newest first, ``steps`` at most.

    Raises:
        MigrationError: as ``up``, or a migration has no way down.
    """
    migrations = read_migrations(folder)
    async with _locked(url, wait_seconds) as connection:
        applied = await _applied(connection, migrations)
        leaving = [m for m in reversed(migrations) if m.version in applied][:steps]
        for migration in leaving:
            if migration.down is None:
                raise MigrationError(f"{migration.file_name} has no migrate:down")
            await _run(
                connection,
                migration,
                migration.down,
                "DELETE FROM schema_migrations WHERE version = $1",
                (migration.version,),
            )
    return [m.version for m in leaving]


async def pending(url: str, folder: Path = MIGRATIONS) -> list[str]:
    """Return the versions not applied yet, oldest first; nothing is changed.

    Raises:
        MigrationError: as ``up``, but for the lock, which is not taken.
    """
    migrations = read_migrations(folder)
    connection = await _connected(url)
    try:
        known = await connection.fetchval("SELECT to_regclass('schema_migrations') IS NOT NULL")
        applied = await _applied(connection, migrations) if known else None
    finally:
        await connection.close()
    return [m.version for m in migrations if m.version not in (applied or {})]


async def _connected(url: str) -> Connection:
    # A change that waits for a table blocks everyone who comes after it: give up soon.
    return await cast("Any", asyncpg).connect(
        url,
        timeout=10,
        statement_cache_size=0,
        server_settings={"lock_timeout": "10s", "application_name": "kaituan migrate"},
    )


@asynccontextmanager
async def _locked(url: str, wait_seconds: float) -> AsyncGenerator[Connection]:
    """Give a connection that alone may migrate; closing it frees the lock, as does a kill."""
    connection = await _connected(url)
    try:
        await _take_lock(connection, wait_seconds)
        await connection.execute(_TABLE)
        yield connection
    finally:
        await connection.close()


async def _take_lock(connection: Connection, wait_seconds: float) -> None:
    # Asked again and again, never waited for: a statement that waits holds a snapshot,
    # and CREATE INDEX CONCURRENTLY in the process that has the lock waits for those.
    try:
        async with asyncio.timeout(wait_seconds):
            while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", _LOCK_KEY):  # noqa: ASYNC110 (no event crosses processes)
                await asyncio.sleep(_POLL_SECONDS)
    except TimeoutError:
        raise MigrationError(f"another process has been migrating for {wait_seconds} s") from None


async def _applied(connection: Connection, migrations: Sequence[Migration]) -> Mapping[str, str]:
    """Return the applied versions and their hashes, having compared them with the files."""
    rows = await connection.fetch("SELECT version, name, sha256 FROM schema_migrations")
    files = {m.version: m for m in migrations}
    for row in rows:
        title = f"{row['version']}_{row['name']}.sql"
        if row["version"] not in files:
            raise MigrationError(f"{title} is applied, but its file is missing")
        if files[row["version"]].sha256 != row["sha256"]:
            raise MigrationError(f"{title} was edited after it was applied: write a new one")
    applied = {str(row["version"]): str(row["sha256"]) for row in rows}
    newest = max(applied, default="")
    late = [m.file_name for m in migrations if m.version not in applied and m.version < newest]
    if late:
        raise MigrationError(f"{late} come before {newest}, which is applied: give a later number")
    return applied


async def _run(
    connection: Connection,
    migration: Migration,
    section: Section,
    note: str,
    values: tuple[str, ...],
) -> None:
    """Execute a section and note it, both or neither where it runs in a transaction."""
    try:
        if section.in_transaction:
            async with connection.transaction():
                await connection.execute(section.sql)
                await connection.execute(note, *values)
        else:
            await connection.execute(section.sql)
            await connection.execute(note, *values)
    except asyncpg.PostgresError as refused:
        line = section.line_of(getattr(refused, "position", None))
        raise MigrationError(f"{migration.file_name}:{line}: {refused}") from refused
