"""200 customers, two server processes, 20 teams with 3 free seats each: 60 seats, never 61."""

import asyncio
import random

import asyncpg

from models.payments import Payment, Refund
from models.teams import Seat, Team
from resolvers.books import check_books
from rules.payments import PaymentStatus
from tests.cli.processes import serving
from tests.journeys.documents import PAY
from tests.live.watching import until
from tests.scale.customers import JOIN, Counter, Party, pressed
from tests.scale.watchers import Watcher, watched

TEAMS, SIZE, CUSTOMERS = 20, 4, 200
FREE = SIZE - 1
PAY_AT_ONCE = 8
SEATS = TEAMS * FREE
BUSY = {"TIMEOUT", "TooBusy", "CashierUnavailable"}


async def take_a_seat(counter, party, customer, codes, paying):
    """The team somebody found a seat in and paid for; None where they were offered none."""
    chance = random.Random(customer.token)  # noqa: S311 - who sits where is no secret
    offered = codes
    while offered:
        code = chance.choice(offered)
        answer = await counter.insist(JOIN, customer, i=party.wanted(teamCode=code))
        if answer["__typename"] == "TeamJoined":
            # A seat is held for a quarter of an hour; people do not pay within one second.
            async with paying:
                done = await counter.insist(PAY, customer, i=pressed(answer))
            assert done["__typename"] in {"SandboxPaid", "AlreadyPaid"}, done
            return code
        assert answer["__typename"] in {"TeamFull", "TeamClosed"}, answer
        offered = [team["code"] for team in answer["openTeams"]]
    return None


async def test_two_hundred_race_for_sixty_seats_at_two_processes(db, database, folder, redis):
    env = {"DATABASE_URL": database, "REDIS_URL": redis.url}
    with serving(folder, **env) as (_, one), serving(folder, "--no-worker", **env) as (_, two):
        async with Counter(one) as here, Counter(two) as there:
            party = await Party.at(here, size=SIZE, stock=10 * CUSTOMERS)
            leaders = [await party.customer() for _ in range(TEAMS)]
            codes = [await party.opened(here, leader) for leader in leaders]
            customers = [await party.customer() for _ in range(CUSTOMERS)]
            watchers = [
                Watcher(url, leader, code)
                for leader, code in zip(leaders, codes, strict=True)
                for url in (one, two)
            ]
            paying = asyncio.Semaphore(PAY_AT_ONCE)
            async with watched(watchers):
                found = await asyncio.gather(
                    *(
                        take_a_seat((here, there)[place % 2], party, customer, codes, paying)
                        for place, customer in enumerate(customers)
                    )
                )
                await until(lambda: all(watcher.status == "SETTLED" for watcher in watchers))
            assert here.failures + there.failures == []
            # Who waited too long came back; nobody met a fault.
            assert {each.code for each in here.passing + there.passing} <= BUSY
    await every_seat_once(found, codes, watchers)


async def every_seat_once(found, codes, watchers):
    """Sixty of two hundred sit, have paid, and nobody else was charged."""
    assert [found.count(code) for code in codes] == [FREE] * TEAMS
    assert found.count(None) == CUSTOMERS - SEATS
    teams = await Team.all()
    assert {(team.status, team.seats_filled) for team in teams} == {("SETTLED", SIZE)}
    assert await Seat.filter(state="FILLED").count() == SEATS + TEAMS
    assert await Payment.filter(status=PaymentStatus.SUCCEEDED).count() == SEATS + TEAMS
    assert await Payment.all().count() == SEATS + TEAMS
    assert await Refund.all().count() == 0
    versions = {team.code: team.version for team in teams}
    assert [watcher.version for watcher in watchers] == [
        versions[watcher.code] for watcher in watchers
    ]
    assert await check_books() == []


async def test_reading_before_writing_overfills_where_one_statement_does_not(database):
    """The control: the same crowd on a bare table, the naive way and ours."""
    pool = await asyncpg.create_pool(database, min_size=1, max_size=16)
    await pool.execute(
        "CREATE TABLE scratch (team int PRIMARY KEY, naive int NOT NULL, ours int NOT NULL)"
    )
    await pool.execute("INSERT INTO scratch SELECT n, 0, 0 FROM generate_series(0, 19) n")
    crowd = [place % TEAMS for place in range(CUSTOMERS)]
    each = CUSTOMERS // TEAMS
    looked = [asyncio.Barrier(each) for _ in range(TEAMS)]

    async def naively(team):
        taken = await pool.fetchval("SELECT naive FROM scratch WHERE team = $1", team)
        await looked[team].wait()
        if taken < FREE:
            await pool.execute("UPDATE scratch SET naive = naive + 1 WHERE team = $1", team)

    async def at_once(team):
        await pool.execute(
            "UPDATE scratch SET ours = ours + 1 WHERE team = $1 AND ours < $2", team, FREE
        )

    await asyncio.gather(*map(naively, crowd), *map(at_once, crowd))
    naive, ours = await pool.fetchrow("SELECT sum(naive), sum(ours) FROM scratch")
    await pool.close()
    assert (naive, ours) == (CUSTOMERS, SEATS)
