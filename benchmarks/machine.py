"""What the figures were measured on, and who may use which core."""

import contextlib
import os
import platform
import resource
import tempfile
import time
from collections.abc import Generator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import asyncpg
import psutil

SYNCS = 50
PAGE_BYTES = 8192


def cores() -> tuple[int | None, int | None]:
    """Return the server's core and the load's; nobody is tied where there is only one."""
    if not hasattr(os, "sched_getaffinity"):
        return None, None
    ours = sorted(os.sched_getaffinity(0))
    return (ours[0], ours[1]) if len(ours) > 1 else (None, None)


@contextlib.contextmanager
def tied_to(core: int | None) -> Generator[None]:
    """Run this thread, and the processes it starts, on one core; None is any."""
    if core is None:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def open_many_files() -> None:
    """Raise how many files and sockets this process, and those it starts, may open."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


async def facts(database: str, folder: Path) -> dict[str, str]:
    """Return what a reader needs to judge the figures by."""
    connection = await asyncpg.connect(database)
    try:
        names = ("server_version", "fsync", "synchronous_commit", "shared_buffers")
        postgres = {name: await connection.fetchval(f"SHOW {name}") for name in names}
    finally:
        await connection.close()
    settings = ", ".join(f"{name} {value}" for name, value in list(postgres.items())[1:])
    return {
        "Date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "Processor": f"{processor()}, {psutil.cpu_count()} cores",
        "Memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "System": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        "PostgreSQL": f"{postgres['server_version']} ({settings})",
        "Disk": f"one fsync of 8 KiB takes {sync_seconds(folder) * 1000:.2f} ms",
    }


def processor() -> str:
    """Return the name of the processor, or at least its kind."""
    told = Path("/proc/cpuinfo")
    for line in told.read_text().splitlines() if told.exists() else ():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def sync_seconds(folder: Path) -> float:
    """Return the median time a written page takes to be safe on the disk of this folder."""
    taken = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(SYNCS):
            file.write(os.urandom(PAGE_BYTES))
            file.flush()
            begun = time.perf_counter()
            os.fsync(file.fileno())
            taken.append(time.perf_counter() - begun)
    return median(taken)
