"""The same shelf from the same rows, by us and by the servers people would take instead."""

import contextlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from statistics import median

from benchmarks.documents import SHELF
from benchmarks.figures import Bars, Cell, Table, p50_p99_ms
from benchmarks.ground import Ground, serving
from benchmarks.lines import Line, drive, opened, post
from benchmarks.machine import tied_to
from benchmarks.peers import NOT_INSTALLED, Peer, running
from benchmarks.shelves import Shelf, shelf_of
from benchmarks.world import CAMPAIGNS, offers, residents, teams, write

CONNECTIONS = 8
CHOICES = 3
MERCHANTS = 10
TEAMS = 3 * CAMPAIGNS
MARK = b'"openTeams"'

OURS = "Kaituan"
KEPT = "Kaituan, from memory"
STRAWBERRY = "Strawberry and Tortoise"
CONSTANT = "constant bytes"
PEERS = (
    (Peer.of(STRAWBERRY, "strawberry/reads.py"), {}),
    (Peer.of(f"{STRAWBERRY}, both caches", "strawberry/reads.py"), {"caches": True}),
    (Peer.of("PostGraphile 4", "postgraphile/reads.mjs"), {}),
    (Peer.of("mercurius, JIT", "mercurius/reads.mjs"), {}),
)
BARE = Peer.of(CONSTANT, "starlette/constant.py")
READ = (OURS, *(peer.title for peer, _ in PEERS))
REMEMBERED = (KEPT, CONSTANT)
COMPARED = (STRAWBERRY, CONSTANT)
COLUMNS = (
    "server",
    "per second",
    *(f"× {name}" for name in COMPARED),
    "p50 ms",
    "p99 ms",
    "KB an answer",
)

MEANS = """How many times a second one server process answers a shelf of twenty campaigns, each with
its merchant, three SKUs and three open teams (the document is in benchmarks/documents.py), from the
same rows of the same PostgreSQL: by us, by Strawberry and Tortoise as their documentation shows
them with a loader for each relation, by the same with Strawberry's caches for documents, by
PostGraphile 4 with one SQL statement, and by mercurius with its compiler and loaders. Each on the
same core, asked from the other one on eight kept connections, in turns; before that their answers
are compared. Ours is measured twice: read from the database each time, and as it comes, from memory
while nothing of it changes and for a second at most. Constant bytes are as many as ours from a
plain Starlette route: the limit of whatever answers from memory. The rate is the median round, p50
and p99 are over all answers."""
LIMITS = """The server's interpreter, for all but the constant bytes. Ids are written differently
by each (ours are opaque and longer), and so are instants; everything else is the same in every
answer. PostGraphile reads views and functions made for it (benchmarks/peers/postgraphile)."""


@dataclass(slots=True, kw_only=True)
class Case:
    """One server, and what its rounds gave."""

    name: str
    port: int
    bytes: int
    rates: list[float] = field(default_factory=list)
    taken: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Return how many answers a second its median round gave."""
        return median(self.rates)


async def run(ground: Ground) -> Table:
    """Measure; the database must be without rows."""
    await write(ground.database, shelf_rows())
    async with contextlib.AsyncExitStack() as stack:
        cases = await _cases(ground, stack)
        with tied_to(ground.cores[1]):
            rounds = ground.pick(5, 1)
            for turn in range(rounds):
                for case in cases:
                    ground.tell(f"round {turn + 1} of {rounds}: {case.name}")
                    async with opened([case.port], CONNECTIONS) as lines:
                        await _ask(lines, case, ground.pick(4.0, 0.1))
    return Table(
        title="Reads beside others",
        means=MEANS,
        limits=LIMITS,
        columns=COLUMNS,
        rows=_rows(cases),
        plots=_plots(cases),
    )


def shelf_rows() -> list[str]:
    """Return what writes the rows that are read."""
    return [
        *residents(TEAMS),
        *offers(choices=CHOICES, merchants=MERCHANTS),
        *teams(TEAMS, merchants=MERCHANTS),
    ]


async def _cases(ground: Ground, stack: contextlib.AsyncExitStack) -> list[Case]:
    """Return whoever is installed, once they answer alike."""
    core, database = ground.cores[0], ground.database
    server = await stack.enter_async_context(serving(ground, keeps=False))
    body = await _answer(server.port)
    known = shelf_of(body)
    keeping = await stack.enter_async_context(serving(ground))
    _compare(KEPT, shelf_of(await _answer(keeping.port)), known)
    cases = [
        Case(name=OURS, port=server.port, bytes=len(body)),
        Case(name=KEPT, port=keeping.port, bytes=len(body)),
    ]
    for peer, wishes in PEERS:
        if peer.is_installed:
            ground.tell(f"starting {peer.title}")
            theirs = running(peer, core=core, database=database, **wishes)
            port = (await stack.enter_async_context(theirs)).port
            answer = await _answer(port)
            _compare(peer.title, shelf_of(answer), known)
            cases.append(Case(name=peer.title, port=port, bytes=len(answer)))
    if BARE.is_installed:
        file = ground.folder / "shelf.json"
        file.write_bytes(body)
        bare = await stack.enter_async_context(running(BARE, core=core, file=str(file)))
        cases.append(Case(name=BARE.title, port=bare.port, bytes=len(body)))
    return cases


async def _answer(port: int) -> bytes:
    async with opened([port], 1) as (line,):
        return await line.ask(post(SHELF))


def _compare(name: str, theirs: Shelf, ours: Shelf) -> None:
    assert len(ours) == CAMPAIGNS, f"{len(ours)} campaigns"
    for mine, other in zip(ours, theirs, strict=True):
        assert mine == other, f"{name} answers {other} where we answer {mine}"


async def _ask(lines: list[Line], case: Case, seconds: float) -> None:
    """Ask again and again; the first quarter, when compilers warm up, is not counted."""
    await drive(lines, _until(time.perf_counter() + seconds / 4), MARK)
    begun = time.perf_counter()
    taken = await drive(lines, _until(begun + seconds), MARK)
    case.rates.append(len(taken) / (time.perf_counter() - begun))
    case.taken += taken


def _until(end: float) -> Iterator[bytes]:
    request = post(SHELF)
    while time.perf_counter() < end:
        yield request


def _rows(cases: list[Case]) -> list[tuple[Cell, ...]]:
    known = {case.name: case for case in cases}
    return [_row(name, known) for name in (*READ, *REMEMBERED)]


def _row(name: str, known: Mapping[str, Case]) -> tuple[Cell, ...]:
    case = known.get(name)
    if case is None:
        return name, NOT_INSTALLED, *[""] * (len(COLUMNS) - 2)
    times = [case.rate / known[base].rate if base in known else "" for base in COMPARED]
    return name, case.rate, *times, *p50_p99_ms(case.taken), case.bytes / 1000


def _plots(cases: list[Case]) -> tuple[Bars, ...]:
    known = {case.name: case.rate for case in cases}
    return tuple(
        Bars(
            name=name, title=title, series=("a second",), bars=[(n, [known.get(n)]) for n in names]
        )
        for name, title, names in (
            ("reads", "Shelves a second, read from PostgreSQL", READ),
            ("reads-from-memory", "Shelves a second, from memory", REMEMBERED),
        )
    )
