"""The same page from memory, beside a route that returns as many constant bytes."""

from statistics import median

from benchmarks.bare import PATH
from benchmarks.documents import CAMPAIGNS
from benchmarks.figures import Table, p50_p99_ms
from benchmarks.ground import Ground, serving
from benchmarks.lines import get, opened, post
from benchmarks.machine import tied_to
from benchmarks.reads import TEAMS, Case, ask
from benchmarks.world import blocks, prepare

CONNECTIONS = 8
GOAL = 0.8
OURS, CONSTANT = "campaigns page, from memory", "constant bytes"
MEANS = f"""How many times a second one server process answers the campaigns page to nobody in
particular while nothing of it changes: read from the database once a second, from memory else.
Beside it, in turns, a Starlette route of the same process that returns as many constant bytes, and
passes the same middleware: an application without any is in the table of reads beside others. At
least {GOAL} of it is aimed at."""
LIMITS = """Sockets and HTTP: what is left is uvicorn's work for each request."""


async def run(ground: Ground) -> Table:
    """Measure; the database must be without rows."""
    rounds, seconds = ground.pick(5, 1), ground.pick(4.0, 0.1)
    await prepare(ground.database, blocks(1, people=1, teams=TEAMS))
    async with serving(ground) as server:
        request = post(CAMPAIGNS)
        async with opened([server.port], 1) as (line,):
            size = len(await line.ask(request))
        cases = [
            Case(OURS, request, b'"openTeams"', CONNECTIONS),
            Case(CONSTANT, get(f"{PATH}/bytes/{size}"), b"--", CONNECTIONS),
        ]
        with tied_to(ground.cores[1]):
            for turn in range(rounds):
                for case in cases:
                    ground.tell(f"round {turn + 1} of {rounds}: {case.name}")
                    async with opened([server.port], CONNECTIONS) as lines:
                        await ask(lines, case, seconds)
    limit = median(cases[1].rates)
    return Table(
        title="Reads from memory",
        means=MEANS,
        limits=LIMITS,
        columns=("answers", "KB", "per second", f"× {CONSTANT}", "p50 ms", "p99 ms"),
        rows=[
            (
                case.name,
                size / 1000,
                median(case.rates),
                median(case.rates) / limit,
                *p50_p99_ms(case.taken),
            )
            for case in cases
        ],
    )
