"""A team that people join while others watch it, by a Kaituan process that notes its clock."""

import asyncio
import contextlib
import uuid
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.audience import Audience
from benchmarks.ground import Ground, Server, serving
from benchmarks.joins import JOINED, joining
from benchmarks.lines import drive, opened
from benchmarks.world import Block, code

# With the leader there are ten members before anybody watches.
JOINED_BEFORE = 9
# Who has neither heard nor been refused by then has missed it.
ARRIVED_SECONDS = 60.0
# Longer than a watcher rests between two looks: no event waits for the one before.
REST_SECONDS = 0.1


@dataclass(slots=True, kw_only=True)
class Team:
    """One open team of a server, who is yet to join it, and what the server noted."""

    server: Server
    code: str
    requests: Iterator[bytes]
    commits: Path
    wakes: Path

    async def join(self) -> None:
        """Have the next person join, on a connection of their own."""
        async with opened([self.server.port], 1) as lines:
            await drive(lines, iter([next(self.requests)]), JOINED)

    def last_commit(self) -> int:
        """Return when the last change was committed, in ns."""
        return _instants(self.commits)[-1]

    def last_wake(self) -> int:
        """Return when the hub heard of the last change, in ns."""
        committed = self.last_commit()
        return next(at for at in _instants(self.wakes) if at >= committed)


def _instants(path: Path) -> list[int]:
    return [int(line) for line in path.read_text().split()]


@contextlib.asynccontextmanager
async def noting(
    ground: Ground, *, send_buffer_bytes: int | None = None
) -> AsyncGenerator["Noted"]:
    """Run a server of its own that notes its clock."""
    place = ground.folder / uuid.uuid4().hex
    place.mkdir()
    commits, wakes = place / "commits", place / "wakes"
    async with serving(
        ground, commits=commits, wakes=wakes, send_buffer_bytes=send_buffer_bytes
    ) as server:
        yield Noted(server=server, commits=commits, wakes=wakes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A server, and where it notes what."""

    server: Server
    commits: Path
    wakes: Path

    async def team(self, block: Block) -> Team:
        """Return the first team of a block once it has ten members."""
        people = [person for person, _ in block.joins()]
        team = Team(
            server=self.server,
            code=code(block.first_team),
            requests=joining([(person, block.first_team) for person in people]),
            commits=self.commits,
            wakes=self.wakes,
        )
        for _ in range(JOINED_BEFORE):
            await team.join()
        return team


async def everyone(audience: Audience) -> None:
    """Wait until everybody has seen what is awaited, or it takes too long."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(ARRIVED_SECONDS):
            await audience.everyone.wait()
