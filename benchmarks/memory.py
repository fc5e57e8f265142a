"""What an idle watcher costs the server in memory."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

import psutil

from benchmarks.audience import watching
from benchmarks.figures import Table
from benchmarks.ground import Ground, serving
from benchmarks.machine import tied_to
from benchmarks.sockets import (
    Greeting,
    bare_socket,
    bare_stream,
    team_socket,
    team_stream,
)
from benchmarks.world import blocks, code, prepare

SETTLED_SECONDS = 3.0
MEANS = """The resident memory of one server process before and after {number:,} watchers came who
saw the newest state of one team and then nothing more, divided by their number. Every round is a
new process in which a few watchers have come and gone before, so that what is loaded once does
not count. Beside it: connections of the same server with nothing behind them, which is what
uvicorn and the loop take."""
LIMITS = """What uvicorn keeps for a connection, and for a socket the task that reads it. The
generator, the context and its loaders are there once for all who watch the same. Of the kernel's
own memory for sockets nothing is counted here. A process that keeps some free memory from its start
shows less than it takes."""


@dataclass(slots=True)
class Case:
    """Watchers of one kind, and what each round found."""

    name: str
    greeting: Callable[[str], Greeting]
    before: list[float] = field(default_factory=list)
    after: list[float] = field(default_factory=list)


async def run(ground: Ground) -> Table:
    """Measure; the database must be without rows."""
    rounds, number = ground.pick(3, 1), ground.pick(1000, 50)
    compared = [
        Case("teamProgress, WebSocket", team_socket),
        Case("bare WebSocket", bare_socket),
        Case("teamProgress, SSE", team_stream),
        Case("bare stream", bare_stream),
    ]
    compared = compared[:: ground.pick(1, 2)]
    await prepare(ground.database, blocks(1, people=1, teams=1))
    for turn in range(rounds):
        for case in compared:
            ground.tell(f"round {turn + 1} of {rounds}: {case.name}")
            await weigh(ground, case, number)
    return Table(
        title="Memory",
        means=MEANS.format(number=number),
        limits=LIMITS,
        columns=("watchers", "process before, MiB", "with watchers, MiB", "KiB per watcher"),
        rows=[
            (
                case.name,
                median(case.before) / 1024,
                median(case.after) / 1024,
                median(b - a for a, b in zip(case.before, case.after, strict=True)) / number,
            )
            for case in compared
        ],
    )


async def weigh(ground: Ground, case: Case, number: int) -> None:
    """Note the memory of a new process without and with watchers, in KiB."""
    greeting = case.greeting(code(0))
    rest = ground.pick(SETTLED_SECONDS, 0.1)
    async with serving(ground) as server:
        process = psutil.Process(server.pid)
        with tied_to(ground.cores[1]):
            async with watching(server.port, greeting, 20):
                pass
            await asyncio.sleep(rest)
            case.before.append(process.memory_info().rss / 1024)
            async with watching(server.port, greeting, number):
                await asyncio.sleep(rest)
                case.after.append(process.memory_info().rss / 1024)
