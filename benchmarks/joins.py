"""Joins a second over HTTP, beside PostgreSQL running the same statements by itself."""

import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import asyncpg
import orjson

from benchmarks import pgbench
from benchmarks.documents import JOIN
from benchmarks.figures import Table, p50_p99_ms
from benchmarks.ground import Ground, serving
from benchmarks.lines import drive, opened, post
from benchmarks.machine import tied_to
from benchmarks.statements import SEATS_HELD, VERSION, Script, digest_of, of_one_join
from benchmarks.world import Block, blocks, code, prepare, row_id, sku, token

CONNECTIONS = 16
JOINED = b'"TeamJoined"'
JOINED_TEAMS = """
  SELECT sum(seats_held) AS held, sum(version - 1) AS changes, sum(found.seats) AS seats,
    sum(found.unpaid) AS payments, sum(found.told) AS events
  FROM team CROSS JOIN LATERAL (SELECT
    (SELECT count(*) FROM seat WHERE team_id = team.id AND state = 'HELD') AS seats,
    (SELECT count(*) FROM orders JOIN payment ON order_id = orders.id
      WHERE team_id = team.id AND payment.status = 'PENDING') AS unpaid,
    (SELECT count(*) FROM outbox WHERE topic = 'team:' || team.id) AS told) found
  WHERE id BETWEEN $1 AND $2
"""
MEANS = """How many people a second take a seat, each a different person with a session, sixteen
at a time on kept connections, in two hundred teams of a hundred over twenty campaigns. One join
over HTTP is authentication, the mutation with its idempotency key, order, payment, seat, stock,
purchase limit and three events, committed to disk, and the answer. pgbench sends the very
statements of one such join ({statements} of them, recorded from a real one, with the row it
locked and the seat number it found carried on), prepared, for the same number of joins in as many
teams. The rounds take turns; the rate is the median round, p50 and p99 are over all joins."""
LIMITS = """The server's interpreter: one process spends its whole core between the statements,
while pgbench spends next to nothing there. Two processes share two cores with PostgreSQL and with
the load, so that they show less than twice; on a machine with more cores they would not take from
each other. pgbench leaves out what is not the join's own: the relay that gives events their place
after each commit, and what the connection pool says when a connection is given back."""


@dataclass(slots=True)
class Side:
    """One way to join, and what its rounds gave."""

    name: str
    rates: list[float] = field(default_factory=list)
    taken: list[float] = field(default_factory=list)

    def add(self, rate: float, taken: list[float]) -> None:
        """Note one round."""
        self.rates.append(rate)
        self.taken += taken


async def run(ground: Ground) -> Table:
    """Measure; the database must be without rows."""
    rounds, joins = ground.pick(3, 1), ground.pick(4000, 32)
    warm, teams = ground.pick(320, 16), ground.pick(200, 20)
    made = blocks(1 + 3 * rounds, people=joins + warm, teams=teams)
    ground.tell("preparing people and teams")
    await prepare(ground.database, made)
    script, statements = await record(ground, made.pop())
    one, two, bare = Side("GraphQL, 1 process"), Side("GraphQL, 2 processes"), Side("pgbench")
    served = ground.pick(((1, one), (2, two)), ((2, two),))
    for turn in range(rounds):
        for number, side in served:
            ground.tell(f"round {turn + 1} of {rounds}: {side.name}")
            await over_http(ground, made.pop(), side, processes=number, warm=warm)
        ground.tell(f"round {turn + 1} of {rounds}: {bare.name}")
        await over_pgbench(ground, made.pop(), bare, script, joins=joins)
    floor = median(bare.rates)
    return Table(
        title="Joins",
        means=MEANS.format(statements=statements),
        limits=LIMITS,
        columns=("joins", "per second", "p50 ms", "p99 ms", "share of pgbench, %"),
        rows=[
            (
                side.name,
                median(side.rates),
                *p50_p99_ms(side.taken),
                100 * median(side.rates) / floor,
            )
            for side in (*(side for _, side in served), bare)
        ],
    )


def joining(pairs: list[tuple[int, int]]) -> Iterator[bytes]:
    """Return one request for each person and team."""
    sent = [(person, _wish(person, team)) for person, team in pairs]
    return iter([post(JOIN, token=token(person), i=wish) for person, wish in sent])


def _wish(person: int, team: int) -> dict[str, str]:
    return {"teamCode": code(team), "skuId": sku(team), "idempotencyKey": f"key-{person}"}


async def over_http(ground: Ground, block: Block, side: Side, *, processes: int, warm: int) -> None:
    """Have everyone in a block join through servers that run for this round alone."""
    pairs = block.joins()
    async with AsyncExitStack() as stack:
        servers = [
            await stack.enter_async_context(serving(ground, place=n)) for n in range(processes)
        ]
        stack.enter_context(tied_to(ground.cores[1]))
        ports = [server.port for server in servers]
        lines = await stack.enter_async_context(opened(ports, CONNECTIONS))
        await drive(lines, joining(pairs[:warm]), JOINED)
        requests = joining(pairs[warm:])
        begun = time.perf_counter()
        taken = await drive(lines, requests, JOINED)
        side.add(len(taken) / (time.perf_counter() - begun), taken)
    await settled(ground, block, joins=len(pairs))


async def over_pgbench(
    ground: Ground, block: Block, side: Side, script: Path, *, joins: int
) -> None:
    """Have as many people join by the recorded statements."""
    with tied_to(ground.cores[1]):
        done = await pgbench.run(
            ground.database,
            script,
            clients=CONNECTIONS,
            transactions=joins,
            variables={
                "first_person": block.first_person,
                "first_team": block.first_team,
                "teams": block.teams,
            },
        )
    side.add(done.per_second, done.taken)
    await settled(ground, block, joins=joins)


async def settled(ground: Ground, block: Block, *, joins: int) -> None:
    """Give waiting events their place, so that no round finds work of the one before.

    Either way of joining must have done the same: so many seats, counts and versions.
    """
    last = block.first_team + block.teams - 1
    connection = await asyncpg.connect(ground.database)
    try:
        teams = await connection.fetchrow(
            JOINED_TEAMS, *(row_id("team", n) for n in (block.first_team, last))
        )
        assert set(teams.values()) == {joins}, f"{joins} joins left {dict(teams)}"
        while await connection.fetchval("SELECT count(*) FROM place_events(500)"):
            pass
    finally:
        await connection.close()


async def record(ground: Ground, block: Block) -> tuple[Path, int]:
    """Return the script of one real join, and how many statements it has."""
    person, team = block.joins()[0]
    connection = await asyncpg.connect(ground.database)
    try:
        marked = "UPDATE team SET version = $2, seats_held = $3 WHERE id = $1"
        await connection.execute(marked, row_id("team", team), VERSION, SEATS_HELD)
    finally:
        await connection.close()
    log = ground.folder / "statements"
    ground.tell("recording the statements of one join")
    async with serving(ground, statements=log) as server, opened([server.port], 1) as lines:
        await drive(lines, joining([(person, team)]), JOINED)
    digest = digest_of(token(person))
    lines_told = map(orjson.loads, log.read_bytes().splitlines())
    told = of_one_join(lines_told, digest=digest, person=str(row_id("person", person)))
    script = ground.folder / "join.sql"
    writer = Script(digest=digest, code=code(team), key=f"key-{person}")
    script.write_text(writer.text(told))
    return script, len(told)
