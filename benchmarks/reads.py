"""The page most people see first, a second and how often."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median

from benchmarks.bare import PATH
from benchmarks.documents import CAMPAIGNS
from benchmarks.figures import Table, p50_p99_ms
from benchmarks.ground import Ground, serving
from benchmarks.lines import Line, drive, get, opened, post
from benchmarks.machine import tied_to
from benchmarks.world import blocks, prepare

CONNECTIONS = (1, 16)
TEAMS = 200
MEANS = """How many times a second one server process answers the campaigns page: twenty campaigns
with their prices, what can be chosen and three open teams each (the document is in
benchmarks/documents.py), asked by nobody in particular on kept connections, with no cache in
between: every answer is read from the database. Beside it, in turns: a constant text from a plain
Starlette route of the same process, which is the most it could answer. The rate is the median
round, p50 and p99 are over all answers."""
LIMITS = """The server's interpreter: a page is some two hundred objects and a thousand fields,
resolved in Python. PostgreSQL answers its few statements meanwhile and is idle most of the time.
With sixteen connections p50 is the time in the queue; with one it is the work itself."""


@dataclass(slots=True)
class Case:
    """One request from so many connections, and what its rounds gave."""

    name: str
    request: bytes
    mark: bytes
    connections: int
    rates: list[float] = field(default_factory=list)
    taken: list[float] = field(default_factory=list)


async def run(ground: Ground) -> Table:
    """Measure; the database must be without rows."""
    rounds, seconds = ground.pick(3, 1), ground.pick(5.0, 0.1)
    compared = [
        Case(name, request, mark, number)
        for number in CONNECTIONS
        for name, request, mark in (
            ("campaigns page", post(CAMPAIGNS), b'"openTeams"'),
            ("constant route", get(PATH), b"constant"),
        )
    ]
    await prepare(ground.database, blocks(1, people=1, teams=TEAMS))
    async with serving(ground, keeps=False) as server:
        with tied_to(ground.cores[1]):
            for turn in range(rounds):
                for case in compared:
                    ground.tell(f"round {turn + 1} of {rounds}: {case.connections} × {case.name}")
                    # Opened for each case: the server hangs up on a line that idles for 5 s.
                    async with opened([server.port], case.connections) as lines:
                        await ask(lines, case, seconds)
    return Table(
        title="Reads",
        means=MEANS,
        limits=LIMITS,
        columns=("answers", "connections", "per second", "p50 ms", "p99 ms"),
        rows=[
            (case.name, f"{case.connections}", median(case.rates), *p50_p99_ms(case.taken))
            for case in compared
        ],
    )


async def ask(lines: list[Line], case: Case, seconds: float) -> None:
    """Ask the same again and again for a while; the first fifth is not counted."""
    await drive(lines, _until(time.perf_counter() + seconds / 5, case.request), case.mark)
    begun = time.perf_counter()
    taken = await drive(lines, _until(begun + seconds, case.request), case.mark)
    case.rates.append(len(taken) / (time.perf_counter() - begun))
    case.taken += taken


def _until(end: float, request: bytes) -> Iterator[bytes]:
    while time.perf_counter() < end:
        yield request
