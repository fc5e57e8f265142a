"""What an event costs while half of those who watch are on slow links."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import psutil

from benchmarks.audience import SLOW_BYTES, watching
from benchmarks.figures import Cell, Table, p50_p99_ms
from benchmarks.ground import Ground
from benchmarks.machine import tied_to
from benchmarks.sockets import team_socket
from benchmarks.watched import REST_SECONDS, everyone, noting
from benchmarks.world import Block, blocks, prepare

# The kernel keeps no more than this for a socket that is not read: about five frames.
SEND_BUFFER_BYTES = 4_608
PEOPLE = 85
MEANS = """People join a team that {number:,} watch: once all of them read at once, once half
of them are on a slow link, through which {bytes:,} bytes pass in a second and which holds some ten
frames, so that it is full before counting begins. CPU is what the server process used for one
event, joining and all; p50 and p99 are from the commit to the sockets of those who read at once.
Memory is what the process grew by meanwhile. In turns, each round with a new process."""
LIMITS = """Whoever cannot be written to is not written to: they keep the newest state, and get it
when there is room."""


@dataclass(slots=True)
class Case:
    """So many on slow links, and what the rounds gave."""

    name: str
    slow: int
    cpu: list[float] = field(default_factory=list)
    taken: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)
    grown: list[float] = field(default_factory=list)

    def row(self) -> tuple[Cell, ...]:
        """Return what its rounds come to."""
        grown = f"{max(median(self.grown), 0):.1f}"
        times = (*p50_p99_ms(self.taken), median(self.last) * 1000)
        return (self.name, median(self.cpu) * 1000, *times, grown)


async def run(ground: Ground) -> Table:
    """Measure; the database must be without rows."""
    number, rounds = ground.pick(2_000, 20), ground.pick(3, 1)
    filling, events = ground.pick((30, 40), (12, 3))
    compared = [Case("all read at once", 0), Case("half on slow links", number // 2)]
    made = blocks(rounds * len(compared), people=PEOPLE, teams=1)
    ground.tell("preparing people and teams")
    await prepare(ground.database, made)
    for turn in range(rounds):
        for case in compared:
            ground.tell(f"round {turn + 1} of {rounds}: {case.name}")
            await watch(ground, made.pop(), case, number, filling=filling, events=events)
    return Table(
        title="Slow links",
        means=MEANS.format(number=number, bytes=SLOW_BYTES),
        limits=LIMITS,
        columns=("who watches", "CPU ms an event", "p50 ms", "p99 ms", "last ms", "grown, MiB"),
        rows=[case.row() for case in compared],
    )


async def watch(
    ground: Ground, block: Block, case: Case, number: int, *, filling: int, events: int
) -> None:
    """Have people join until slow links are full, then note what each event costs."""
    async with noting(ground, send_buffer_bytes=SEND_BUFFER_BYTES) as noted:
        team, process = await noted.team(block), psutil.Process(noted.server.pid)
        greeting = team_socket(team.code)
        with tied_to(ground.cores[1]):
            async with watching(team.server.port, greeting, number, slow=case.slow) as audience:
                before = process.memory_info().rss
                for turn in range(filling + events):
                    used = cpu_seconds(team.server.pid)
                    audience.expect(audience.newest + 1)
                    await team.join()
                    await everyone(audience)
                    await asyncio.sleep(REST_SECONDS)
                    if turn >= filling:
                        case.cpu.append(cpu_seconds(team.server.pid) - used)
                        at = team.last_commit()
                        case.taken += [(arrival - at) / 1e9 for arrival in audience.arrivals]
                        case.last.append((max(audience.arrivals) - at) / 1e9)
                case.grown.append((process.memory_info().rss - before) / 2**20)


def cpu_seconds(pid: int) -> float:
    """Return how long all threads of a process have run; finer than the ticks of psutil."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9
