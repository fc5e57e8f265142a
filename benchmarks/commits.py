"""From a commit to the sockets of everybody who watches the team."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

from benchmarks.audience import watching
from benchmarks.figures import Cell, Table, p50_p99_ms
from benchmarks.ground import Ground
from benchmarks.machine import tied_to
from benchmarks.sockets import Greeting, bare_socket, team_socket
from benchmarks.watched import JOINED_BEFORE, REST_SECONDS, Team, everyone, noting
from benchmarks.world import blocks, prepare

MEANS = """People join one team one after the other while others watch it with
graphql-transport-ws. The server process notes the monotonic clock right after each commit, the
watchers note the same clock when the frame is read from their socket: in between lie the relay,
the hub, reading the team and its seats again, GraphQL, the frame, the kernel. p50 and p99 are
over all watchers and all events, `last` is the median time until everyone had it, `missed` the
share of answers that were errors, or never came. Beside it, in turns: sockets of the same server
to which each commit sends a constant text of the same length, one after the other, which is what
asyncio and uvicorn take by themselves."""
LIMITS = """One watcher waits for the relay's transaction, which gives events their place and is
flushed to disk before anybody is told. Of many watchers the median waits for half of the writes,
the last one for all. The constant text is sent by one task for each socket, as an application
would; what is shared is written to all sockets by one."""


@dataclass(slots=True)
class Case:
    """So many watchers of one kind, and what their rounds gave, in seconds."""

    name: str
    watchers: int
    greeting: Callable[[str], Greeting]
    events: int
    taken: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)
    missed: int = 0

    def row(self) -> tuple[Cell, ...]:
        """Return what its rounds come to."""
        missed = f"{100 * self.missed / (self.missed + len(self.taken)):.1f}"
        times = (*p50_p99_ms(self.taken), median(self.last) * 1000)
        return (self.name, f"{self.watchers:,}", *times, missed)


def cases(ground: Ground) -> list[Case]:
    """Return what is compared: more watchers, fewer events."""
    sizes = ground.pick(((1, 70), (100, 40), (1_000, 20), (5_000, 10)), ((1, 3), (10, 3)))
    kinds = (("teamProgress", team_socket), ("bare socket", bare_socket))
    return [
        Case(name, watchers, greeting, events)
        for watchers, events in sizes
        for name, greeting in kinds
    ]


async def run(ground: Ground) -> Table:
    """Measure; the database must be without rows."""
    compared, rounds = cases(ground), ground.pick(3, 1)
    made = blocks(rounds * len(compared), people=85, teams=1)
    ground.tell("preparing people and teams")
    await prepare(ground.database, made)
    async with noting(ground) as noted:
        with tied_to(ground.cores[1]):
            for turn in range(rounds):
                for case in compared:
                    ground.tell(f"round {turn + 1} of {rounds}: {case.watchers:,} × {case.name}")
                    await watch(await noted.team(made.pop()), case)
    return Table(
        title="Commit to socket",
        means=MEANS,
        limits=LIMITS,
        columns=("commit to socket", "watchers", "p50 ms", "p99 ms", "last ms", "missed %"),
        rows=[case.row() for case in compared],
    )


async def watch(team: Team, case: Case) -> None:
    """Have people join while the team is watched, and note how long each frame took."""
    assert case.events + 1 + JOINED_BEFORE < 85
    async with watching(team.server.port, case.greeting(team.code), case.watchers) as audience:
        for turn in range(case.events + 1):
            audience.expect(audience.newest + 1)
            await team.join()
            await everyone(audience)
            if turn:  # the first one warms what is kept
                at, arrivals = team.last_commit(), audience.arrivals
                case.missed += case.watchers - len(arrivals)
                case.taken += [(arrival - at) / 1e9 for arrival in arrivals]
                case.last += [(max(arrivals) - at) / 1e9] if arrivals else []
            await asyncio.sleep(REST_SECONDS)
