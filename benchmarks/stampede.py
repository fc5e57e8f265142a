"""Ten thousand people at one SECKILL of a hundred pieces, and everybody else who only shops."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass

from app.database import opened as models_on
from benchmarks.figures import Table, p50_p99_ms
from benchmarks.ground import Ground, serving
from benchmarks.lines import opened
from benchmarks.rush import (
    Heard,
    Shoppers,
    announce,
    furnish,
    in_a_moment,
    seconds_until,
    sold,
    stampede,
)
from resolvers.books import check_books

STOCK = 100
LEADERS = 20
SHOPPING_LINES = 4
FORMED_SECONDS = 30.0
MEANS = """{people:,} people with sessions press `takeSeat` on one SECKILL of {stock} pieces in
teams of two, over HTTP at two server processes on one PostgreSQL: {lines:,} connections at the same
instant, each with the next person as soon as one is done; one in ten of the first presses too
early, and again at the instant. Whoever gets a seat pays at once at the sandbox provider, which
runs in the same processes. Exactly {stock} were sold: seats paid, teams formed, orders confirmed,
books clean, which is checked. Meanwhile others look at the campaigns page and join ORDINARY teams
at the same two processes, on {shopping} connections, one request after the other; the rows above
theirs are the same without the rush. The whole rush took {seconds:.1f} s."""
LIMITS = """The servers' interpreters. A refusal from memory asks the database nothing but who asks,
in one statement for up to sixteen of them, and costs a process more than a millisecond of its core:
HTTP, the session, the document (parsed and validated once for all), the answer. So whoever presses
at the same instant waits for the others, and so does whoever joins a team beside them, while those
who are on their way go on: the turnstile lets four buyers at a time into transactions of either
process. Two processes share two cores with PostgreSQL and with the load."""
ROWS = {
    "SeatTaken": "takeSeat: a seat",
    "CampaignNotStarted": "takeSeat: too early",
    "SoldOut": "takeSeat: sold out",
    "TooBusy": "takeSeat: too busy, come back",
}
SHOPPING = {"looked": "campaigns page", "TeamJoined": "joinTeam, ORDINARY"}


@dataclass(frozen=True, kw_only=True)
class Size:
    """How many come, on how many connections, for how many pieces."""

    people: int
    lines: int
    stock: int
    quiet_seconds: float
    friends: int = 1_000
    opens_in: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What everybody was told, what was sold, and what is wrong with the books."""

    rush: Heard
    quiet: Heard
    meanwhile: Heard
    sold: dict[str, int]
    findings: list[object]
    seconds: float


async def run(ground: Ground) -> Table:
    """Measure; the database must be without rows."""
    full = Size(people=10_000, lines=1_000, stock=STOCK, quiet_seconds=4, friends=20_000)
    size = ground.pick(full, Size(people=60, lines=20, stock=10, quiet_seconds=0.5))
    outcome = await rush(ground, size)
    assert set(outcome.sold.values()) == {size.stock}, outcome.sold
    assert not outcome.findings, outcome.findings
    facts = {"people": size.people, "stock": size.stock, "lines": size.lines}
    return Table(
        title="Stampede",
        means=MEANS.format(**facts, shopping=2 * SHOPPING_LINES, seconds=outcome.seconds),
        limits=LIMITS,
        columns=("answers", "how many", "p50 ms", "p99 ms"),
        rows=[
            *_rows(ROWS, outcome.rush),
            *_rows(SHOPPING, outcome.quiet),
            *_rows(SHOPPING, outcome.meanwhile, "in the rush: "),
        ],
    )


def _rows(names: dict[str, str], heard: Heard, when: str = "") -> list[tuple[str, float]]:
    return [
        (when + shown, float(len(heard.taken[name])), *p50_p99_ms(heard.taken[name]))
        for name, shown in names.items()
        if heard.taken[name]
    ]


async def rush(ground: Ground, size: Size) -> Outcome:
    """Let the crowd in, on two processes, beside those who only shop."""
    ground.tell("preparing people and teams")
    friends = size.people + LEADERS
    await furnish(ground.database, people=friends + size.friends)
    shoppers = Shoppers(
        leaders=range(size.people, friends), friends=iter(range(friends, friends + size.friends))
    )
    async with AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(serving(ground, place=n)) for n in range(2)]
        ports = [server.port for server in servers]
        crowd = await stack.enter_async_context(opened(ports, size.lines))
        shopping = await stack.enter_async_context(opened(ports, 2 * SHOPPING_LINES))
        await shoppers.lead(shopping[0])
        ground.tell("shopping in peace")
        quiet = await _shopping_for(shoppers, shopping, size.quiet_seconds)
        ground.tell("the rush")
        starts_at = in_a_moment(size.opens_in)
        await announce(ground.database, stock=size.stock, starts_at=starts_at)
        over = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            beside = group.create_task(shoppers.shop(shopping, until=over))
            heard = await stampede(crowd, people=range(size.people), starts_at=starts_at)
            seconds = -seconds_until(starts_at)
            over.set()
        counts = await sold(ground.database, stock=size.stock, within_seconds=FORMED_SECONDS)
    async with models_on(ground.database, max_connections=2):
        findings = list(await check_books())
    return Outcome(
        rush=heard,
        quiet=quiet,
        meanwhile=beside.result(),
        sold=counts,
        findings=findings,
        seconds=seconds,
    )


async def _shopping_for(shoppers: Shoppers, lines: list, seconds: float) -> Heard:
    over = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, over.set)
    return await shoppers.shop(lines, until=over)
