"""One event to everybody who watches a team: how many sockets a second, beside other servers."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, field
from statistics import median

import psutil

from benchmarks.audience import watching
from benchmarks.figures import Bars, Cell, Table
from benchmarks.ground import Ground
from benchmarks.machine import tied_to
from benchmarks.peers import NOT_INSTALLED, Peer, running
from benchmarks.sockets import team_socket
from benchmarks.watched import JOINED_BEFORE, REST_SECONDS, everyone, noting
from benchmarks.world import Block, blocks, code, prepare

OURS = "Kaituan"
RAW = "picows, no GraphQL"
STRAWBERRY = "Strawberry as it comes"
GRAPHQL_WS = "graphql-ws on Node"
PEERS = (
    Peer.of(RAW, "picows/live.py"),
    Peer.of(GRAPHQL_WS, "graphql-ws/live.mjs"),
    Peer.of("mercurius, JIT", "mercurius/live.mjs"),
    Peer.of("Ariadne as it comes", "ariadne/live.py"),
    Peer.of(STRAWBERRY, "strawberry/live.py"),
)
SETTLED_SECONDS = 2.0
FEW = 20
MEANS = """One event to everybody who watches one team of ten members over a WebSocket: the same
document and some 800 bytes of the same answer from every server. Ours is Kaituan itself, and the
event somebody who joins: committed in PostgreSQL, told by the relay, and the team read again. Time
runs from the moment its hub hears of it, which the server notes, until the last socket was read.
The others have no database: time runs from the moment an event is published inside the process, to
a generator for each who watches, as their documentation shows. picows knows no GraphQL: it writes
one prepared frame to all, which is the limit for an interpreter here. Each event waits for the one
before to be everywhere; a rate is the median event of all rounds, each with a new process on the
same core, in turns, read from the other core. KB are of resident memory, per watcher who has seen
the newest state and then nothing more, with the larger number of them."""
LIMITS = """What is written to each: a short head with the id that the client gave to its
subscription, the shared tail, and the kernel's own work for a send, which is most of it and which
picows has too. Everybody's team is read and resolved once."""


@dataclass(slots=True)
class Side:
    """One server, and what its rounds gave: by number of watchers."""

    title: str
    peer: Peer | None = None
    rates: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    weights: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))

    @property
    def is_there(self) -> bool:
        """Whether it can be measured at all."""
        return self.peer is None or self.peer.is_installed

    def rate(self, number: int) -> float | None:
        """Return how many sockets a second heard, or nothing if it was not there."""
        return median(self.rates[number]) if self.is_there else None

    def weight(self, number: int) -> float | None:
        """Return the KB of memory for each who watches."""
        return median(self.weights[number]) if self.is_there else None


@dataclass(frozen=True, slots=True)
class Stage:
    """A server that runs: have an event happen, and say afterwards when it was heard of."""

    port: int
    pid: int
    code: str
    happen: Callable[[], Awaitable[object]]
    heard_at: Callable[[], int]


async def run(ground: Ground) -> Table:
    """Measure; the database must be without rows."""
    sides = [Side(OURS), *(Side(peer.title, peer) for peer in PEERS)]
    sizes, rounds = ground.pick((1_000, 5_000), (20,)), ground.pick(2, 1)
    events = ground.pick(5, 1)
    made = blocks(rounds * len(sizes), people=JOINED_BEFORE + 1 + events, teams=1)
    ground.tell("preparing people and teams")
    await prepare(ground.database, made)
    for turn in range(rounds):
        for number in sizes:
            block = made.pop()
            for side in sides:
                if side.is_there:
                    ground.tell(f"round {turn + 1} of {rounds}: {number:,} × {side.title}")
                    async with staged(ground, side, block) as stage:
                        await watch(ground, stage, side, number, events)
    return _table(sides, sizes)


@contextlib.asynccontextmanager
async def staged(ground: Ground, side: Side, block: Block) -> AsyncGenerator[Stage]:
    """Run one server, ours or a peer's."""
    if side.peer is None:
        async with noting(ground) as noted:
            team, server = await noted.team(block), noted.server
            yield Stage(server.port, server.pid, team.code, team.join, team.last_wake)
        return
    async with running(side.peer, core=ground.cores[0]) as peer:
        published: list[int] = []

        async def publish() -> None:
            published.append(await peer.publish())

        yield Stage(peer.port, peer.pid, code(0), publish, lambda: published[-1])


async def watch(ground: Ground, stage: Stage, side: Side, number: int, events: int) -> None:
    """Weigh so many who watch, and have events happen; the first one is not counted."""
    process, rest = psutil.Process(stage.pid), ground.pick(SETTLED_SECONDS, 0.1)
    with tied_to(ground.cores[1]):
        async with watching(stage.port, team_socket(stage.code), FEW):
            pass
        await asyncio.sleep(rest)
        before = process.memory_info().rss
        async with watching(stage.port, team_socket(stage.code), number) as audience:
            await asyncio.sleep(rest)
            side.weights[number].append((process.memory_info().rss - before) / 1000 / number)
            for turn in range(events + 1):
                audience.expect(audience.newest + 1)
                await stage.happen()
                await everyone(audience)
                assert len(audience.arrivals) == number, f"{side.title}: not everybody heard"
                if turn:
                    seconds = (max(audience.arrivals) - stage.heard_at()) / 1e9
                    side.rates[number].append(number / seconds)
                await asyncio.sleep(REST_SECONDS)


def _table(sides: list[Side], sizes: tuple[int, ...]) -> Table:
    series = tuple(f"{number:,} watchers" for number in sizes)
    shares = ("of the limit", "× Strawberry", "× graphql-ws")
    return Table(
        title="Live",
        means=MEANS,
        limits=LIMITS,
        columns=(
            "server",
            *(f"sockets a second, {name}" for name in series),
            *shares,
            "KB a watcher",
        ),
        rows=[_row(side, sides, sizes) for side in sides],
        plots=(
            Bars(
                name="live-sockets",
                title="Sockets a second that hear of one event",
                series=series,
                bars=[(side.title, [side.rate(number) for number in sizes]) for side in sides],
            ),
            Bars(
                name="live-memory",
                title="KB of memory for each who watches",
                series=(series[-1],),
                bars=[(side.title, [side.weight(sizes[-1])]) for side in sides],
            ),
        ),
    )


def _row(side: Side, sides: list[Side], sizes: tuple[int, ...]) -> tuple[Cell, ...]:
    rates = {one.title: one.rate(sizes[-1]) for one in sides}
    told = [*(side.rate(number) for number in sizes), side.weight(sizes[-1])]
    # A process that reuses what it has may seem to weigh nothing.
    cells = [NOT_INSTALLED if cell is None else max(cell, 0.01) for cell in told]
    mine, others = rates[side.title], (rates[name] for name in (RAW, STRAWBERRY, GRAPHQL_WS))
    shares = (mine / other if mine and other else "" for other in others)
    return (side.title, *cells[:-1], *shares, cells[-1])
