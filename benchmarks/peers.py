"""The servers that are measured beside ours: each in its own folder, with its own packages.

A peer is a program ``benchmarks/peers/<name>/<what>.py`` or ``.mjs``. It is given one JSON object,
tells ``{"port": ...}`` on its standard output once it listens, publishes one event at each line of
its standard input, tells the monotonic clock of that moment, and ends when the input does.
"""

import asyncio
import contextlib
import os
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

import orjson

from app.settings import ROOT
from benchmarks.machine import tied_to

FOLDER = ROOT / "benchmarks" / "peers"
VENV = FOLDER / ".venv"
NODE = ROOT / ".venv" / ".node"
NOT_INSTALLED = "not installed"
START_SECONDS = 60.0
TELL_SECONDS = 60.0
STOP_SECONDS = 10.0


class PeerError(Exception):
    """A peer did not start, or ended."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A program beside ours, under the name that tables call it by."""

    title: str
    program: Path

    @classmethod
    def of(cls, title: str, program: str) -> "Peer":
        """Return a peer by its path below ``benchmarks/peers``."""
        return cls(title, FOLDER / program)

    @property
    def is_installed(self) -> bool:
        """Whether ``make peers`` has brought what it runs on."""
        return (self._packages / ".installed").exists()

    @property
    def _packages(self) -> Path:
        return VENV if self.program.suffix == ".py" else self.program.parent / "node_modules"

    def command(self, wishes: dict[str, object]) -> list[str]:
        """Return what starts it."""
        told = orjson.dumps(wishes).decode()
        if self.program.suffix == ".py":
            return [str(VENV / "bin" / "python"), str(self.program), told]
        return [str(Path(NODE.read_text().strip()) / "node"), str(self.program), told]


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A peer that answers."""

    port: int
    pid: int
    process: asyncio.subprocess.Process

    async def publish(self) -> int:
        """Have it publish one event; return when, by the machine's monotonic clock, in ns."""
        assert self.process.stdin
        self.process.stdin.write(b"\n")
        return int(await _told(self.process, TELL_SECONDS))


@contextlib.asynccontextmanager
async def running(
    peer: Peer, *, core: int | None = None, **wishes: object
) -> AsyncGenerator[Running]:
    """Run a peer on one core, and end it.

    Raises:
        PeerError: it did not start in time.
    """
    with tied_to(core):
        process = await asyncio.create_subprocess_exec(
            *peer.command(wishes),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            cwd=peer.program.parent,
            env=os.environ | {"PYTHONPATH": str(FOLDER / "shared"), "NODE_ENV": "production"},
        )
    try:
        port = orjson.loads(await _told(process, START_SECONDS))["port"]
        yield Running(port=port, pid=process.pid, process=process)
    finally:
        await _ended(process)


async def _told(process: asyncio.subprocess.Process, seconds: float) -> bytes:
    assert process.stdout
    try:
        async with asyncio.timeout(seconds):
            line = await process.stdout.readline()
    except TimeoutError:
        line = b""
    if not line:
        raise PeerError(f"process {process.pid} told nothing")
    return line


async def _ended(process: asyncio.subprocess.Process) -> None:
    assert process.stdin
    process.stdin.close()
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
