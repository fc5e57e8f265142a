"""From a commit to the sockets of everybody who watches the team."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.figures import Cell, Table, p50_p99_ms
from benchmarks.ground import Ground, serving
from benchmarks.joins import JOINED, joining
from benchmarks.lines import drive, opened
from benchmarks.machine import tied_to
from benchmarks.sockets import Greeting, bare_socket, team_socket, watching
from benchmarks.world import Block, blocks, code, prepare

# Who has neither heard nor been refused by then is counted as having missed it too.
ARRIVED_SECONDS = 20.0
# Longer than a watcher rests between two looks: no event waits for the one before.
REST_SECONDS = 0.1
MEANS = """People join one team one after the other while others watch it with
graphql-transport-ws. The server process notes the monotonic clock right after each commit, the
watchers note the same clock when the frame is read from their socket: in between lie the relay,
the hub, reading the team and its seats again, GraphQL, the frame, the kernel. p50 and p99 are
over all watchers and all events, `last` is the median time until everyone had it, `missed` the
share of answers that were errors, or never came. Beside it, in turns: sockets of the same server
to which each commit sends a constant text of the same length, which is what asyncio and uvicorn
take by themselves."""
LIMITS = """Each watcher's answer is resolved by itself, so a thousand watchers are a thousand
answers from one interpreter: the last one waits for all, and what is not resolved within the
limit of five seconds is answered with an error. One watcher waits for the relay's transaction,
which gives events their place and is flushed to disk before anybody is told. The watchers share
one process on the other core, which adds about 10 µs for each frame read before."""


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
    sizes = ground.pick(((1, 80), (100, 40), (1000, 5)), ((1, 3), (10, 3)))
    kinds = (("teamProgress", team_socket), ("bare socket", bare_socket))
    return [
        Case(name, watchers, greeting, events)
        for watchers, events in sizes
        for name, greeting in kinds
    ]


async def run(ground: Ground) -> Table:
    """Measure; the database must be without rows."""
    compared, rounds = cases(ground), ground.pick(3, 1)
    made = blocks(rounds * len(compared) + 1, people=90, teams=1)
    ground.tell("preparing people and teams")
    await prepare(ground.database, made)
    commits = ground.folder / "commits"
    async with serving(ground, commits=commits) as server:
        async with opened([server.port], 1) as lines:
            await drive(lines, joining(made.pop().joins()[: ground.pick(50, 2)]), JOINED)
        with tied_to(ground.cores[1]):
            for turn in range(rounds):
                for case in compared:
                    ground.tell(f"round {turn + 1} of {rounds}: {case.watchers} × {case.name}")
                    await watch(server.port, made.pop(), case, commits)
    return Table(
        title="Live",
        means=MEANS,
        limits=LIMITS,
        columns=("commit to socket", "watchers", "p50 ms", "p99 ms", "last ms", "missed %"),
        rows=[case.row() for case in compared],
    )


async def watch(port: int, block: Block, case: Case, commits: Path) -> None:
    """Have people join while the team is watched, and note how long each frame took."""
    before, seen = len(stamps(commits)), []
    async with watching(port, case.greeting(code(block.first_team)), case.watchers) as audience:
        for request in list(joining(block.joins()))[: case.events]:
            audience.expect(audience.newest + 1)
            # An idle connection is soon closed; one made anew is no part of what is measured.
            async with opened([port], 1) as lines:
                await drive(lines, iter([request]), JOINED)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(ARRIVED_SECONDS):
                    await audience.everyone.wait()
            case.missed += case.watchers - len(audience.arrivals)
            seen.append(audience.arrivals)
            await asyncio.sleep(REST_SECONDS)
    committed = stamps(commits)[before:]
    assert len(committed) == len(seen), "one join, one commit that tells"
    for at, arrivals in zip(committed, seen, strict=True):
        case.taken += [(arrival - at) / 1e9 for arrival in arrivals]
        case.last += [(max(arrivals) - at) / 1e9] if arrivals else []


def stamps(commits: Path) -> list[int]:
    """Return the instants of all commits so far, in nanoseconds."""
    return [int(line) for line in commits.read_text().split()]
