"""What every benchmark stands on: a database, a folder, servers of its own."""

import asyncio
import contextlib
import socket
import subprocess
import sys
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from app.settings import ROOT
from benchmarks.lines import get, opened
from benchmarks.machine import cores
from benchmarks.server import Orders

BACKLOG = 2048
START_SECONDS = 60.0
STOP_SECONDS = 30.0

Count = TypeVar("Count")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A migrated database without rows, an empty folder, and how much is to be done."""

    database: str
    folder: Path
    quick: bool = False
    tell: Callable[[str], None] = lambda _: None

    @property
    def cores(self) -> tuple[int | None, int | None]:
        """Return the server's core and the load's; where little is done, nobody is tied."""
        return (None, None) if self.quick else cores()

    def pick(self, full: Count, quick: Count) -> Count:
        """Return the count that counts."""
        return quick if self.quick else full


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A Kaituan process that answers."""

    port: int
    pid: int


def _spawned(orders: Orders) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "benchmarks.server", orders.text()]
    return subprocess.Popen(words, cwd=ROOT, pass_fds=[orders.listening])


@contextlib.asynccontextmanager
async def serving(
    ground: Ground,
    *,
    place: int = 0,
    commits: Path | None = None,
    wakes: Path | None = None,
    statements: Path | None = None,
    send_buffer_bytes: int | None = None,
    keeps: bool = True,
) -> AsyncGenerator[Server]:
    """Run a server process of its own, and end it."""
    with socket.socket() as listening:
        if send_buffer_bytes:  # every connection that is accepted inherits it
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, send_buffer_bytes)
        listening.bind(("127.0.0.1", 0))
        listening.listen(BACKLOG)
        port = listening.getsockname()[1]
        orders = Orders(
            database=ground.database,
            folder=str(ground.folder / f"server-{port}"),
            listening=listening.fileno(),
            core=ground.cores[place],
            commits=commits and str(commits),
            wakes=wakes and str(wakes),
            statements=statements and str(statements),
            keeps=keeps,
        )
        process = _spawned(orders)
    try:
        async with asyncio.timeout(START_SECONDS), opened([port], 1) as (line,):
            await line.ask(get("/readyz"))
        yield Server(port=port, pid=process.pid)
    finally:
        process.terminate()
        try:
            await asyncio.to_thread(process.wait, STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
