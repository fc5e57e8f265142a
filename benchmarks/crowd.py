"""Ten thousand who watch one team at one process, all of them still there at the end."""

import asyncio
import time
from statistics import median

import psutil

from benchmarks.audience import watching
from benchmarks.figures import Cell, Table
from benchmarks.ground import Ground
from benchmarks.machine import tied_to
from benchmarks.sockets import team_socket
from benchmarks.watched import JOINED_BEFORE, REST_SECONDS, everyone, noting
from benchmarks.world import Block, blocks, prepare

SETTLED_SECONDS = 2.0
# Longer than the server waits between two pings and for the answer to one.
IDLE_SECONDS = 45.0
MEANS = """So many watch one team at one server process over WebSockets, stay for {idle:.0f}
seconds in which nothing happens but the server's pings, and hear of everybody who joins then.
Memory is the process's resident memory; `heard` is the smallest share of the watchers that saw an
event, `last` the median time from the commit until all had seen it."""
LIMITS = """The file descriptors that a process may have, which the benchmark raises as far as it
may, and memory. Opening is limited by the handshakes: HTTP, the greeting and the first answer
for each."""


async def run(ground: Ground) -> Table:
    """Measure; the database must be without rows."""
    sizes, events = ground.pick((5_000, 10_000), (20, 40)), ground.pick(10, 2)
    made = blocks(len(sizes), people=JOINED_BEFORE + events, teams=1)
    ground.tell("preparing people and teams")
    await prepare(ground.database, made)
    rows = [await hold(ground, made.pop(), number, events) for number in sizes]
    return Table(
        title="A crowd",
        means=MEANS.format(idle=IDLE_SECONDS),
        limits=LIMITS,
        columns=("watchers", "opened in s", "process, MiB", "KB a watcher", "heard %", "last ms"),
        rows=rows,
    )


async def hold(ground: Ground, block: Block, number: int, events: int) -> tuple[Cell, ...]:
    """Have so many come, stay and hear; return what it came to."""
    async with noting(ground) as noted:
        team, process = await noted.team(block), psutil.Process(noted.server.pid)
        before, begun = process.memory_info().rss, time.monotonic()
        ground.tell(f"{number:,} come")
        with tied_to(ground.cores[1]):
            async with watching(team.server.port, team_socket(team.code), number) as audience:
                opened = time.monotonic() - begun
                ground.tell(f"{number:,} stay")
                await asyncio.sleep(ground.pick(IDLE_SECONDS, 0.1))
                after, lasts, heard = process.memory_info().rss, [], number
                for _ in range(events):
                    audience.expect(audience.newest + 1)
                    await team.join()
                    await everyone(audience)
                    heard = min(heard, len(audience.arrivals))
                    lasts.append((max(audience.arrivals) - team.last_commit()) / 1e6)
                    await asyncio.sleep(REST_SECONDS)
    memory = (after / 2**20, max(after - before, 1) / 1000 / number)
    return (f"{number:,}", opened, *memory, f"{100 * heard / number:.1f}", median(lasts))
