"""Whether this machine can run Kaituan, asked part by part."""

import platform
import re
import shutil
import socket
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from importlib import metadata
from pathlib import Path
from typing import Any, cast

import asyncpg
import httpx2
import redis.asyncio

from app.database import opened
from app.errands.beacons import BeaconUnavailable, beacons_of
from app.local.programs import LocalPostgresError, identity, programs_folder
from app.settings import ROOT, SIMULATOR, Settings, local_url
from models.migrate import pending
from models.migration_files import MigrationError
from resolvers.books import check_books
from rules.beacons import time_of

PYTHON = (3, 11)
POSTGRES = 150_000
GIB = 1024**3
DISK_WANTED, DISK_NEEDED = 2 * GIB, GIB // 2
AHEAD_WANTED_SECONDS, AHEAD_MOST_SECONDS = 1.0, 5.0
LIVEZ_TIMEOUT_SECONDS = 2
BEACON_LATE_SECONDS = 30
FLOOR = re.compile(r"([A-Za-z0-9_.-]+)(?:\[[^]]*\])?\s*(>=|==)\s*([0-9.]+)")


class Mark(StrEnum):
    """How well a part is: RED cannot run, YELLOW can but not everything or not for long."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Row:
    """What was found out about one part."""

    mark: Mark
    part: str
    found: str


def machine(settings: Settings) -> Iterator[Row]:
    """Yield what can be known without a database."""
    version = platform.python_version()
    fits = sys.version_info >= PYTHON
    yield Row(Mark.GREEN if fits else Mark.RED, "Python", f"{version}, 3.11 or newer is needed")
    yield _dependencies()
    yield _disk(settings.local_folder)
    yield _port(settings.host, settings.port)
    yield _pages()


def _dependencies() -> Row:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    floors = [found.groups() for text in wanted if (found := FLOOR.match(text))]
    old = [problem for name, _, floor in floors if (problem := _too_old(name, floor))]
    if old:
        return Row(Mark.RED, "dependencies", f"{', '.join(old)}; `make install` brings them")
    return Row(Mark.GREEN, "dependencies", f"{len(floors)} are there and new enough")


def _too_old(name: str, floor: str) -> str | None:
    try:
        installed = metadata.version(name)
    except metadata.PackageNotFoundError:
        return f"{name} is missing"
    return None if _numbers(installed) >= _numbers(floor) else f"{name} {installed} < {floor}"


def _numbers(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version)]


def _disk(folder: Path) -> Row:
    there = next(place for place in (folder, *folder.parents) if place.exists())
    free = shutil.disk_usage(there).free
    mark = Mark.GREEN if free > DISK_WANTED else Mark.YELLOW if free > DISK_NEEDED else Mark.RED
    return Row(mark, "disk", f"{free / GIB:.1f} GiB are free below {there}")


def _port(host: str, port: int) -> Row:
    try:
        socket.create_server((host, port)).close()
    except OSError as refused:
        if _is_ours(local_url(host, port)):
            return Row(Mark.GREEN, "port", f"a running Kaituan answers on {host}:{port}")
        return Row(Mark.YELLOW, "port", f"{host}:{port} cannot be used: {refused.strerror}")
    return Row(Mark.GREEN, "port", f"{host}:{port} is free")


def _is_ours(url: str) -> bool:
    try:
        said = httpx2.get(f"{url}/livez", timeout=LIVEZ_TIMEOUT_SECONDS, trust_env=False).json()
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError):
        return False
    return isinstance(said, dict) and {"alive", "serverTime"} <= said.keys()


def _pages() -> Row:
    if (ROOT / "web" / "graphiql" / "dist" / "index.html").is_file():
        return Row(Mark.GREEN, "pages", "GraphiQL is built")
    own = ROOT / ".venv" / "node" / "node"
    node = shutil.which("node") or (str(own) if own.exists() else None)
    how = f"{node} can build it" if node else "Node is missing too, and brought along"
    return Row(Mark.YELLOW, "pages", f"GraphiQL is not built; `make web` does it ({how})")


def own_postgres(settings: Settings) -> Row:
    """Return whether a Postgres of our own could run here, where none was made yet."""
    try:
        programs = programs_folder()
        settings.local_folder.mkdir(parents=True, exist_ok=True)
        identity(settings.local_folder)
    except (LocalPostgresError, OSError) as refused:
        return Row(Mark.RED, "Postgres", str(refused))
    return Row(Mark.YELLOW, "Postgres", f"none was made yet; {programs} will be used")


async def database(url: str) -> list[Row]:
    """Return what is known of a database: its server, its tables, its clock, its books."""
    try:
        connection = await cast("Any", asyncpg).connect(url, timeout=10)
    except (OSError, ValueError, TimeoutError, asyncpg.PostgresError) as refused:
        return [Row(Mark.RED, "Postgres", f"it cannot be reached: {refused}")]
    try:
        number = int(await connection.fetchval("SHOW server_version_num"))
        name = await connection.fetchval("SHOW server_version")
        database_now = await connection.fetchval("SELECT clock_timestamp()")
    finally:
        await connection.close()
    fits = number >= POSTGRES
    found = [Row(Mark.GREEN if fits else Mark.RED, "Postgres", f"{name}, 15 or newer is needed")]
    found += [_clock(database_now), tables := await _tables(url)]
    if tables.mark is Mark.GREEN:
        found.append(await _books(url))
    return found


def _clock(database_now: datetime) -> Row:
    apart = abs((datetime.now(UTC) - database_now).total_seconds())
    mark = Mark.GREEN
    if apart > AHEAD_WANTED_SECONDS:
        mark = Mark.YELLOW if apart < AHEAD_MOST_SECONDS else Mark.RED
    return Row(mark, "clock", f"{apart:.2f} s from the database's")


async def _tables(url: str) -> Row:
    try:
        waiting = await pending(url)
    except MigrationError as problem:
        return Row(Mark.RED, "tables", str(problem))
    if waiting:
        missing = f"{', '.join(waiting)} not applied; `python -m app migrate` does it"
        return Row(Mark.YELLOW, "tables", missing)
    return Row(Mark.GREEN, "tables", "every migration is applied")


async def _books(url: str) -> Row:
    async with opened(url, max_connections=2):
        found = await check_books()
    if found:
        broken = ", ".join(sorted({finding.rule for finding in found}))
        return Row(Mark.RED, "books", f"{len(found)} findings: {broken}; see check-books")
    return Row(Mark.GREEN, "books", "they are true")


async def beacon(settings: Settings) -> Row:
    """Return whether rounds of a public beacon come here to decide draws."""
    try:
        beacons = beacons_of(settings)
        if beacons.chain is None:
            return Row(Mark.GREEN, "beacon", "none is named: no draw is decided by one")
        if settings.beacon_urls == (SIMULATOR,):
            return Row(Mark.YELLOW, "beacon", "the simulator, which proves nothing to anybody")
        latest = await beacons.latest()
    except (BeaconUnavailable, ValueError) as wrong:
        return Row(Mark.RED, "beacon", str(wrong))
    age = int(datetime.now(UTC).timestamp()) - time_of(beacons.chain, latest)
    mark = Mark.GREEN if age <= BEACON_LATE_SECONDS else Mark.YELLOW
    return Row(mark, "beacon", f"round {latest} came {age} s ago, and its chain signed it")


async def wire(settings: Settings) -> Row:
    """Return whether changes reach other processes."""
    if settings.redis_url is None:
        return Row(Mark.GREEN, "Redis", "none is named: one process tells itself of changes")
    client = redis.asyncio.Redis.from_url(settings.redis_url, socket_timeout=5)  # pyright: ignore[reportUnknownMemberType] - its stubs are partial
    try:
        await cast("Any", client).ping()
    except (redis.RedisError, OSError) as refused:
        return Row(Mark.RED, "Redis", f"it does not answer: {refused}")
    finally:
        await client.aclose()
    return Row(Mark.GREEN, "Redis", "it answers")
